"""What waits, as operators watch it."""

from api.schemas.base import Out


class OutboxOut(Out):
    """What was committed and has not left for the broker."""

    pending: int
    oldest_seconds: float | None


class StageOut(Out):
    """What a stage failed on, or never heard."""

    stage: str
    retrying: int
    attempts: int
    """How often the worst of them was tried."""
    parked: int
    """What it gave up on: see `/api/admin/dead-letters`."""
    last_error: str | None


class QueuesOut(Out):
    """All that waits; nothing of it is lost."""

    outbox: OutboxOut
    stages: list[StageOut]
    posts_unclassified: int
    orders_unsettled: int
    orders_unknown: int
    """Orders whose fate is being asked for."""
    positions_live: int
