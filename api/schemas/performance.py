"""How deployments and agents have done. Money is in USD; shares are fractions."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from uuid import UUID

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from api.schemas.base import Number, Out
from contracts.posts import SourceKind
from domain.performance import Figures, LegacyFigures
from domain.performance.equity import Point
from infra.reading.tracks import Sums


def figure_name(name: str) -> str:
    """Spell `apr_30d` the way people who read it do: apr30d."""
    return to_camel(name).replace("0D", "0d")


class TrackOut(Out):
    """A track record; a figure is null until there is enough to say it."""

    model_config = ConfigDict(alias_generator=figure_name)

    closed_positions: int
    """Those of known result, which all figures are of."""
    unknown_results: int
    """Closed positions whose venue could not tell what came of them."""
    open_positions: int
    wins: int
    win_rate: Number | None
    net_pnl: Number
    fees: Number
    unrealised_pnl: Number | None
    """Of what is held now; null while a part of it has no fresh mark."""
    capital: Number | None
    """Collateral at work, averaged over the time any was."""
    apr_30d: Number | None
    apr_90d: Number | None
    apr_inception: Number | None
    sharpe_30d: Number | None
    sortino_30d: Number | None
    max_drawdown: Number | None
    profit_factor: Number | None
    expectancy: Number | None
    legacy_apr_30d: Number | None
    """By the former formula, as are the next; for comparison and nothing else."""
    legacy_apr_90d: Number | None
    legacy_apr_inception: Number | None
    legacy_sharpe_30d: Number | None


class PointOut(Out):
    """A UTC day of an equity curve."""

    day: date
    closed_positions: int
    net_pnl: Number
    fees: Number
    return_share: Number | None
    """Net PnL over the most collateral at work that day; null when nobody can tell (yet)."""
    equity: Number
    """Net PnL of all days so far."""
    growth: Number
    """What 1 at the beginning came to, by compounding the days' returns."""
    drawdown: Number
    """How far growth is below its height so far, as a share of it."""


class ImpactOut(Out):
    """What one source's posts brought to a deployment."""

    source_id: UUID
    kind: SourceKind
    handle: str
    positions: int
    weight: Number
    """How many positions that makes, each shared equally among its sources."""
    pnl: Number


def track_out(sums: Sums, figures: Figures, legacy: LegacyFigures) -> TrackOut:
    """Show a track record."""
    return TrackOut(
        closed_positions=sums.tally.closed_positions,
        unknown_results=sums.unknown,
        open_positions=sums.held,
        wins=sums.tally.wins,
        win_rate=sums.tally.win_rate,
        net_pnl=sums.tally.net_pnl,
        fees=sums.tally.fees,
        unrealised_pnl=sums.unrealised,
        **asdict(figures),
        **asdict(legacy),
    )


def curve_out(points: Sequence[Point]) -> list[PointOut]:
    """Show an equity curve."""
    return [
        PointOut(
            day=point.earned.day,
            closed_positions=point.earned.closed,
            net_pnl=point.earned.net_pnl,
            fees=point.earned.fees,
            return_share=point.earned.return_share,
            equity=point.equity,
            growth=point.growth,
            drawdown=point.drawdown,
        )
        for point in points
    ]
