"""One row of Postgres rations all processes."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import VenueName
from infra.gauges import Gauges
from infra.rates.bucket import Want
from infra.rates.budget import Budget
from infra.rates.terms import SLACK, Priority, Terms, terms
from infra.repositories.rates import SqlBucket
from tests.factories import a_wallet
from tests.reference_bucket import Level, take

pytestmark = pytest.mark.integration

VENUE = VenueName.HYPERLIQUID
STILL = Terms(capacity=100, per_second=1e-9, floors={Priority.OPEN: 20, Priority.READ: 40})
"""A bucket into which nothing runs while a test does."""
FAST = terms(1200, burst=0.25, kept=0.2, window=3.0, slack=0.5)

SPENDER = """
import asyncio, sys
from contracts.market import VenueName
from domain.errors import VenueBusy
from infra.database import make_engine
from infra.rates.budget import Budget
from infra.rates.terms import Priority, terms
from infra.repositories.rates import SqlBucket

async def main() -> None:
    engine = make_engine(sys.argv[1])
    limits = terms(1200, burst=0.25, kept=0.2, window=3.0, slack=0.5)
    bucket = SqlBucket(engine, VenueName.HYPERLIQUID, "here", limits)
    budget = Budget(VenueName.HYPERLIQUID, bucket, limits, entry=2, patience=2.0)
    async def ask(n: int) -> int:
        try:
            await budget.spend(1, Priority.OPEN, f"wallet {n % 50}")
        except VenueBusy:
            return 0
        return 1
    print(sum(await asyncio.gather(*(ask(n) for n in range(2000)))))
    await budget.close()
    await engine.dispose()

asyncio.run(main())
"""


def a_bucket(engine: AsyncEngine, limits: Terms = STILL, egress: str = "here") -> SqlBucket:
    return SqlBucket(engine, VENUE, egress, limits)


def _want(least: int, priority: Priority = Priority.OPEN, most: int | None = None) -> Want:
    return Want(least=least, most=most or least, priority=priority)


async def test_processes_take_from_one_bucket_and_addresses_from_their_own(
    engine: AsyncEngine,
) -> None:
    one, other, elsewhere = (a_bucket(engine, egress=at) for at in ("here", "here", "there"))
    assert (await one.take(_want(30))).granted == 30
    assert (await other.take(_want(1, most=100))).granted == 50
    assert (await one.take(_want(1))).granted == 0
    assert (await elsewhere.take(_want(80))).granted == 80
    await other.give_back(5)
    assert (await one.take(_want(1, most=9))).granted == 5


async def test_takes_at_once_never_give_more_than_there_is(engine: AsyncEngine) -> None:
    bucket = a_bucket(engine)
    taken = await asyncio.gather(*(bucket.take(_want(7, Priority.CLOSE)) for _ in range(30)))
    assert sum(each.granted for each in taken) == 98


async def test_a_shut_bucket_is_shut_for_all(engine: AsyncEngine) -> None:
    await a_bucket(engine).shut(30)
    taken = await a_bucket(engine).take(_want(1, Priority.CLOSE))
    assert taken.granted == 0
    assert taken.wait > 20


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.integers(min_value=1, max_value=60),
            st.integers(min_value=0, max_value=60),
            st.sampled_from(Priority),
        ),
        max_size=6,
    )
)
async def test_the_statement_gives_what_the_arithmetic_gives(
    engine: AsyncEngine, asked: list[tuple[int, int, Priority]]
) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("delete from rate_bucket"))
    bucket, level = a_bucket(engine), Level(amount=100, at=0.0, shut_until=0.0)
    for least, more, priority in asked:
        want = Want(least=least, most=least + more, priority=priority)
        level, expected = take(level, STILL, want, 0.0)
        assert (await bucket.take(want)).granted == expected.granted


async def test_two_processes_and_an_exit_share_the_weight(
    engine: AsyncEngine, store_url: str
) -> None:
    await a_bucket(engine, FAST).prepare()
    began = await _database_time(engine)
    env, pipe = os.environ | {"PYTHONPATH": str(Path.cwd())}, asyncio.subprocess.PIPE
    others = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", SPENDER, store_url, stdout=pipe, env=env
        )
        for _ in range(2)
    ]
    budget = Budget(VENUE, a_bucket(engine, FAST), FAST, entry=2, patience=30.0)
    exits = 0
    while any(other.returncode is None for other in others):
        await budget.spend(1, Priority.CLOSE, a_wallet(1))
        exits += 1
        await asyncio.sleep(0.05)
    spent = [int((await other.communicate())[0]) for other in others]
    await budget.close()

    most = FAST.capacity + FAST.per_second * (await _database_time(engine) - began + SLACK)
    assert min(spent) > 0
    assert exits > 0
    assert sum(spent) + exits <= most


async def _database_time(engine: AsyncEngine) -> float:
    async with engine.connect() as connection:
        now = await connection.execute(text("select extract(epoch from clock_timestamp())"))
        return float(now.scalar_one())


async def test_the_figures_tell_what_is_left_and_for_how_long_a_venue_is_left_alone(
    engine: AsyncEngine,
) -> None:
    registry = CollectorRegistry()
    gauges = Gauges(engine, registry)
    bucket = a_bucket(engine)
    await bucket.take(_want(30))
    await gauges.read()
    assert registry.get_sample_value("maxxit_rate_left") == pytest.approx(70, abs=0.01)
    assert registry.get_sample_value("maxxit_rate_shut_seconds") == 0
    await bucket.shut(60)
    await gauges.read()
    assert registry.get_sample_value("maxxit_rate_left") == pytest.approx(0, abs=0.01)
    assert (registry.get_sample_value("maxxit_rate_shut_seconds") or 0) > 30
