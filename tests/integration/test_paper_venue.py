"""The paper venue as a party of its own: kills, races, outages, and its own account of it all."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from contracts.market import Side
from domain.errors import FateUnknown, VenueRefused, VenueUnavailable
from domain.ports.venue import ReportStatus
from infra.clock import ManualClock
from infra.servers.postgres import Postgres
from infra.venues.paper import Fault, PaperBehaviour, PaperVenue
from infra.venues.paper.lifecycle import arrive
from infra.venues.paper.listing import MARKETS
from infra.venues.paper.store import PaperStore
from tests.factories import NOON, a_wallet
from tests.factories_paper import a_paper_order, assert_whole

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
PRICE = Decimal(50_000)
BTC = next(market for market in MARKETS if market.symbol == "BTC")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
async def venue(database_url: str, clock: ManualClock) -> AsyncIterator[PaperVenue]:
    venue = PaperVenue(database_url, clock=clock)
    await venue.prepare()
    await venue.set_price("BTC", PRICE, NOON)
    yield venue
    await venue.close()


KILLED = """
import asyncio, os, signal, sys
from decimal import Decimal
from infra.clock import ManualClock
from infra.venues.paper import PaperBehaviour, PaperVenue
from tests.factories import NOON, a_wallet
from tests.factories_paper import a_paper_order

def die(order):
    if order.wallet == a_wallet(9):
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    behaviour = PaperBehaviour(on_accepted=die, partial_share=Decimal("0.5"))
    venue = PaperVenue(sys.argv[1], clock=ManualClock(NOON), behaviour=behaviour)
    crowd = [a_paper_order(f"crowd {n}", wallet=a_wallet(n % 5)) for n in range(300)]
    async with asyncio.TaskGroup() as group:
        for order in [*crowd[:150], a_paper_order(wallet=a_wallet(9)), *crowd[150:]]:
            group.create_task(venue.place(order))

asyncio.run(main())
"""


async def test_a_kill_between_acceptance_and_answer_leaves_the_order_to_be_found_once(
    venue: PaperVenue, database_url: str
) -> None:
    killed = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", KILLED, database_url],
        cwd=ROOT,
        check=False,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL
    order = a_paper_order(wallet=a_wallet(9))
    found = await venue.find(order)
    assert found.fills
    assert await venue.place(order) == found
    statement = await venue.statement()
    assert_whole(statement)
    assert statement.orders[order.client_order_id].arrivals == 2
    assert statement.fills[order.client_order_id] == list(found.fills)


async def test_venues_in_several_processes_share_one_ledger_without_losing_a_cent(
    venue: PaperVenue, database_url: str, clock: ManualClock
) -> None:
    behaviour = PaperBehaviour(partial_share=Decimal("0.5"))
    others = [PaperVenue(database_url, clock=clock, behaviour=behaviour) for _ in range(2)]
    orders = [
        a_paper_order(str(n), wallet=a_wallet(n % 3), side=list(Side)[n % 2]) for n in range(45)
    ]
    asked = [other.place(order) for order in orders for other in (venue, *others)]
    reports = await asyncio.gather(*asked)
    assert [reports[n : n + 3] for n in range(0, 135, 3)] == [[r] * 3 for r in reports[::3]]
    statement = await venue.statement()
    assert_whole(statement)
    assert len(statement.orders) == 45
    assert {order.arrivals for order in statement.orders.values()} == {3}
    for other in others:
        await other.close()


async def test_an_order_on_its_way_dies_when_it_is_proved_unseen(
    venue: PaperVenue, database_url: str, clock: ManualClock
) -> None:
    store, order = PaperStore(database_url, pool_size=1), a_paper_order()
    await venue.balance(order.wallet)
    moment = await store.look(order)
    assert moment is not None
    on_its_way = arrive(order, moment, BTC, PaperBehaviour(), clock.now())

    clock.set(order.expires_at)
    assert (await venue.find(order)).status is ReportStatus.NOT_SEEN
    assert not await store.take(on_its_way, fresh=True)
    assert not (await venue.statement()).orders
    await store.close()


async def test_an_order_on_its_way_survives_a_look_before_its_deadline(
    venue: PaperVenue, database_url: str, clock: ManualClock
) -> None:
    store, order = PaperStore(database_url, pool_size=1), a_paper_order()
    await venue.balance(order.wallet)
    moment = await store.look(order)
    assert moment is not None
    on_its_way = arrive(order, moment, BTC, PaperBehaviour(), clock.now())
    assert (await venue.find(order)).status is ReportStatus.NOT_SEEN
    assert await store.take(on_its_way, fresh=True)
    assert (await venue.find(order)).status is ReportStatus.FILLED
    await store.close()


async def test_a_step_is_taken_whole_or_not_at_all(venue: PaperVenue, database_url: str) -> None:
    store, order = PaperStore(database_url, pool_size=1), a_paper_order()
    await venue.balance(order.wallet)
    moment = await store.look(order)
    assert moment is not None
    step = arrive(order, moment, BTC, PaperBehaviour(), NOON)
    await venue.place(a_paper_order("another"))
    before = await venue.statement()
    assert not await store.take(step, fresh=True)
    assert await venue.statement() == before
    await store.close()


class TrippingClock:
    """Tells noon, and on one asking, which comes between look and commit, trips the server."""

    def __init__(self, server: Postgres) -> None:
        self.armed = False
        self._server = server

    def now(self) -> datetime:
        if self.armed:
            self.armed = False
            self._server.kill()
        return NOON


async def test_what_the_venues_database_does_decides_what_its_caller_is_told() -> None:
    with Postgres(fsync=False) as server:
        clock = TrippingClock(server)
        venue = PaperVenue(server.url, clock=clock)
        await venue.prepare()
        await venue.set_price("BTC", PRICE, NOON)
        await venue.balance(a_wallet())
        clock.armed = True
        with pytest.raises(FateUnknown):
            await venue.place(a_paper_order())
        with pytest.raises(VenueUnavailable):
            await venue.place(a_paper_order())
        with pytest.raises(VenueUnavailable):
            await venue.find(a_paper_order())
        with pytest.raises(VenueUnavailable):
            await venue.quotes()
        server.start()
        assert (await venue.find(a_paper_order())).status is ReportStatus.NOT_SEEN
        assert (await venue.place(a_paper_order())).status is ReportStatus.FILLED
        await venue.close()


async def test_preparing_at_the_same_time_makes_the_schema_once(
    database_url: str, clock: ManualClock
) -> None:
    venues = [PaperVenue(database_url, clock=clock) for _ in range(4)]
    await asyncio.gather(*(venue.prepare() for venue in venues))
    assert await venues[0].balance(a_wallet()) == 10_000
    for venue in venues:
        await venue.close()


async def test_an_older_price_does_not_replace_a_newer_one(venue: PaperVenue) -> None:
    later = NOON + timedelta(seconds=1)
    await venue.set_prices({"BTC": (PRICE + 5, later), "ETH": (Decimal("3000.1"), later)})
    await venue.set_prices({"BTC": (PRICE - 5, NOON), "ETH": (Decimal("3000.2"), later)})
    await venue.set_prices({})
    prices = {quote.symbol: str(quote.price) for quote in await venue.quotes()}
    assert prices == {"BTC": "50005", "ETH": "3000.2"}


async def test_without_a_price_an_order_waits_with_its_sender(venue: PaperVenue) -> None:
    order = a_paper_order(symbol="ETH")
    with pytest.raises(VenueUnavailable):
        await venue.place(order)
    await venue.set_price("ETH", Decimal(3_000), NOON)
    assert (await venue.place(order)).status is ReportStatus.FILLED


async def test_keepers_settle_unasked_at_the_price_of_that_moment(
    venue: PaperVenue, database_url: str, clock: ManualClock
) -> None:
    delay = (timedelta(seconds=60), timedelta(seconds=60))
    behaviour = PaperBehaviour(keeper=True, keeper_delay=delay, spread_bps=Decimal(0))
    keeper = PaperVenue(database_url, clock=clock, behaviour=behaviour)
    order = a_paper_order()
    assert (await keeper.place(order)).status is ReportStatus.ACCEPTED
    clock.set(NOON + timedelta(seconds=59))
    assert await keeper.settle_due() == 0
    assert (await keeper.find(order)).status is ReportStatus.ACCEPTED
    clock.set(NOON + timedelta(seconds=60))
    await keeper.set_price("BTC", Decimal(60_000), clock.now())
    assert await keeper.settle_due() == 1
    assert await keeper.settle_due() == 0
    statement = await keeper.statement()
    (fill,) = statement.fills[order.client_order_id]
    assert Decimal(60_000) <= fill.price < Decimal(60_010)
    assert fill.filled_at == clock.now()
    assert_whole(statement)
    await keeper.close()


async def test_a_keepers_order_whose_money_is_gone_by_then_is_cancelled(
    venue: PaperVenue, database_url: str, clock: ManualClock
) -> None:
    keeper = PaperVenue(database_url, clock=clock, behaviour=PaperBehaviour(keeper=True))
    big = {"quantity": Decimal("0.9")}
    first, second = a_paper_order("first", **big), a_paper_order("second", **big)
    await keeper.place(first)
    await keeper.place(second)
    clock.set(NOON + timedelta(seconds=60))
    assert (await keeper.find(first)).status is ReportStatus.FILLED
    report = await keeper.find(second)
    assert (report.status, report.reason) == ("CANCELLED", "insufficient_balance")
    assert_whole(await keeper.statement())
    await keeper.close()


async def test_the_same_seed_and_orders_give_the_same_ledger_in_any_order(
    postgres_server: Postgres,
) -> None:
    orders = [a_paper_order(str(n), wallet=a_wallet(n)) for n in range(20)]
    ledgers = []
    for name, asked in (("forward", orders), ("backward", orders[::-1])):
        url = postgres_server.create_database(f"paper_{name}")
        behaviour = PaperBehaviour(
            partial_share=Decimal("0.5"),
            drop_before_accept_share=Decimal("0.2"),
            timeout_after_accept_share=Decimal("0.2"),
        )
        venue = PaperVenue(url, clock=ManualClock(NOON), behaviour=behaviour)
        await venue.prepare()
        await venue.set_price("BTC", PRICE, NOON)
        await asyncio.gather(*(venue.place(o) for o in asked), return_exceptions=True)
        ledgers.append(await venue.statement())
        await venue.close()
        postgres_server.drop_database(f"paper_{name}")
    assert ledgers[0] == ledgers[1]
    assert 0 < len(ledgers[0].orders) < 20


async def test_a_lost_answer_is_lost_once_and_counted(
    venue: PaperVenue, database_url: str, clock: ManualClock
) -> None:
    behaviour = PaperBehaviour(fault_plan=lambda _: Fault.TIMEOUT)
    flaky = PaperVenue(database_url, clock=clock, behaviour=behaviour)
    with pytest.raises(FateUnknown):
        await flaky.place(a_paper_order())
    clock.set(NOON + timedelta(hours=1))
    assert (await flaky.place(a_paper_order())).status is ReportStatus.FILLED
    (order,) = (await flaky.statement()).orders.values()
    assert order.arrivals == 2
    await flaky.close()


async def test_another_wallets_order_is_neither_shown_nor_repeated(venue: PaperVenue) -> None:
    await venue.place(a_paper_order())
    stranger = a_paper_order(wallet=a_wallet(2))
    with pytest.raises(VenueRefused):
        await venue.place(stranger)
    assert (await venue.find(stranger)).status is ReportStatus.NOT_SEEN
