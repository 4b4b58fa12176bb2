"""The audit trail, as those who change things see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Who did what to what; the payload holds no secret."""

    event: str
    """A noun and what became of it, such as `agent.created`."""
    subject_kind: str
    subject_id: str
    actor: str
    payload: Mapping[str, Any] = field(default_factory=dict)


class Audit(Protocol):
    """Appended to, and never changed, within the transaction of the deed itself."""

    async def note(self, deed: Deed, now: datetime) -> None:
        """Append what was done."""
        ...
