"""A venue, as far as we care."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, runtime_checkable
from uuid import UUID

from contracts.market import Network, Price, Purpose, Quantity, Side, Symbol, Usd, VenueName, Wallet
from contracts.orders import RejectReason


class Proof(StrEnum):
    """What lets a venue prove that an order it does not know will never be traded."""

    EXPIRY = "EXPIRY"
    """Each order carries a deadline that the venue itself enforces."""
    NONCE = "NONCE"
    """Each order spends a nonce, so a second one with it is refused."""
    NONE = "NONE"
    """Nothing: an order of unknown fate is never retried by us."""


class ReportStatus(StrEnum):
    """What a venue says of an order."""

    ACCEPTED = "ACCEPTED"
    """The venue has it and will settle it later, as keepers do."""
    FILLED = "FILLED"
    """All of it traded."""
    CANCELLED = "CANCELLED"
    """It is over, with some or all of it untraded."""
    NOT_SEEN = "NOT_SEEN"
    """The venue knows no such order now; proof only once its deadline is past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """The rules for trading a token on a venue; sizes in tokens, notional in USD."""

    symbol: Symbol
    min_notional: Usd
    lot: Quantity
    tick: Price
    max_leverage: Decimal
    max_slippage: Decimal = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A price and the moment the venue showed it."""

    symbol: Symbol
    price: Price
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """One attempt at an order, complete: the same request always carries the same bytes.

    `side` is the side of the position; a CLOSE order trades on the opposite one, reduce-only.
    `limit_price` bounds the fill; `expires_at` is the deadline the venue is to enforce. Where the
    venue wants signatures, `signer` is the address of the key that signs it, and `nonce` the
    number that it spends, in milliseconds; elsewhere both are None.
    """

    client_order_id: UUID
    wallet: Wallet
    network: Network
    symbol: Symbol
    side: Side
    purpose: Purpose
    quantity: Quantity
    leverage: Decimal
    limit_price: Price | None
    expires_at: datetime
    signer: Wallet | None = None
    nonce: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """What the venue did; `fill_id` is the venue's own name for it. Fee in USD."""

    fill_id: str
    quantity: Quantity
    price: Price
    fee: Usd
    filled_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReport:
    """What a venue says of one order; fills are all there are so far."""

    status: ReportStatus
    fills: tuple[Fill, ...] = ()
    reason: RejectReason | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountHolding:
    """What an account holds of a token, whoever opened it: net, in tokens, above 0."""

    wallet: Wallet
    symbol: Symbol
    side: Side
    quantity: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTrade:
    """One fill of an account, whoever asked for it; a LONG one bought tokens, a SHORT one sold.

    `fill_id` is the name under which the venue tells it of an order too; `client_order_id` is
    None where the venue knows none. `liquidated` tells that the venue closed it by force, and
    `closed_pnl` what the venue says it earned before fees, None where it says nothing.
    """

    fill_id: str
    client_order_id: UUID | None
    side: Side
    quantity: Quantity
    price: Price
    fee: Usd
    filled_at: datetime
    liquidated: bool = False
    closed_pnl: Usd | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingPayment:
    """What an account was paid for holding a token over an hour; below 0 it paid. In USD."""

    symbol: Symbol
    amount: Usd
    paid_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRequest:
    """A stop that is to rest at a venue: it closes, at market, when the mark reaches the trigger.

    `side` is the side of the position. `client_order_id` is derived from the position, so asking
    twice names one stop. It never opens and never takes more than is held.
    """

    client_order_id: UUID
    wallet: Wallet
    signer: Wallet
    symbol: Symbol
    side: Side
    quantity: Quantity
    trigger_price: Price


@dataclass(frozen=True, slots=True, kw_only=True)
class RestingStop:
    """A reduce-only trigger order resting at a venue, whoever placed it.

    `side` is the side of the position it closes; `stop_id` is the venue's own name for it and
    `client_order_id` ours, None where the venue knows none. A `quantity` of 0 stands for all of
    the position. `takes_profit` tells a take-profit from a stop-loss.
    """

    stop_id: str
    client_order_id: UUID | None
    wallet: Wallet
    symbol: Symbol
    side: Side
    quantity: Decimal
    trigger_price: Price
    takes_profit: bool = False


class Venue(Protocol):
    """An exchange. Adapters pass the cards of `tests/contract/test_venues.py`."""

    @property
    def name(self) -> VenueName: ...

    @property
    def proof(self) -> Proof: ...

    @property
    def signs(self) -> bool:
        """Tell whether each order needs a signer and a nonce of its own."""
        ...

    async def markets(self) -> Sequence[Market]:
        """List what can be traded. Raises VenueUnavailable."""
        ...

    async def quotes(self) -> Sequence[Quote]:
        """Quote every market that has a price now. Raises VenueUnavailable."""
        ...

    async def balance(self, wallet: Wallet) -> Usd:
        """Tell what a wallet could commit as collateral now. Raises VenueUnavailable."""
        ...

    async def place(self, order: OrderRequest) -> OrderReport:
        """Trade once per `client_order_id`: placing it again returns the same report.

        Raises VenueRefused, VenueUnavailable (it never left) or FateUnknown (it may have).
        """
        ...

    async def find(self, order: OrderRequest) -> OrderReport:
        """Look up an order that may have been sent. Raises VenueUnavailable.

        NOT_SEEN proves nothing until the order's own deadline is past.
        """
        ...

    async def holdings(self, wallets: Collection[Wallet]) -> Sequence[AccountHolding]:
        """List all that these accounts hold, opened by us or not. Raises VenueUnavailable.

        An account that holds nothing is absent; that a venue could not tell is never an answer.
        """
        ...

    async def trades(
        self, wallet: Wallet, symbol: Symbol, since: datetime
    ) -> Sequence[AccountTrade]:
        """List an account's fills of a token since a moment, oldest first.

        Raises VenueUnavailable.
        """
        ...


@runtime_checkable
class Funds(Protocol):
    """A venue where holding a position costs or earns money by the hour."""

    async def funding(self, wallet: Wallet, since: datetime) -> Sequence[FundingPayment]:
        """List an account's payments since a moment, oldest first. Raises VenueUnavailable."""
        ...


@runtime_checkable
class Rests(Protocol):
    """A venue where a stop can rest, so that it guards a position while we are away."""

    async def stops(self, wallets: Collection[Wallet]) -> Sequence[RestingStop]:
        """List the stops that rest for these accounts, ours or not. Raises VenueUnavailable."""
        ...

    async def protect(self, stop: StopRequest) -> None:
        """Let a stop rest; asking again with the same client order id changes nothing.

        Raises VenueRefused, VenueUnavailable (it never left) or FateUnknown: then `stops` tells.
        """
        ...

    async def unprotect(self, stop: RestingStop, signer: Wallet) -> None:
        """Take a stop away; one that is no longer there is taken as done.

        Raises VenueRefused, VenueUnavailable or FateUnknown.
        """
        ...
