"""Dead letters over HTTP."""

from datetime import datetime
from uuid import UUID

from api.schemas.base import Out


class DeadLetterOut(Out):
    """A message that a stage gave up on, with its error."""

    id: UUID
    stage: str
    message_id: UUID | None
    routing_key: str
    reason: str
    error: str
    at: datetime
    replayed_at: datetime | None


class DeadLetterBodyOut(DeadLetterOut):
    """The same with the message as it arrived, which may be anything."""

    body: str


class ReplayedOut(Out):
    """A letter that its stage takes again."""

    id: UUID
    stage: str
    replayed_at: datetime
