"""A feed of posts, as far as we care."""

from dataclasses import dataclass
from typing import Protocol

from domain.posts import RawPost


@dataclass(frozen=True, slots=True)
class Page:
    """The newest posts of an account, newest first, each external id a number."""

    posts: tuple[RawPost, ...]


class PostFeed(Protocol):
    """Where posts of accounts are read."""

    async def healthy(self) -> bool:
        """Tell whether asking for posts makes sense now; it never raises."""
        ...

    async def page(self, handle: str, *, since_id: int | None, limit: int) -> Page:
        """Read the account's newest posts after an id, at most 5 to 100 of them.

        Raises UnknownUser, FeedForbidden when our key is refused, or FeedUnavailable.
        """
        ...
