"""Metrics: how an agent has done, and who deserves the credit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext

from contracts.market import AgentId, DeploymentId, PositionId, SignalId, SourceId, Usd
from domain.rounding import WIDE, rounded

MIN_SAMPLE = 5
"""Fewer closed positions than this say nothing about an agent."""
RATE_PLACES = Decimal("0.000001")
IMPACT_MODEL = "v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What closed positions of known result add up to; money in USD, after fees."""

    closed_positions: int
    wins: int
    net_pnl: Usd
    fees: Usd

    @property
    def win_rate(self) -> Decimal | None:
        """Tell the share of positions that earned; None while there are too few."""
        if self.closed_positions < MIN_SAMPLE:
            return None
        return rounded(Decimal(self.wins) / self.closed_positions, RATE_PLACES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one position ended; `net_pnl` is in USD and known."""

    position_id: PositionId
    signal_id: SignalId
    agent_id: AgentId
    deployment_id: DeploymentId
    net_pnl: Usd
    closed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A source's part in a result: `weight` is its share, `pnl` that share of the money."""

    source_id: SourceId
    weight: Decimal
    pnl: Usd


def credits_for(net_pnl: Usd, sources: Sequence[SourceId]) -> tuple[Credit, ...]:
    """Share a result out equally; what does not divide goes to the last, so nothing is lost."""
    if not sources:
        return ()
    with localcontext(WIDE):
        weight = rounded(Decimal(1) / len(sources))
        part = rounded(net_pnl / len(sources))
        rest = len(sources) - 1
        shares = [(weight, part)] * rest + [(1 - weight * rest, net_pnl - part * rest)]
    ordered = zip(sorted(sources), shares, strict=True)
    return tuple(Credit(source_id=name, weight=share, pnl=pnl) for name, (share, pnl) in ordered)
