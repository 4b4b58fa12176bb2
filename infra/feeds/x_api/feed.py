"""A feed of X posts from the X API v2, read within its limits and our budget."""

from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from pydantic import SecretStr

from domain.errors import FeedSpent, FeedUnavailable
from domain.ports.clock import Clock
from domain.ports.feed import Page
from domain.ports.unit_of_work import UnitsOfWork
from domain.posts import RawPost, Standing
from infra.feeds.x_api.client import Endpoint, XClient
from infra.feeds.x_api.meter import Meter
from infra.feeds.x_api.pages import FIELDS, LARGEST, found, standings, timeline
from infra.feeds.x_api.users import Accounts

SMALLEST = 5
"""The fewest posts X gives a page of."""
MOST = 800
"""The most posts read of an account in one go; what lies behind them is noted as a gap."""


class XApi:
    """The posts of accounts, newest first; use it in `async with`.

    It keeps in the store which id an account has and how many posts were read.
    """

    def __init__(
        self,
        url: str,
        token: SecretStr,
        units: UnitsOfWork,
        clock: Clock,
        *,
        budget: int,
        timeout: float = 10.0,
    ) -> None:
        self._client = XClient(url, token, clock, timeout=timeout)
        self._accounts = Accounts(self._client, units, clock)
        self._meter = Meter(units, clock, budget)
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._open.enter_async_context(self._client)
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._open.aclose()

    async def healthy(self) -> bool:
        """Return True: X has nothing to ask, and what is wrong is told account by account."""
        return True

    async def prepare(self, handles: Collection[str]) -> None:
        """Find the ids of accounts never asked about before."""
        await self._accounts.prepare(handles)

    async def page(self, handle: str, *, since_id: int | None, limit: int) -> Page:
        """Read all posts after an id, page by page, or one page of an account never read before.

        Raises UnknownUser, FeedForbidden, FeedSpent, or FeedUnavailable; a budget that is spent on
        the way leaves a page that is not complete.
        """
        account = self._accounts.id_of(handle)
        posts: dict[int, RawPost] = {}
        token: str | None = None
        try:
            while True:
                more, token = await self._timeline(account, handle, since_id, (limit, token))
                posts |= {post.number: post for post in more}
                if token is None or since_id is None or len(posts) >= MOST:
                    break
                limit = LARGEST
        except FeedSpent:
            if not posts:
                raise
        newest_first = tuple(post for _, post in sorted(posts.items(), reverse=True))
        return Page(newest_first, complete=token is None)

    async def standing(self, external_ids: Collection[str]) -> Mapping[str, Standing]:
        """Tell of up to 100 posts how they stand; those X is silent on are left out.

        Raises FeedForbidden, FeedSpent or FeedUnavailable.
        """
        query = {
            "ids": ",".join(external_ids),
            "tweet.fields": "author_id,edit_history_tweet_ids",
        }
        async with self._meter.asking(len(external_ids), len(external_ids)) as request:
            reply = found(await self._client.get(Endpoint.POSTS, "tweets", query))
            request.read = len(reply.data or ())
        told = standings(reply)
        return {number: told[number] for number in external_ids if number in told}

    async def _timeline(
        self, account: str, handle: str, since_id: int | None, place: tuple[int, str | None]
    ) -> tuple[list[RawPost], str | None]:
        """Read one page; X lists reposts only when asked to, and each would be billed."""
        limit, token = place
        query = {"exclude": "retweets", "tweet.fields": FIELDS}
        if since_id is not None:
            query["since_id"] = str(since_id)
        if token is not None:
            query["pagination_token"] = token
        async with self._meter.asking(min(max(limit, SMALLEST), LARGEST), SMALLEST) as request:
            query["max_results"] = str(request.most)
            body = await self._client.get(Endpoint.TIMELINE, f"users/{account}/tweets", query)
            posts, following = timeline(body, account, handle)
            request.read = len(posts)
        if following is not None and following == token:
            raise FeedUnavailable("a reply of the wrong shape: the next page is this one")
        return posts, following
