"""Metrics: an agent's figures, recomputed from its positions whenever one closes."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date

from consumers.performance import keep_prices, roll_days
from consumers.stage import Stage, Turn
from consumers.subscriptions import accrue_subscriptions
from contracts.market import AgentId, Usd
from contracts.metrics import MetricsUpdated
from contracts.positions import PositionClosed
from domain.metrics import Result, Tally, credits_for

stage = Stage("metrics")
# What goes by time and by no message. Months are billed from here too: replaying the past runs
# the billing stage, and no post decides what a month costs.
stage.round(keep_prices)
stage.round(roll_days)
stage.round(accrue_subscriptions)


@stage.handles_together(PositionClosed)
async def recompute(closings: Sequence[PositionClosed], turn: Turn) -> None:
    """Recompute what closed positions count towards, each day, signal and agent once.

    A result nobody knows counts for nothing. Agents are locked in one order.
    """
    known = {c.id: (c, c.net_pnl) for c in closings if c.net_pnl is not None}
    results = [_result(closed, net_pnl) for closed, net_pnl in known.values()]
    for agent_id in sorted({result.agent_id for result in results}):
        await turn.uow.metrics.lock(agent_id)
    await _update_days(results, turn)
    await _update_credits(results, turn)
    tallies = await _update_agents(results, turn)
    turn.uow.emit(
        *(_updated(closed, tallies[closed.agent_id], turn) for closed, _ in known.values())
    )


def _result(closed: PositionClosed, net_pnl: Usd) -> Result:
    return Result(
        position_id=closed.position_id,
        signal_id=closed.signal_id,
        agent_id=closed.agent_id,
        deployment_id=closed.deployment_id,
        net_pnl=net_pnl,
        closed_at=closed.closed_at,
    )


async def _update_days(results: Sequence[Result], turn: Turn) -> None:
    days = {(result.deployment_id, _day(result)): result for result in results}
    for (deployment_id, day), result in days.items():
        tally = await turn.uow.metrics.tally_day(deployment_id, day)
        await turn.uow.metrics.save_day(result, tally)


def _day(result: Result) -> date:
    return result.closed_at.astimezone(UTC).date()


async def _update_credits(results: Sequence[Result], turn: Turn) -> None:
    metrics = turn.uow.metrics
    signals = {result.signal_id for result in results}
    sources = {signal_id: await metrics.sources_of(signal_id) for signal_id in signals}
    for result in results:
        shares = credits_for(result.net_pnl, sources[result.signal_id])
        await metrics.save_credits(result, shares)


async def _update_agents(results: Sequence[Result], turn: Turn) -> Mapping[AgentId, Tally]:
    metrics = turn.uow.metrics
    agents = {result.agent_id for result in results}
    tallies = {agent_id: await metrics.tally(agent_id) for agent_id in agents}
    for agent_id, tally in tallies.items():
        await metrics.save(agent_id, tally, turn.now)
    return tallies


def _updated(closed: PositionClosed, tally: Tally, turn: Turn) -> MetricsUpdated:
    return MetricsUpdated(
        **closed.leads_to("metrics", at=turn.now),
        agent_id=closed.agent_id,
        closed_positions=tally.closed_positions,
        net_pnl=tally.net_pnl,
        fees=tally.fees,
        win_rate=tally.win_rate,
    )
