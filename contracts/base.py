"""What every message on the wire has in common."""

from datetime import UTC, datetime
from typing import Annotated, TypedDict
from uuid import UUID, uuid5

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A moment in UTC; one without a zone is refused, one in another zone is converted."""


class Lineage(TypedDict):
    """The header of a message, inherited from the one that caused it."""

    id: UUID
    trace_id: UUID
    occurred_at: datetime


class Message(BaseModel):
    """A fact: immutable, dated, and traceable to the post that began it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: UUID
    trace_id: UUID
    occurred_at: Instant

    @property
    def partition(self) -> str:
        """Name what this message is about; the relay keeps order within one name."""
        return str(self.trace_id)

    def leads_to(self, effect: str, *, at: datetime) -> Lineage:
        """Head the message that this one causes.

        The id is derived from ours, so a redelivered cause repeats its effects instead of
        multiplying them.
        """
        return lineage(self.id, effect, trace_id=self.trace_id, at=at)


def lineage(cause: UUID, effect: str, *, trace_id: UUID, at: datetime) -> Lineage:
    """Head a message caused by something that is not itself a message, such as an order."""
    return Lineage(id=uuid5(cause, effect), trace_id=trace_id, occurred_at=at)
