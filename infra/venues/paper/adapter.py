"""PAPER: an exchange of our own making, another party that happens to keep its books here."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final
from weakref import WeakValueDictionary

from asyncpg import InterfaceError, PostgresError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from contracts.market import Price, Symbol, Usd, VenueName, Wallet
from contracts.orders import RejectReason
from domain.errors import FateUnknown, VenueError, VenueRefused, VenueUnavailable
from domain.ports.clock import Clock
from domain.ports.venue import (
    AccountHolding,
    AccountTrade,
    Market,
    OrderReport,
    OrderRequest,
    Proof,
    Quote,
    ReportStatus,
)
from infra.venues.paper.behaviour import Fault, PaperBehaviour
from infra.venues.paper.ledger import Account, open_account
from infra.venues.paper.lifecycle import arrive, delayed, settle
from infra.venues.paper.listing import MARKETS
from infra.venues.paper.ports import Ledger
from infra.venues.paper.records import Moment, Step, VenueOrder
from infra.venues.paper.statement import Statement
from infra.venues.paper.store import PaperStore

_OUTAGES: Final = (DBAPIError, PoolExhausted, PostgresError, InterfaceError, OSError)
_TRIES: Final = 50
_BATCH: Final = 500
_NOT_SEEN: Final = OrderReport(status=ReportStatus.NOT_SEEN)


@contextmanager
def failing_as(error: type[VenueError]) -> Iterator[None]:
    """Turn a failure of the venue's own database into what it means to the caller."""
    try:
        yield
    except _OUTAGES as outage:
        raise error(f"the paper venue's database failed: {outage}") from outage


class PaperVenue:
    """A simulated exchange: isolated margin, netting per wallet and symbol, no liquidation.

    Acceptance, fills and cash commit together in one statement, made against one version of the
    wallet's account, so a kill at any moment leaves all of it or nothing. Looking an unseen
    order up after its deadline moves that version on: whatever was still on its way dies.
    """

    def __init__(
        self,
        books: str | Ledger,
        *,
        clock: Clock,
        behaviour: PaperBehaviour | None = None,
        markets: Sequence[Market] = MARKETS,
        pool_size: int = 10,
    ) -> None:
        """Connect to nothing yet; `books` is a ledger, or an SQLAlchemy URL for asyncpg."""
        self._store: Ledger
        if isinstance(books, str):
            self._store = PaperStore(books, pool_size=pool_size)
        else:
            self._store = books
        self._clock = clock
        self._behaviour = behaviour or PaperBehaviour()
        self._markets = {market.symbol: market for market in markets}
        self._turns: WeakValueDictionary[Wallet, asyncio.Lock] = WeakValueDictionary()

    @property
    def name(self) -> VenueName:
        """PAPER."""
        return VenueName.PAPER

    @property
    def proof(self) -> Proof:
        """EXPIRY: an order unseen after its deadline will never trade."""
        return Proof.EXPIRY

    @property
    def signs(self) -> bool:
        """Need no signatures."""
        return False

    async def prepare(self) -> None:
        """Make the venue's schema where it is missing. Raises VenueUnavailable."""
        with failing_as(VenueUnavailable):
            await self._store.prepare()

    async def close(self) -> None:
        """Give all connections back."""
        await self._store.close()

    async def markets(self) -> Sequence[Market]:
        """List what can be traded."""
        return tuple(self._markets.values())

    async def set_price(self, symbol: Symbol, price: Price, seen_at: datetime) -> None:
        """Let a symbol trade at a price from now on. Raises VenueUnavailable."""
        await self.set_prices({symbol: (price, seen_at)})

    async def set_prices(self, prices: Mapping[Symbol, tuple[Price, datetime]]) -> None:
        """Set many prices; one seen before what is known is passed over.

        Raises VenueUnavailable.
        """
        with failing_as(VenueUnavailable):
            await self._store.set_prices(prices)

    async def quotes(self) -> Sequence[Quote]:
        """Quote every listed symbol that has a price. Raises VenueUnavailable."""
        with failing_as(VenueUnavailable):
            quotes = await self._store.quotes()
        return [quote for quote in quotes if quote.symbol in self._markets]

    async def balance(self, wallet: Wallet) -> Usd:
        """Tell a wallet's free cash, never below 0; an unknown wallet is credited first.

        Raises VenueUnavailable.
        """
        with failing_as(VenueUnavailable):
            found = await self._store.account(wallet)
            if found is None:
                found = await self._open(wallet)
        return max(found.cash, Usd(0))

    async def place(self, order: OrderRequest) -> OrderReport:
        """Trade once per client order id; a limit that is not met cancels, it does not refuse.

        Raises VenueRefused, VenueUnavailable (nothing was done) or FateUnknown.
        """
        fault = self._behaviour.fault(order)
        _fail_before(fault)
        async with self._turn(order.wallet):
            for _ in range(_TRIES):
                report = await self._try_to_place(order, fault)
                if report is not None:
                    return report
        raise VenueUnavailable("too many orders of one wallet at once")

    async def find(self, order: OrderRequest) -> OrderReport:
        """Look an order up, and settle it if it is due. Raises VenueUnavailable.

        NOT_SEEN is a proof once the order's deadline is past.
        """
        async with self._turn(order.wallet):
            for _ in range(_TRIES):
                with failing_as(VenueUnavailable):
                    report = await self._try_to_find(order)
                if report is not None:
                    return report
        raise VenueUnavailable("too many orders of one wallet at once")

    async def holdings(self, wallets: Collection[Wallet]) -> Sequence[AccountHolding]:
        """List all that these wallets hold. Raises VenueUnavailable."""
        with failing_as(VenueUnavailable):
            return await self._store.holdings(wallets)

    async def trades(
        self, wallet: Wallet, symbol: Symbol, since: datetime
    ) -> Sequence[AccountTrade]:
        """List a wallet's fills of a symbol since a moment. Raises VenueUnavailable."""
        with failing_as(VenueUnavailable):
            return await self._store.trades(wallet, symbol, since)

    async def settle_due(self) -> int:
        """Settle accepted orders whose time has come, as keepers do unasked; tell how many."""
        with failing_as(VenueUnavailable):
            due = await self._store.due(self._clock.now(), limit=_BATCH)
        for order in due:
            await self.find(order)
        return len(due)

    async def statement(self) -> Statement:
        """Tell the venue's own truth, whole and at one moment. Raises VenueUnavailable."""
        with failing_as(VenueUnavailable):
            return await self._store.statement()

    async def _try_to_place(self, order: OrderRequest, fault: Fault | None) -> OrderReport | None:
        """Place once; None when the account moved on meanwhile.

        The clock is read after the look, so that a look made in time is void when used late.
        """
        with failing_as(VenueUnavailable):
            moment = await self._store.look(order)
            if moment is None:
                await self._open(order.wallet)
                return None
            if moment.order is not None:
                return await self._place_again(order, moment.order, moment)
        market = self._markets.get(order.symbol)
        step = arrive(order, moment, market, self._behaviour, self._clock.now())
        return await self._accept(step, fault)

    async def _accept(self, step: Step, fault: Fault | None) -> OrderReport | None:
        if fault is Fault.LATE:
            step = delayed(step, self._behaviour.late_by)
        with failing_as(FateUnknown):
            if not await self._store.take(step, fresh=True):
                return None
        if self._behaviour.on_accepted is not None:
            self._behaviour.on_accepted(step.order.request)
        if fault in (Fault.TIMEOUT, Fault.LATE):
            raise FateUnknown("the paper venue's answer was lost")
        return step.order.report(step.fills)

    async def _place_again(
        self, order: OrderRequest, known: VenueOrder, moment: Moment
    ) -> OrderReport | None:
        if not known.is_for(order):
            detail = "its client order id is that of another order"
            raise VenueRefused(RejectReason.VENUE_REFUSED, detail)
        report = await self._progress(known, moment, self._clock.now())
        if report is not None:
            await self._store.count_arrival(order.client_order_id)
        return report

    async def _try_to_find(self, order: OrderRequest) -> OrderReport | None:
        """Look once; None when the account moved on meanwhile."""
        moment = await self._store.look(order)
        if moment is None:
            return _NOT_SEEN
        now, known = self._clock.now(), moment.order
        if known is not None and known.is_for(order):
            return _NOT_SEEN if now < known.visible_at else await self._progress(known, moment, now)
        if now < order.expires_at or await self._store.move_on(order.wallet, moment.version):
            return _NOT_SEEN
        return None

    async def _progress(
        self, known: VenueOrder, moment: Moment, now: datetime
    ) -> OrderReport | None:
        """Settle an order that is due, and report it; None when the account moved on meanwhile."""
        market = self._markets.get(known.request.symbol)
        step = settle(known, moment, market, self._behaviour, now)
        if step is None:
            return known.report(await self._store.fills(known.request.client_order_id))
        taken = await self._store.take(step, fresh=False)
        return step.order.report(step.fills) if taken else None

    async def _open(self, wallet: Wallet) -> Account:
        opened = open_account(self._behaviour.starting_balance)
        await self._store.open_account(wallet, opened)
        return opened

    def _turn(self, wallet: Wallet) -> asyncio.Lock:
        """Let one order of a wallet go at a time, to save tries; the ledger is safe without."""
        return self._turns.setdefault(wallet, asyncio.Lock())


def _fail_before(fault: Fault | None) -> None:
    if fault is Fault.UNAVAILABLE:
        raise VenueUnavailable("the paper venue is closed")
    if fault is Fault.DROP:
        raise FateUnknown("the paper venue did not answer")
