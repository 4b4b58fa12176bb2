"""Market scores in: over real HTTP into a real Postgres, through every fault of the outside."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports.unit_of_work import UnitsOfWork
from domain.scores import Snapshot
from infra.clock import ManualClock
from infra.scores.lunarcrush import LunarCrush
from producers.scores import Snapshots
from tests.factories import NOON, a_market
from tests.factories_posts import rows, sent
from tests.fake_lunarcrush import KEY, FakeLunarCrush, Fault, a_coin, serving

pytestmark = pytest.mark.integration

TEN_MINUTES = timedelta(minutes=10)
WAITS = {Fault.LIMITED: timedelta(minutes=10), Fault.LIMITED_LONG: timedelta(hours=1)}


@pytest.fixture
def fake() -> FakeLunarCrush:
    return FakeLunarCrush()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
async def url(fake: FakeLunarCrush) -> AsyncIterator[str]:
    async with serving(fake) as url:
        yield url


@pytest.fixture
async def taken(
    engine: AsyncEngine, units: UnitsOfWork, clock: ManualClock, url: str
) -> AsyncIterator[Snapshots]:
    """Yield a producer that looks every ten minutes at a server that may fail."""
    await a_market(engine, "BTC")
    async with LunarCrush(url, SecretStr(KEY), timeout=0.5) as coins:
        yield Snapshots(coins, units, clock, every=TEN_MINUTES)


async def latest(units: UnitsOfWork, *tokens: str, at: Any = NOON) -> dict[str, Snapshot]:
    async with units() as uow:
        return dict(await uow.scores.latest(tokens or ("BTC",), at))


def later(clock: ManualClock, by: timedelta = TEN_MINUTES) -> None:
    clock.set(clock.now() + by)


async def test_one_list_serves_every_token_that_has_a_market(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLunarCrush, taken: Snapshots
) -> None:
    await a_market(engine, "ETH")
    await a_market(engine, "DOGE", active=False)
    fake.coins = [a_coin("BTC", 1), a_coin("eth", 2, galaxy_score=71.5), a_coin("DOGE", 3)]
    assert (await taken.take()).told == 2
    found = await latest(units, "BTC", "ETH", "DOGE", "SOL")
    assert {token: each.figures.galaxy for token, each in found.items()} == {
        "BTC": 60,
        "ETH": Decimal("71.5"),
    }
    assert {each.seen_at for each in found.values()} == {NOON}
    assert len(fake.asked) == 1
    assert fake.asked[0]["limit"] == "1000"


async def test_without_a_market_nobody_is_asked_and_with_the_first_one_at_once(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLunarCrush, url: str, clock: ManualClock
) -> None:
    async with LunarCrush(url, SecretStr(KEY), timeout=0.5) as coins:
        taken = Snapshots(coins, units, clock, every=TEN_MINUTES)
        assert not (await taken.take()).asked
        assert fake.asked == []
        await a_market(engine, "BTC")
        assert (await taken.take()).told == 1


async def test_the_list_is_read_once_in_an_interval(
    units: UnitsOfWork, fake: FakeLunarCrush, taken: Snapshots, clock: ManualClock
) -> None:
    await taken.take()
    later(clock, timedelta(minutes=9))
    assert not (await taken.take()).asked
    later(clock, timedelta(minutes=1))
    fake.coins = [a_coin(galaxy_score=10)]
    assert (await taken.take()).told == 1
    assert (await latest(units, at=clock.now()))["BTC"].figures.galaxy == 10
    assert (await latest(units))["BTC"].figures.galaxy == 60


@pytest.mark.parametrize("fault", Fault)
async def test_a_fault_loses_nothing_invents_nothing_and_passes_by_itself(
    engine: AsyncEngine,
    units: UnitsOfWork,
    fake: FakeLunarCrush,
    taken: Snapshots,
    clock: ManualClock,
    fault: Fault,
) -> None:
    await taken.take()
    before = await latest(units)
    later(clock)
    fake.fault, fake.coins = fault, [a_coin(galaxy_score=99)]
    report = await taken.take()
    assert (report.asked, report.told) == (True, 0)
    assert report.error
    assert await latest(units, at=clock.now()) == before
    (alarm,) = await sent(engine, "alarm.raised.v1")
    assert (alarm["kind"], alarm["subject"]) == ("source_failing", "feed/scores")
    assert KEY not in alarm["detail"]
    fake.fault = None
    later(clock, WAITS.get(fault, TEN_MINUTES))
    assert (await taken.take()).told == 1
    assert (await latest(units, at=clock.now()))["BTC"].figures.galaxy == 99


async def test_told_to_wait_it_waits_as_long_as_it_was_told(
    fake: FakeLunarCrush, taken: Snapshots, clock: ManualClock
) -> None:
    fake.fault = Fault.LIMITED_LONG
    await taken.take()
    later(clock, timedelta(minutes=59))
    assert not (await taken.take()).asked
    later(clock, timedelta(minutes=1))
    assert (await taken.take()).asked


async def test_an_outage_raises_one_alarm_an_hour(
    engine: AsyncEngine, fake: FakeLunarCrush, taken: Snapshots, clock: ManualClock
) -> None:
    fake.fault = Fault.AWAY
    for _ in range(7):
        await taken.take()
        later(clock)
    assert len(await sent(engine, "alarm.raised.v1")) == 2


async def test_a_wrong_key_stores_nothing(
    engine: AsyncEngine, units: UnitsOfWork, url: str, clock: ManualClock
) -> None:
    await a_market(engine, "BTC")
    async with LunarCrush(url, SecretStr("another"), timeout=0.5) as coins:
        report = await Snapshots(coins, units, clock, every=TEN_MINUTES).take()
    assert report.error == "LunarCrush refused our key with status 401"
    assert await latest(units) == {}


async def test_a_server_that_is_away_is_an_outage_and_is_read_when_it_is_back(
    engine: AsyncEngine, units: UnitsOfWork, clock: ManualClock, fake: FakeLunarCrush
) -> None:
    await a_market(engine, "BTC")
    async with serving(fake) as url:
        port = urlsplit(url).port or 0
    async with LunarCrush(url, SecretStr(KEY), timeout=2) as coins:
        snapshots = Snapshots(coins, units, clock, every=TEN_MINUTES)
        assert (await snapshots.take()).error == "no answer: ConnectError"
        assert await latest(units, at=clock.now()) == {}
        later(clock, TEN_MINUTES)
        async with serving(fake, port):
            assert (await snapshots.take()).told == 1
    assert "BTC" in await latest(units, at=clock.now())


async def test_a_figure_that_is_missing_is_stored_as_not_known(
    units: UnitsOfWork, fake: FakeLunarCrush, taken: Snapshots
) -> None:
    fake.coins = [a_coin(galaxy_score=None, alt_rank="first")]
    await taken.take()
    figures = (await latest(units))["BTC"].figures
    assert (figures.galaxy, figures.rank, figures.sentiment) == (None, None, Decimal("0.6"))


async def test_a_coin_is_chosen_once_and_keeps_its_token(
    engine: AsyncEngine,
    units: UnitsOfWork,
    fake: FakeLunarCrush,
    taken: Snapshots,
    clock: ManualClock,
) -> None:
    fake.coins = [a_coin("BTC", 7, market_cap=1), a_coin("BTC", 1, market_cap=100)]
    await taken.take()
    (coin,) = await rows(engine, "select token, coin_id, market_cap from coin")
    assert coin == {"token": "BTC", "coin_id": 1, "market_cap": 100}
    later(clock)
    fake.coins = [a_coin("BTC", 7, market_cap=10**9, galaxy_score=1), a_coin("BTC", 1)]
    await taken.take()
    assert (await latest(units, at=clock.now()))["BTC"].figures.galaxy == 60
    later(clock)
    fake.coins = [a_coin("BTC", 7, market_cap=10**9, galaxy_score=1)]
    assert (await taken.take()).told == 0
    assert (await latest(units, at=clock.now()))["BTC"].figures.galaxy == 60


async def test_the_same_list_told_again_is_the_same_snapshot(
    engine: AsyncEngine, fake: FakeLunarCrush, taken: Snapshots, clock: ManualClock
) -> None:
    fake.generated = int((NOON - timedelta(minutes=5)).timestamp())
    for _ in range(3):
        await taken.take()
        later(clock)
    (found,) = await rows(engine, "select seen_at from token_snapshot")
    assert found["seen_at"] == NOON - timedelta(minutes=5)


async def test_snapshots_are_forgotten_after_a_week(
    engine: AsyncEngine, taken: Snapshots, clock: ManualClock
) -> None:
    await taken.take()
    later(clock, timedelta(days=7, seconds=1))
    await taken.take()
    assert len(await rows(engine, "select 1 as one from token_snapshot")) == 1
