"""The leaderboard of sources: from posts as first seen and prices as quoted, to a verdict each."""

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.market import Network, PostId, Price, Side, SourceId, Symbol
from domain.policy import Policy
from domain.sources import HORIZONS, Call, Costs, Outcome, Standing, first_calls, outcome_of
from domain.sources.outcomes import ENTRY_WITHIN, PATIENCE
from infra.reading.skill import standings
from infra.repositories.turns import wait_turn

AT_ONCE = 2_000
"""Calls whose prices are looked up in one statement."""
SOURCES = text("select id, handle from source where kind <> 'MANUAL' order by handle, id")
CALLS = text("""
    with judged as (
      select distinct on (p.id) p.id as post_id, p.source_id, p.first_seen_at,
        v.candidate and v.echo_of is null as counts, v.verdict
      from post p join verdict v on v.post_id = p.id
      where v.state = 'DONE' and p.source_kind <> 'MANUAL' and p.first_seen_at - p.published_at
        <= case p.source_kind when 'RESEARCH' then cast(:research_life as interval)
           else cast(:post_life as interval) end
      order by p.id, v.classified_at, v.classifier)
    select post_id, source_id, first_seen_at, c->>'token' as token, c->>'direction' as side
    from judged, jsonb_array_elements(verdict->'calls') as c
    where counts and c->>'direction' is not null and first_seen_at <= :now
""")
"""What each post said by the first verdict on it. That a post is gone by now is not asked: it
counts as it was first seen. One first seen too late to be acted on does not, nor does what a
person asked for by hand: nobody follows that."""
FIRST = """
      select b.venue, b.price from price_bar b
      where b.network = :network and b.symbol = c.token
        and b.minute between date_trunc('minute', {at}, 'UTC') and {at} + {within}
        and b.seen_at between {at} and least({at} + {within}, :now) {more}
      order by b.minute, b.seen_at, b.venue limit 1"""
ENTRY = FIRST.format(at="c.at", within="cast(:entry_within as interval)", more="")
EXIT = FIRST.format(at="(c.at + h.span)", within="h.within", more="and b.venue = e.venue")
PRICES = text(f"""
    select c.n, h.n as horizon, e.price as entry, x.price as leaving
    from unnest(cast(:tokens as text[]), cast(:moments as timestamptz[]))
      with ordinality as c (token, at, n)
    cross join lateral ({ENTRY}) e
    cross join unnest(cast(:spans as interval[]), cast(:withins as interval[]))
      with ordinality as h (span, within, n)
    left join lateral ({EXIT}) x on true
""")  # noqa: S608 - constants of ours
"""The first price after each call, and on the same venue the first after each horizon."""
DAWN = FIRST.format(at="d.day", within="interval '1 hour'", more="")
DRIFT = text(f"""
    with daily as (
      select c.token, d.day, f.venue, f.price
      from unnest(cast(:tokens as text[])) as c (token)
      cross join generate_series(
        date_trunc('day', cast(:since as timestamptz), 'UTC'), :now, interval '24 hours') as d (day)
      cross join lateral ({DAWN}) f),
    moves as (
      select price / lag(price) over w - 1 as move, day - lag(day) over w as gap
      from daily window w as (partition by token, venue order by day))
    select cast(avg(move) as double precision) from moves where gap = interval '1 day'
""")  # noqa: S608 - constants of ours
"""How much a token rose from one midnight to the next, on average over tokens and days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A standing with the name people know the source by."""

    handle: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class _LookedUp:
    """Prices by what was asked for, looked up beforehand."""

    found: dict[tuple[Symbol, datetime, timedelta], Price] = field(default_factory=dict)

    def first(self, token: Symbol, at: datetime, within: timedelta) -> Price | None:
        """Return the price that was looked up for that moment with this patience."""
        return self.found.get((token, at, within))


async def leaderboard(
    engine: AsyncEngine,
    network: Network,
    now: datetime,
    *,
    policy: Policy | None = None,
    costs: Costs | None = None,
) -> list[Line]:
    """Judge every source by all its calls up to now, the best first."""
    async with engine.connect() as connection:
        names = {SourceId(r.id): r.handle for r in await connection.execute(SOURCES)}
        calls = await _calls(connection, policy or Policy(), now)
        outcomes: dict[SourceId, list[Outcome]] = {source_id: [] for source_id in names}
        for start in range(0, len(calls), AT_ONCE):
            batch = calls[start : start + AT_ONCE]
            prices = await _prices(connection, network, batch, now)
            for call in batch:
                if (outcome := outcome_of(call, prices, costs or Costs())) is not None:
                    outcomes[call.source_id].append(outcome)
        drift = await _drift(connection, network, calls, now)
    # Sums over every call ever made: not for the loop that bills and measures beside it.
    lines = await to_thread(standings, outcomes, drift)
    return [Line(handle=names[line.source_id], standing=line) for line in lines]


async def save_leaderboard(
    engine: AsyncEngine, network: Network, lines: Sequence[Line], now: datetime
) -> None:
    """Store the leaderboard of a network in place of the one before, one writer at a time."""
    standing_rows = [_standing_row(line.standing, network, now) for line in lines]
    score_rows = [row for line in lines for row in _score_rows(line.standing, network)]
    async with engine.begin() as connection:
        await wait_turn(connection, f"leaderboard/{network}")
        for table in ("source_score", "source_standing"):
            await connection.execute(
                text(f"delete from {table} where network = :network"),  # noqa: S608 - ours
                {"network": network},
            )
        await _insert(connection, "source_standing", standing_rows)
        await _insert(connection, "source_score", score_rows)


async def _calls(connection: AsyncConnection, policy: Policy, now: datetime) -> list[Call]:
    """Read every call once, in the order they became known."""
    lives = {"post_life": policy.post_signal_life, "research_life": policy.research_signal_life}
    rows = await connection.execute(CALLS, {**lives, "now": now})
    return first_calls(
        Call(
            source_id=SourceId(row.source_id),
            post_id=PostId(row.post_id),
            token=row.token,
            side=Side(row.side),
            known_at=row.first_seen_at,
        )
        for row in rows
    )


async def _drift(
    connection: AsyncConnection, network: Network, calls: Sequence[Call], now: datetime
) -> float:
    """Tell how the tokens that were spoken of moved a day, since the first call."""
    if not calls:
        return 0.0
    asked = {"network": network, "now": now, "since": calls[0].known_at}
    tokens = sorted({call.token for call in calls})
    drift: float | None = await connection.scalar(DRIFT, {**asked, "tokens": tokens})
    return drift or 0.0


async def _prices(
    connection: AsyncConnection, network: Network, calls: Sequence[Call], now: datetime
) -> _LookedUp:
    """Look up what outcomes of these calls will ask for, in one statement."""
    asked = {
        "network": network,
        "now": now,
        "entry_within": ENTRY_WITHIN,
        "tokens": [call.token for call in calls],
        "moments": [call.known_at for call in calls],
        "spans": [horizon.value for horizon in HORIZONS],
        "withins": [horizon.value / PATIENCE for horizon in HORIZONS],
    }
    found = _LookedUp()
    for n, horizon, entry, leaving in await connection.execute(PRICES, asked):
        call, span = calls[n - 1], HORIZONS[horizon - 1].value
        found.found[call.token, call.known_at, ENTRY_WITHIN] = entry
        if leaving is not None:
            found.found[call.token, call.known_at + span, span / PATIENCE] = leaving
    return found


def _standing_row(line: Standing, network: Network, now: datetime) -> dict[str, Any]:
    return {
        "network": network,
        "source_id": line.source_id,
        "verdict": line.verdict,
        "rank": line.rank,
        "calls": line.calls,
        "shrunk": line.shrunk,
        "shrunk_low": line.shrunk_low,
        "shrunk_high": line.shrunk_high,
        "p_value": line.p_value,
        "computed_at": now,
    }


def _score_rows(line: Standing, network: Network) -> list[dict[str, Any]]:
    return [
        {
            "network": network,
            "source_id": line.source_id,
            "horizon": horizon.label,
            "calls": estimate.calls,
            "blocks": estimate.blocks,
            "mean": estimate.mean,
            "low": estimate.low,
            "high": estimate.high,
        }
        for horizon, estimate in line.by_horizon.items()
    ]


async def _insert(
    connection: AsyncConnection, table: str, rows: Sequence[Mapping[str, Any]]
) -> None:
    if rows:
        names = tuple(rows[0])
        columns, values = ", ".join(names), ", ".join(f":{name}" for name in names)
        statement = text(f"insert into {table} ({columns}) values ({values})")  # noqa: S608 - ours
        await connection.execute(statement, list(rows))
