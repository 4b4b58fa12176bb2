"""A venue as the log remembers it: it answers what it answered then, and keeps books by that."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from contracts.market import Symbol, Usd, VenueName, Wallet
from contracts.orders import RejectReason
from domain.errors import FateUnknown, VenueRefused, VenueUnavailable
from domain.orders import AttemptOutcome, OrderState
from domain.ports.clock import Clock
from domain.ports.venue import (
    AccountHolding,
    AccountTrade,
    Fill,
    Market,
    OrderReport,
    OrderRequest,
    Proof,
    Quote,
    ReportStatus,
    Venue,
)
from infra.reading.log import LoggedAnswer
from infra.venues.paper.ledger import Account, Books, Holding, Trade, open_account, post
from infra.venues.paper.matching import direction
from infra.venues.paper.records import account_holding, account_trade

_NOT_SEEN = OrderReport(status=ReportStatus.NOT_SEEN)


class RecordedVenue:
    """Answers orders from the log, by client order id; the rest it leaves to the venue behind.

    A fill is told once its own moment is reached. Balances follow from the fills, from what each
    wallet began with. An order the log does not know was never answered, so it is refused to be
    sent, and counted in `unanswered`.
    """

    def __init__(
        self, behind: Venue, answers: Mapping[UUID, LoggedAnswer], clock: Clock, starting: Usd
    ) -> None:
        self._behind = behind
        self._answers = answers
        self._clock = clock
        self._starting = starting
        self._accounts: dict[Wallet, Account] = {}
        self._holdings: dict[tuple[Wallet, Symbol], Holding] = {}
        self._placed: dict[Wallet, dict[UUID, OrderRequest]] = {}
        self._booked: set[str] = set()
        self.unanswered = 0

    @property
    def name(self) -> VenueName:
        """Go by the name of the venue behind."""
        return self._behind.name

    @property
    def proof(self) -> Proof:
        """Prove what the venue behind proves."""
        return self._behind.proof

    @property
    def signs(self) -> bool:
        """Sign nothing: what was signed then is in the log."""
        return False

    async def markets(self) -> Sequence[Market]:
        """List what can be traded."""
        return await self._behind.markets()

    async def quotes(self) -> Sequence[Quote]:
        """Quote what the venue behind quotes."""
        return await self._behind.quotes()

    async def balance(self, wallet: Wallet) -> Usd:
        """Tell a wallet's free cash after every fill until now, never below 0."""
        self._catch_up(wallet)
        return max(self._account(wallet).cash, Usd(0))

    async def holdings(self, wallets: Collection[Wallet]) -> Sequence[AccountHolding]:
        """List what wallets hold after every fill until now; the log tells nothing of others."""
        for wallet in wallets:
            self._catch_up(wallet)
        return [
            account_holding(wallet, symbol, held.net)
            for (wallet, symbol), held in self._holdings.items()
            if held.net and wallet in wallets
        ]

    async def trades(
        self, wallet: Wallet, symbol: Symbol, since: datetime
    ) -> Sequence[AccountTrade]:
        """List the fills of a wallet's orders until now; the log tells nothing of others."""
        now = self._clock.now()
        fills = [
            account_trade(name, order.side, order.purpose, fill)
            for name, order in self._placed.get(wallet, {}).items()
            if order.symbol == symbol
            for fill in self._told(order, now)
            if fill.filled_at >= since
        ]
        return sorted(fills, key=lambda trade: trade.filled_at)

    async def place(self, order: OrderRequest) -> OrderReport:
        """Answer as the venue did.

        Raises VenueRefused, VenueUnavailable (it never left, or the log does not know it) or
        FateUnknown.
        """
        answer = self._answers.get(order.client_order_id)
        if answer is None:
            self.unanswered += 1
            raise VenueUnavailable("the log has no answer for this order")
        if answer.outcome is AttemptOutcome.REFUSED:
            raise VenueRefused(answer.reason or RejectReason.VENUE_REFUSED, answer.detail)
        if answer.outcome is AttemptOutcome.UNSENT:
            raise VenueUnavailable(answer.detail)
        if answer.outcome is AttemptOutcome.DEAD:
            raise FateUnknown(answer.detail)
        self._placed.setdefault(order.wallet, {})[order.client_order_id] = order
        return self._report(order, answer)

    async def find(self, order: OrderRequest) -> OrderReport:
        """Tell what the venue knew of an order by now."""
        if order.client_order_id not in self._placed.get(order.wallet, {}):
            return _NOT_SEEN
        return self._report(order, self._answers[order.client_order_id])

    def _report(self, order: OrderRequest, answer: LoggedAnswer) -> OrderReport:
        now = self._clock.now()
        fills = self._told(order, now)
        self._book(order, fills)
        if sum(fill.quantity for fill in fills) >= order.quantity:
            return OrderReport(status=ReportStatus.FILLED, fills=fills)
        if answer.state is OrderState.CANCELLED and now >= answer.ended_at:
            return OrderReport(
                status=ReportStatus.CANCELLED,
                fills=fills,
                reason=answer.reason,
                detail=answer.detail,
            )
        return OrderReport(status=ReportStatus.ACCEPTED, fills=fills)

    def _catch_up(self, wallet: Wallet) -> None:
        now = self._clock.now()
        for order in self._placed.get(wallet, {}).values():
            self._book(order, self._told(order, now))

    def _told(self, order: OrderRequest, now: datetime) -> tuple[Fill, ...]:
        answer = self._answers[order.client_order_id]
        return tuple(fill for fill in answer.fills if fill.filled_at <= now)

    def _book(self, order: OrderRequest, fills: Sequence[Fill]) -> None:
        """Enter fills into the wallet's books, each once."""
        for fill in fills:
            if fill.fill_id not in self._booked:
                self._booked.add(fill.fill_id)
                self._enter(order, fill)

    def _enter(self, order: OrderRequest, fill: Fill) -> None:
        key = (order.wallet, order.symbol)
        account, holding = self._account(order.wallet), self._holdings.get(key, Holding())
        trade = Trade(
            delta=fill.quantity.copy_sign(direction(order)),
            price=fill.price,
            leverage=order.leverage,
            fee=fill.fee,
        )
        after = post(Books(account=account, holding=holding), trade)
        self._accounts[order.wallet], self._holdings[key] = after.account, after.holding

    def _account(self, wallet: Wallet) -> Account:
        return self._accounts.get(wallet) or open_account(self._starting)
