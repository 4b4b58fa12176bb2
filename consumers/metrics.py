"""Metrics: an agent's figures, recomputed from its positions whenever one closes."""

from datetime import UTC

from consumers.stage import Stage, Turn
from contracts.metrics import MetricsUpdated
from contracts.positions import PositionClosed
from domain.metrics import Result, credits_for

stage = Stage("metrics")


@stage.handles(PositionClosed)
async def recompute(closed: PositionClosed, turn: Turn) -> None:
    """Recompute what a closed position counts towards; a result nobody knows counts for nothing."""
    if closed.net_pnl is None:
        return
    result = Result(
        position_id=closed.position_id,
        signal_id=closed.signal_id,
        agent_id=closed.agent_id,
        deployment_id=closed.deployment_id,
        net_pnl=closed.net_pnl,
        closed_at=closed.closed_at,
    )
    await turn.uow.metrics.lock(closed.agent_id)
    await _update_day(result, turn)
    await _update_credits(result, turn)
    turn.uow.emit(await _update_agent(closed, turn))


async def _update_day(result: Result, turn: Turn) -> None:
    day = result.closed_at.astimezone(UTC).date()
    tally = await turn.uow.metrics.tally_day(result.deployment_id, day)
    await turn.uow.metrics.save_day(result, tally)


async def _update_credits(result: Result, turn: Turn) -> None:
    sources = await turn.uow.metrics.sources_of(result.signal_id)
    await turn.uow.metrics.save_credits(result, credits_for(result.net_pnl, sources))


async def _update_agent(closed: PositionClosed, turn: Turn) -> MetricsUpdated:
    tally = await turn.uow.metrics.tally(closed.agent_id)
    await turn.uow.metrics.save(closed.agent_id, tally, turn.now)
    return MetricsUpdated(
        **closed.leads_to("metrics", at=turn.now),
        agent_id=closed.agent_id,
        closed_positions=tally.closed_positions,
        net_pnl=tally.net_pnl,
        fees=tally.fees,
        win_rate=tally.win_rate,
    )
