"""Hyperliquid as a venue: it translates, and raises nothing but a venue's errors."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from contracts.market import Network, Symbol, Usd, VenueName, Wallet
from contracts.orders import RejectReason
from domain.errors import VenueRefused
from domain.ports.clock import Clock
from domain.ports.venue import (
    AccountHolding,
    AccountTrade,
    FundingPayment,
    Market,
    OrderReport,
    OrderRequest,
    Proof,
    Quote,
    RestingStop,
    StopRequest,
)
from infra.venues.hyperliquid.account import Accounts
from infra.venues.hyperliquid.approvals import Approvals
from infra.venues.hyperliquid.bounds import Bounds
from infra.venues.hyperliquid.client import Client
from infra.venues.hyperliquid.history import History
from infra.venues.hyperliquid.leverage import Leverages
from infra.venues.hyperliquid.lookups import Lookups
from infra.venues.hyperliquid.meta import Listing
from infra.venues.hyperliquid.placing import Placing
from infra.venues.hyperliquid.ports import Nonces, Signer
from infra.venues.hyperliquid.sending import Sender
from infra.venues.hyperliquid.stops import Stops


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What the adapter works with: a way in, a pen, numbers to spend, and the time."""

    client: Client
    signer: Signer
    nonces: Nonces
    clock: Clock
    patience: float = 5.0
    """Seconds that what comes before an order's own bytes may take."""


class HyperliquidVenue:
    """Trades perpetuals for accounts whose agents' keys sign; one network, by its letter.

    An order without a limit may trade up to `slippage`, a fraction, away from the mark.
    """

    def __init__(
        self, means: Means, *, network: Network, slippage: Decimal = Decimal("0.05")
    ) -> None:
        client, clock = means.client, means.clock
        history, mainnet = History(client), network is Network.MAINNET
        sender = Sender(client, means.signer, means.nonces, mainnet=mainnet)
        self._client = client
        self._network = network
        self._listing = Listing(client, clock)
        self._accounts = Accounts(client, history)
        self._lookups = Lookups(client, history, clock)
        self._stops = Stops(client, sender, self._listing, self._lookups, clock)
        bounds, leverages = Bounds(self._listing, slippage), Leverages(client, sender)
        self._placing = Placing(
            bounds, leverages, sender, self._lookups, clock, patience=means.patience
        )
        self.approvals = Approvals(client, sender, clock)

    @property
    def name(self) -> VenueName:
        """HYPERLIQUID."""
        return VenueName.HYPERLIQUID

    @property
    def proof(self) -> Proof:
        """EXPIRY: the deadline is signed with the order, and the venue enforces it."""
        return Proof.EXPIRY

    @property
    def signs(self) -> bool:
        """Need a key and a nonce for each order."""
        return True

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()

    async def markets(self) -> Sequence[Market]:
        """List what can be traded. Raises VenueUnavailable."""
        return await self._listing.markets()

    async def quotes(self) -> Sequence[Quote]:
        """Quote the mark of every market. Raises VenueUnavailable."""
        return await self._listing.quotes()

    async def balance(self, wallet: Wallet) -> Usd:
        """Tell what an account could commit as collateral now. Raises VenueUnavailable."""
        return await self._accounts.balance(wallet)

    async def place(self, order: OrderRequest) -> OrderReport:
        """Trade once per nonce; placing it again reports what became of it.

        Raises VenueRefused, VenueUnavailable (it never left) or FateUnknown.
        """
        if order.network is not self._network:
            detail = f"this is {self._network}, and the order is for {order.network}"
            raise VenueRefused(RejectReason.VENUE_REFUSED, detail)
        return await self._placing.place(order)

    async def find(self, order: OrderRequest) -> OrderReport:
        """Look up an order under its client order id.

        Raises VenueUnavailable, and VenueRefused when another order goes by its name.
        """
        asset = await self._listing.find(order.symbol)
        if asset is None:
            return await self._lookups.unlisted(order)
        return await self._lookups.find(order, asset)

    async def holdings(self, wallets: Collection[Wallet]) -> Sequence[AccountHolding]:
        """List all that accounts hold, opened by us or not. Raises VenueUnavailable."""
        return await self._accounts.holdings(wallets)

    async def trades(
        self, wallet: Wallet, symbol: Symbol, since: datetime
    ) -> Sequence[AccountTrade]:
        """List an account's fills of a token, oldest first. Raises VenueUnavailable."""
        return await self._accounts.trades(wallet, symbol, since)

    async def funding(self, wallet: Wallet, since: datetime) -> Sequence[FundingPayment]:
        """List what an account got or paid to hold, oldest first. Raises VenueUnavailable."""
        return await self._accounts.funding(wallet, since)

    async def stops(self, wallets: Collection[Wallet]) -> Sequence[RestingStop]:
        """List the stops that rest for accounts, ours or not. Raises VenueUnavailable."""
        return await self._stops.resting(wallets)

    async def protect(self, stop: StopRequest) -> None:
        """Let a stop rest. Raises VenueRefused, VenueUnavailable or FateUnknown."""
        await self._stops.protect(stop)

    async def unprotect(self, stop: RestingStop, signer: Wallet) -> None:
        """Take a stop away. Raises VenueRefused, VenueUnavailable or FateUnknown."""
        await self._stops.take_away(stop, signer)
