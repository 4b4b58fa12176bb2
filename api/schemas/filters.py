"""What lists are filtered by, spelled so that whatever passes can be asked of the store."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, StringConstraints
from pydantic import WithJsonSchema as Spelled

from api.schemas.values import as_written

MOST_WORDS = 10_000
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""Nothing of ours is older or newer, so a moment beyond says no more than these."""


def _bounded(at: datetime) -> datetime:
    return min(max(at, EARLIEST), LATEST).astimezone(UTC)


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


Bound = Annotated[AwareDatetime, BeforeValidator(as_written), AfterValidator(_bounded)]
"""A moment to filter by, in any year."""
Since = Annotated[Bound | None, Query(alias="from", description="At this moment or later.")]
Until = Annotated[Bound | None, Query(alias="to", description="At this moment or earlier.")]
Token = Annotated[
    str,
    BeforeValidator(_upper),
    StringConstraints(pattern=r"^[A-Z0-9]{2,10}$"),
    Spelled({"type": "string", "pattern": "^[A-Za-z0-9]{2,10}$"}, mode="validation"),
]
"""A token by its name, such as BTC, in any case."""

_WRITTEN = StringConstraints(min_length=1, max_length=MOST_WORDS, pattern=r"^[^\x00]+$")
Prose = Annotated[str, _WRITTEN]
"""What somebody wrote."""


def instant(text: str) -> datetime:
    """Read a moment out of a cursor. Raises ValueError for one that no list of ours named."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a moment has a zone")
    return _bounded(at)
