"""Feeds of posts, as far as we care."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from domain.posts import RawPost, Standing


@dataclass(frozen=True, slots=True)
class Page:
    """The newest posts of an account, newest first, each external id a number.

    `complete` says whether nothing after the id asked from is left out, and that asking for more
    is of no use; None when the feed cannot tell.
    """

    posts: tuple[RawPost, ...]
    complete: bool | None = None


class PostFeed(Protocol):
    """Where posts of accounts are read."""

    async def healthy(self) -> bool:
        """Tell whether asking for posts makes sense now; it never raises."""
        ...

    async def prepare(self, handles: Collection[str]) -> None:
        """Get ready to be asked about these accounts; what goes wrong is told by `page`."""
        ...

    async def page(self, handle: str, *, since_id: int | None, limit: int) -> Page:
        """Read the account's newest posts after an id: at most `limit`, or all where it can.

        Raises UnknownUser, FeedForbidden when our key is refused, FeedSpent, or FeedUnavailable.
        """
        ...


class PostChecks(Protocol):
    """Where one can ask what has become of posts."""

    async def standing(self, external_ids: Collection[str]) -> Mapping[str, Standing]:
        """Tell of up to 100 posts how they stand; those the feed is silent on are left out.

        Raises FeedForbidden, FeedSpent or FeedUnavailable.
        """
        ...
