"""Measure size and power of the leaderboard's test: `python -m scripts.power [MARKETS]`."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from domain.sources import Horizon, Standing, Verdict
from infra.reading.skill import standings
from scripts.power.market import Caller, Market, judged

CROWD = 500
DAYS = 120
MARKETS = 20
GRID = tuple((rate, insight) for rate in (0.5, 1.0, 2.0) for insight in (0.3, 0.5, 0.7))
"""Calls a day, and share of calls made knowing how the day will go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one planted source came to in one market."""

    caller: Caller
    skilled: bool
    edge: float


def main() -> None:
    """Print a table a person can paste into the documentation."""
    markets = int(sys.argv[1]) if len(sys.argv) > 1 else MARKETS
    found, wrong = list[Found](), list[int]()
    for seed in range(markets):
        trend = (0.0, 0.003, -0.003)[seed % 3]
        planted = [
            Caller(name=n, calls_a_day=rate, insight=insight)
            for n, (rate, insight) in enumerate(GRID, CROWD + 1)
        ]
        lucky, *found_here = _one_market(seed, trend, planted)
        wrong.append(int(lucky.edge))
        found.extend(found_here)
        print(f"market {seed + 1} of {markets}: {wrong[-1]} of {CROWD} wrongly skilled", flush=True)
    print(f"\nmarkets with anybody wrongly skilled: {sum(map(bool, wrong))} of {markets}")
    print(f"sources wrongly skilled: {sum(wrong)} of {CROWD * markets}\n")
    print("| calls a day | insight | true edge per call | found |\n| --- | --- | --- | --- |")
    print("\n".join(_lines(found)))


def _one_market(seed: int, trend: float, planted: list[Caller]) -> list[Found]:
    """Judge a crowd and the planted; first comes how many of the crowd were called skilled."""
    market = Market.drawn(seed, DAYS, trend=trend)
    crowd = [
        Caller(name=n, calls_a_day=0.3 + 0.1 * (n % 15), leaning=(n % 11) / 10)
        for n in range(1, CROWD + 1)
    ]
    outcomes = judged(market, [*crowd, *planted])
    lines = {line.source_id: line for line in standings(outcomes, market.daily_drift())}
    lucky = sum(lines[c.source_id].verdict is Verdict.SKILLED for c in crowd)
    counted = Found(caller=crowd[0], skilled=False, edge=lucky)
    return [counted, *(_found(caller, lines[caller.source_id]) for caller in planted)]


def _found(caller: Caller, line: Standing) -> Found:
    edge = float(line.by_horizon[Horizon.DAY].mean)
    return Found(caller=caller, skilled=line.verdict is Verdict.SKILLED, edge=edge)


def _lines(found: list[Found]) -> Iterator[str]:
    for rate, insight in GRID:
        mine = [f for f in found if (f.caller.calls_a_day, f.caller.insight) == (rate, insight)]
        edge = sum(one.edge for one in mine) / len(mine)
        share = sum(one.skilled for one in mine) / len(mine)
        yield f"| {rate} | {insight} | {edge:.2%} | {share:.0%} |"


if __name__ == "__main__":
    main()
