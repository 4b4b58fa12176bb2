"""Which sources have shown skill: a test per source, one correction for how many were tried."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import inf

from contracts.market import SourceId
from domain.sources import HORIZONS, Estimate, Horizon, Outcome, Standing, Verdict
from infra.reading.inference import (
    Population,
    Sample,
    discoveries,
    p_value,
    population_of,
    sample_of,
    shrunk,
    t_quantile,
)

PRIMARY = Horizon.DAY
"""The one horizon that is tested; the others are shown, and trying them all would be cheating."""
MIN_CALLS = 30
MIN_BLOCKS = 20
FALSE_RATE = 0.05
"""The share of sources shown as skilled that may be lucky instead."""
SHOWN_BLOCKS = 5
"""An interval from fewer blocks than this is not shown."""
NORMAL = 1.959964
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A source with its figures, before all sources are compared."""

    source_id: SourceId
    calls: int
    by_horizon: Mapping[Horizon, Estimate]
    sample: Sample | None
    p_value: float


def standings(
    outcomes: Mapping[SourceId, Sequence[Outcome]], daily_drift: float = 0.0
) -> list[Standing]:
    """Rank sources: the skilled first, then by what can be expected of their next call.

    `daily_drift` is how much tokens rose a day over the whole time, whoever spoke of them. What
    somebody with the same leaning would have earned from that blindfolded is not skill.
    """
    judged = [_judge(source, made, daily_drift) for source, made in outcomes.items()]
    tested = [one for one in judged if one.sample is not None]
    population = population_of([one.sample for one in tested if one.sample is not None])
    proven = discoveries([one.p_value for one in tested], FALSE_RATE)
    skilled = {one.source_id for one, is_so in zip(tested, proven, strict=True) if is_so}
    lines = [_standing(one, population, skilled=one.source_id in skilled) for one in judged]
    return _ranked(lines)


def block_length(horizon: Horizon) -> timedelta:
    """Tell how long calls are taken for one observation: a day, or twice the horizon if longer."""
    return max(ONE_DAY, 2 * horizon.value)


def _judge(source_id: SourceId, outcomes: Sequence[Outcome], daily_drift: float) -> _Judged:
    """Compute a source's figures; it is tested only when it has calls and blocks enough."""
    blocks = {h: _block_means(outcomes, h) for h in HORIZONS}
    counts = {h: sum(h in outcome.net for outcome in outcomes) for h in HORIZONS}
    enough = counts[PRIMARY] >= MIN_CALLS and len(blocks[PRIMARY]) >= MIN_BLOCKS
    passive = _passive(outcomes, daily_drift)
    return _Judged(
        source_id=source_id,
        calls=len(outcomes),
        by_horizon={h: _estimate(blocks[h], counts[h]) for h in HORIZONS if blocks[h]},
        sample=sample_of(blocks[PRIMARY]) if enough else None,
        p_value=p_value(sample_of([v - passive for v in blocks[PRIMARY]])) if enough else 1.0,
    )


def _block_means(outcomes: Sequence[Outcome], horizon: Horizon) -> list[float]:
    """Average a source's net returns within each block of time; a block is one observation."""
    blocks = defaultdict[int, list[float]](list)
    for outcome in outcomes:
        if horizon in outcome.net:
            block = (outcome.call.known_at - EPOCH) // block_length(horizon)
            blocks[block].append(float(outcome.net[horizon]))
    return [sum(values) / len(values) for _, values in sorted(blocks.items())]


def _passive(outcomes: Sequence[Outcome], daily_drift: float) -> float:
    """Tell what the source's leaning earned by itself; one that cost money is no excuse."""
    sides = [outcome.call.side.sign for outcome in outcomes if PRIMARY in outcome.net]
    leaning = sum(sides) / len(sides) if sides else 0.0
    return max(0.0, leaning * daily_drift * (PRIMARY.value / ONE_DAY))


def _estimate(means: Sequence[float], calls: int) -> Estimate:
    sample = sample_of(means)
    shown = sample.size >= SHOWN_BLOCKS and sample.error < inf
    reach = t_quantile(0.025, sample.size - 1) * sample.error if shown else 0.0
    return Estimate(
        calls=calls,
        blocks=sample.size,
        mean=_exact(sample.mean),
        low=_exact(sample.mean - reach) if shown else None,
        high=_exact(sample.mean + reach) if shown else None,
    )


def _standing(one: _Judged, population: Population | None, *, skilled: bool) -> Standing:
    if one.sample is None:
        verdict = Verdict.NOT_ENOUGH_DATA
    else:
        verdict = Verdict.SKILLED if skilled else Verdict.NOT_PROVEN
    drawn = shrunk(one.sample, population) if one.sample and population else None
    return Standing(
        source_id=one.source_id,
        verdict=verdict,
        rank=None,
        calls=one.calls,
        by_horizon=one.by_horizon,
        shrunk=_exact(drawn.mean) if drawn else None,
        shrunk_low=_exact(drawn.mean - NORMAL * drawn.error) if drawn else None,
        shrunk_high=_exact(drawn.mean + NORMAL * drawn.error) if drawn else None,
        p_value=_exact(one.p_value) if one.sample else None,
    )


def _ranked(lines: Sequence[Standing]) -> list[Standing]:
    """Number the lines from the best; whoever has not enough data comes last, without a number."""
    order = list(Verdict)
    ordered = sorted(lines, key=lambda line: (order.index(line.verdict), -_merit(line)))
    return [
        line if line.verdict is Verdict.NOT_ENOUGH_DATA else replace(line, rank=rank)
        for rank, line in enumerate(ordered, 1)
    ]


def _merit(line: Standing) -> Decimal:
    """Compare by the shrunk figure; without one by the plain one, or by how much was said."""
    if line.shrunk is not None:
        return line.shrunk
    if line.verdict is Verdict.NOT_ENOUGH_DATA:
        return Decimal(line.calls)
    return line.by_horizon[PRIMARY].mean


def _exact(value: float) -> Decimal:
    return Decimal(f"{value:.8f}")
