"""Queues: what waits, where, and for how long."""

from fastapi import APIRouter

from api.dependencies import Looking
from api.guards import Ops
from api.schemas.queues import OutboxOut, QueuesOut, StageOut
from infra.reading.queues import outbox, stages, work

router = APIRouter(prefix="/api/admin/queues", tags=["operations"])


@router.get("")
async def show_queues(look: Looking, _: Ops) -> QueuesOut:
    """Tell what waits: unsent messages, failed ones by stage, posts and orders."""
    waiting = await work(look)
    return QueuesOut(
        outbox=OutboxOut.model_validate(dict(await outbox(look))),
        stages=[StageOut.model_validate(dict(row)) for row in await stages(look)],
        **dict(waiting),
    )
