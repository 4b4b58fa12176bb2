"""A venue, as far as we care."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
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
    `limit_price` bounds the fill; `expires_at` is the deadline the venue is to enforce.
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
    None where the venue knows none.
    """

    fill_id: str
    client_order_id: UUID | None
    side: Side
    quantity: Quantity
    price: Price
    fee: Usd
    filled_at: datetime


class Venue(Protocol):
    """An exchange. Adapters pass the cards of `tests/contract/test_venues.py`."""

    @property
    def name(self) -> VenueName: ...

    @property
    def proof(self) -> Proof: ...

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
