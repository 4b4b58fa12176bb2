"""Marks out, markets and balances in: from the paper venue, and past one that is down."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import VenueName
from contracts.positions import PriceMarked
from domain.errors import VenueUnavailable
from domain.ports.unit_of_work import UnitsOfWork
from domain.ports.venue import Market, Quote, Venue
from infra.clock import ManualClock
from infra.venues.paper import PaperVenue
from producers.balances import sync_balances
from producers.marks import publish_marks, sync_markets
from tests.factories import NOON, a_deployment, a_wallet, an_agent
from tests.factories_posts import rows

pytestmark = pytest.mark.integration
NOWHERE = "postgresql+asyncpg://nobody@127.0.0.1:1/none"


@pytest.fixture
async def paper(store_url: str) -> AsyncIterator[PaperVenue]:
    venue = PaperVenue(store_url, clock=ManualClock(NOON))
    await venue.prepare()
    yield venue
    await venue.close()


@pytest.fixture
async def venues(paper: PaperVenue) -> AsyncIterator[Mapping[VenueName, Venue]]:
    """Yield a venue that works between two that are down."""
    down = DownVenue(NOWHERE, clock=ManualClock(NOON))
    yield {VenueName.GMX: down, VenueName.PAPER: paper, VenueName.SPOT: down}
    await down.close()


class Heard:
    """Whoever marks are published to."""

    def __init__(self) -> None:
        self.marks: list[PriceMarked] = []

    async def hear(self, mark: PriceMarked) -> None:
        self.marks.append(mark)


async def test_every_quote_is_published_though_other_venues_are_down(
    paper: PaperVenue, venues: Mapping[VenueName, Venue]
) -> None:
    await paper.set_price("BTC", Decimal(60_000), NOON)
    await paper.set_price("ETH", Decimal(3_000), NOON - timedelta(seconds=5))
    heard = Heard()
    assert await publish_marks(venues, heard.hear) == 2
    marks = {mark.symbol: mark for mark in heard.marks}
    assert {mark.venue for mark in heard.marks} == {VenueName.PAPER}
    assert marks["BTC"].price == Decimal(60_000)
    assert marks["ETH"].seen_at == NOON - timedelta(seconds=5)


async def test_a_quote_that_did_not_change_is_the_same_message(
    paper: PaperVenue, venues: Mapping[VenueName, Venue]
) -> None:
    heard = Heard()
    for seconds in (0, 0, 1):
        await paper.set_price("BTC", Decimal(60_000), NOON + timedelta(seconds=seconds))
        await publish_marks(venues, heard.hear)
    first, same, moved = heard.marks
    assert first == same
    assert first.id != moved.id


async def test_markets_are_stored_and_those_of_a_venue_that_is_down_are_kept(
    paper: PaperVenue, venues: Mapping[VenueName, Venue], units: UnitsOfWork
) -> None:
    (btc, *_) = [market for market in await paper.markets() if market.symbol == "BTC"]
    async with units() as uow:
        await uow.markets.save_markets(VenueName.SPOT, [btc], NOON)
    count = await sync_markets(venues, units, NOON + timedelta(hours=1))
    assert count == len(await paper.markets())
    async with units() as uow:
        found = (await uow.markets.tradable(["BTC"], list(VenueName)))["BTC"]
    assert found == {VenueName.PAPER: btc, VenueName.SPOT: btc}


async def test_a_venue_that_lists_nothing_keeps_what_it_had(
    store_url: str, venues: Mapping[VenueName, Venue], units: UnitsOfWork
) -> None:
    await sync_markets(venues, units, NOON)
    empty = PaperVenue(store_url, clock=ManualClock(NOON), markets=())
    assert await sync_markets({VenueName.PAPER: empty}, units, NOON + timedelta(hours=1)) == 0
    await empty.close()
    async with units() as uow:
        found = await uow.markets.tradable(["BTC"], [VenueName.PAPER])
        assert VenueName.PAPER in found["BTC"]


async def test_balances_of_wallets_that_trade_are_stored(
    engine: AsyncEngine, venues: Mapping[VenueName, Venue], units: UnitsOfWork
) -> None:
    agent_id = await an_agent(engine)
    await a_deployment(engine, agent_id, 1)
    await a_deployment(engine, agent_id, 2, status="PAUSED", enabled_venues=["GMX", "PAPER"])
    await a_deployment(engine, agent_id, 3, status="CANCELLED")
    await a_deployment(engine, agent_id, 4, enabled_venues=["HYPERLIQUID"])
    assert await sync_balances(venues, units, NOON) == 2
    stored = await rows(engine, "select venue, wallet, available, seen_at from balance order by 2")
    assert stored == [
        {"venue": "PAPER", "wallet": a_wallet(n), "available": Decimal(10_000), "seen_at": NOON}
        for n in (1, 2)
    ]


async def test_a_balance_the_venue_does_not_tell_stays_as_it_was(
    engine: AsyncEngine, venues: Mapping[VenueName, Venue], units: UnitsOfWork
) -> None:
    await a_deployment(engine, await an_agent(engine), 1, enabled_venues=["GMX"])
    async with units() as uow:
        await uow.markets.save_balances(VenueName.GMX, {a_wallet(1): Decimal(7)}, NOON)
    assert await sync_balances(venues, units, NOON + timedelta(hours=1)) == 0
    (stored,) = await rows(engine, "select available, seen_at from balance")
    assert stored == {"available": Decimal(7), "seen_at": NOON}


@pytest.mark.parametrize("price", ["0", "-1", "NaN", "Infinity"])
async def test_what_is_no_price_is_no_mark(price: str) -> None:
    heard = Heard()
    assert await publish_marks({VenueName.PAPER: OddVenue(Decimal(price))}, heard.hear) == 1
    assert [mark.symbol for mark in heard.marks] == ["ETH"]


class DownVenue(PaperVenue):
    """A venue that must be asked even for its listing, and does not answer."""

    async def markets(self) -> tuple[Market, ...]:
        raise VenueUnavailable("no answer")


class OddVenue(PaperVenue):
    """A venue that quotes what no price can be."""

    def __init__(self, price: Decimal) -> None:
        super().__init__(NOWHERE, clock=ManualClock(NOON))
        self._price = price

    async def quotes(self) -> list[Quote]:
        odd = Quote(symbol="BTC", price=self._price, seen_at=NOON)
        return [odd, Quote(symbol="ETH", price=Decimal(3000), seen_at=NOON)]
