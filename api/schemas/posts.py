"""Posts put in by hand."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from api.schemas.base import Handle, In, Out
from api.schemas.filters import Bound, Prose


class PostIn(In):
    """A post of an X account, as if it had just been read."""

    id: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,18}$")]
    """What X calls it."""
    author: Handle
    text: Prose
    published_at: Bound | None = None
    """Now, when it is left out; nothing is dated ahead."""


class PostTakenOut(Out):
    """A post was taken in, or was known; `/api/explain` tells what became of it."""

    post_id: UUID
    known: bool
