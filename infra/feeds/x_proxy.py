"""Posts of X accounts, read through the proxy service that holds the key."""

import re
from collections.abc import Collection
from datetime import timedelta
from types import TracebackType
from typing import Annotated, Self

import httpx
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from domain.errors import FeedForbidden, FeedUnavailable, UnknownUser
from domain.ports.feed import Page
from domain.posts import X_BEGAN, RawPost, said_at
from infra.feeds.http import ask, misshapen

_HANDLE = re.compile(r"[a-z0-9_]{1,30}")
_KEPT_WAIT = timedelta(days=1)
_SMALLEST_PAGE = 5
_LARGEST_PAGE = 100


def _as_digits(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class _Tweet(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    id: Annotated[str, BeforeValidator(_as_digits), Field(pattern=r"^[0-9]{1,19}$")]
    text: str
    created_at: Annotated[AwareDatetime, Field(ge=X_BEGAN)] | None = None


class _Reply(BaseModel):
    """The answer to a request for an account's posts; null is no posts, an absent list is not."""

    model_config = ConfigDict(strict=True, extra="ignore")

    username: str
    count: Annotated[int, Field(ge=0)]
    data: Annotated[list[_Tweet], Field(max_length=_LARGEST_PAGE)] | None


class _Health(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    status: str


class XProxy:
    """A feed of X posts; every request has a time limit, and every reply a shape and a size.

    Use it in `async with`: it keeps connections open.
    """

    def __init__(self, url: str, *, timeout: float = 10.0, health_timeout: float = 3.0) -> None:
        self._timeout = timeout
        self._health_timeout = health_timeout
        self._client = httpx.AsyncClient(
            base_url=url,
            timeout=timeout,
            follow_redirects=False,
            headers={"accept": "application/json", "accept-encoding": "identity"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def healthy(self) -> bool:
        """Tell whether the proxy says it is healthy; anything else, silence included, is no."""
        try:
            answer = await ask(self._client, "health", {}, self._health_timeout)
            return (
                answer.status == httpx.codes.OK
                and _Health.model_validate_json(answer.body).status == "healthy"
            )
        except (FeedUnavailable, ValidationError):
            return False

    async def prepare(self, handles: Collection[str]) -> None:
        """Do nothing: the proxy knows accounts by their handles."""

    async def page(self, handle: str, *, since_id: int | None, limit: int) -> Page:
        """Read the account's newest posts after an id, newest first.

        Raises UnknownUser, FeedForbidden when the key is refused, or FeedUnavailable.
        """
        if not _HANDLE.fullmatch(handle):
            raise UnknownUser(f"{handle!r} cannot be the name of an account")
        query = {"max_results": str(min(max(limit, _SMALLEST_PAGE), _LARGEST_PAGE))}
        if since_id is not None:
            query["since_id"] = str(since_id)
        answer = await ask(self._client, f"tweets/{handle}", query, self._timeout)
        _check(answer.status, answer.headers, handle)
        return _page(handle, answer.body)


def _check(status: int, headers: httpx.Headers, handle: str) -> None:
    match status:
        case httpx.codes.OK:
            return
        case httpx.codes.NOT_FOUND:
            raise UnknownUser(f"the feed knows no account {handle}")
        case httpx.codes.UNAUTHORIZED | httpx.codes.FORBIDDEN:
            raise FeedForbidden(f"the feed refused our key with status {status}")
        case _:
            wait = _retry_after(headers) if status == httpx.codes.TOO_MANY_REQUESTS else None
            raise FeedUnavailable(f"the feed answered with status {status}", retry_after=wait)


def _retry_after(headers: httpx.Headers) -> timedelta | None:
    asked = headers.get("retry-after", "")
    if not re.fullmatch(r"[0-9]{1,9}", asked):
        return None
    return min(timedelta(seconds=int(asked)), _KEPT_WAIT)


def _page(handle: str, body: bytes) -> Page:
    try:
        reply = _Reply.model_validate_json(body)
    except ValidationError as error:
        raise misshapen(error) from error
    if reply.username.removeprefix("@").lower() != handle:
        raise FeedUnavailable("a reply about another account")
    posts = (_post(handle, tweet) for tweet in reply.data or ())
    return Page(tuple(sorted(posts, key=lambda post: int(post.external_id), reverse=True)))


def _post(handle: str, tweet: _Tweet) -> RawPost:
    number = int(tweet.id)
    return RawPost(
        external_id=str(number),
        author=handle,
        text=tweet.text,
        published_at=tweet.created_at or said_at(number),
    )
