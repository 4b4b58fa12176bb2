"""What a card needs of an adapter under test: orders, prices, time, and ways to fail."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

import asyncpg
import pytest

from contracts.market import Network, Purpose, Side
from contracts.orders import RejectReason
from domain.errors import FateUnknown, VenueRefused
from domain.ports.venue import OrderReport, OrderRequest, ReportStatus, Venue
from infra.clock import ManualClock
from infra.database import plain_dsn
from infra.venues.paper import Fault, PaperBehaviour, PaperVenue
from infra.venues.paper.tables import metadata
from tests.factories import NOON, a_wallet, an_id

FINAL = (ReportStatus.FILLED, ReportStatus.CANCELLED)
PRICE = Decimal(50_000)
QUANTITY = Decimal("0.01")
CHARACTERS: dict[str, dict[str, Any]] = {
    "paper": {},
    "paper-partial": {"partial_share": Decimal(1)},
    "paper-slow": {"latency": timedelta(seconds=3)},
    "paper-keeper": {"keeper": True},
}
"""The PAPER venue's ways of filling, each of which passes every card."""


class VenueKit(Protocol):
    """An adapter with its venue, on a clock and a price that a card can set; it trades BTC."""

    @property
    def venue(self) -> Venue: ...

    def now(self) -> datetime:
        """Tell the venue's time."""
        ...

    def advance(self, seconds: float) -> None:
        """Let the venue's time pass."""
        ...

    async def set_price(self, price: Decimal) -> None:
        """Let BTC trade at this price."""
        ...

    def fail_next(self, fault: Fault | None) -> None:
        """Let every placing from now on fail in this way; None ends it."""
        ...

    def claimed(self, order: OrderRequest) -> OrderRequest:
        """Complete an order as its claim does, with a key and a nonce where the venue signs."""
        ...

    @property
    def keeps_refusals(self) -> bool:
        """Tell whether a refused order stays on the venue's books, as refused."""
        ...

    @property
    def closes_dust_whole(self) -> bool:
        """Tell whether less than the minimum is closed only where it is all that is held."""
        ...


def an_order(kit: VenueKit, name: str = "one", **changes: Any) -> OrderRequest:
    """Ask to go long 500 USD of BTC on wallet 1, within 15 seconds from now."""
    order = OrderRequest(
        client_order_id=an_id(f"attempt/{name}"),
        wallet=a_wallet(1),
        network=Network.PAPER,
        symbol="BTC",
        side=Side.LONG,
        purpose=Purpose.OPEN,
        quantity=QUANTITY,
        leverage=Decimal(2),
        limit_price=None,
        expires_at=kit.now() + timedelta(seconds=15),
    )
    return kit.claimed(replace(order, **changes))


async def settled(kit: VenueKit, order: OrderRequest) -> OrderReport:
    """Place an order and wait until the venue is done with it."""
    report = await kit.venue.place(order)
    for _ in range(20):
        if report.status in FINAL:
            return report
        kit.advance(seconds=1)
        report = await kit.venue.find(order)
    raise AssertionError(f"never settled: {report}")


async def refusal_of(kit: VenueKit, **changes: Any) -> RejectReason:
    """Place an order that is to be refused, and not be kept; return the reason.

    A venue that keeps refused orders must tell of it as over, untraded, for the same reason.
    """
    order = an_order(kit, "refused", **changes)
    with pytest.raises(VenueRefused) as refused:
        await kit.venue.place(order)
    found = await kit.venue.find(order)
    if kit.keeps_refusals and found.status is not ReportStatus.NOT_SEEN:
        told = (found.status, found.fills, found.reason)
        assert told == (ReportStatus.CANCELLED, (), refused.value.reason)
    else:
        assert found.status is ReportStatus.NOT_SEEN
    return refused.value.reason


async def lost(kit: VenueKit, order: OrderRequest, fault: Fault) -> None:
    """Place an order and lose sight of it."""
    kit.fail_next(fault)
    with pytest.raises(FateUnknown):
        await kit.venue.place(order)
    kit.fail_next(None)


def traded(report: OrderReport) -> Decimal:
    return sum((fill.quantity for fill in report.fills), Decimal(0))


def fees(*reports: OrderReport) -> Decimal:
    return sum((fill.fee for report in reports for fill in report.fills), Decimal(0))


def paid(report: OrderReport) -> Decimal:
    return sum((fill.quantity * fill.price for fill in report.fills), Decimal(0))


async def empty(url: str) -> None:
    """Let the PAPER venue at this URL forget everything."""
    connection = await asyncpg.connect(plain_dsn(url))
    await connection.execute("truncate " + ", ".join(str(t) for t in metadata.sorted_tables))
    await connection.close()


@dataclass
class PaperKit:
    """The PAPER adapter in one of its characters."""

    url: str
    character: dict[str, Any]
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOON))
    fault: Fault | None = None
    keeps_refusals = False
    closes_dust_whole = False

    def __post_init__(self) -> None:
        behaviour = PaperBehaviour(fault_plan=lambda _: self.fault, **self.character)
        self.venue = PaperVenue(self.url, clock=self.clock, behaviour=behaviour)

    def now(self) -> datetime:
        return self.clock.now()

    def advance(self, seconds: float) -> None:
        self.clock.set(self.clock.now() + timedelta(seconds=seconds))

    async def set_price(self, price: Decimal) -> None:
        await self.venue.set_price("BTC", price, self.clock.now())

    def fail_next(self, fault: Fault | None) -> None:
        self.fault = fault

    def claimed(self, order: OrderRequest) -> OrderRequest:
        return order
