"""Hyperliquid through the preserved service: the same venue, with less that can be proved."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal

from contracts.market import Network, Symbol, Usd, VenueName, Wallet
from contracts.orders import RejectReason
from domain.errors import VenueRefused
from domain.ports.clock import Clock
from domain.ports.venue import (
    AccountHolding,
    AccountTrade,
    Market,
    OrderReport,
    OrderRequest,
    Proof,
    Quote,
)
from infra.venues.hyperliquid_service.accounts import Accounts
from infra.venues.hyperliquid_service.client import Client
from infra.venues.hyperliquid_service.listing import Listing
from infra.venues.hyperliquid_service.lookups import Lookups
from infra.venues.hyperliquid_service.placing import Parts, Placing
from infra.venues.hyperliquid_service.sent import Sent


class HyperliquidServiceVenue:
    """Trades perpetuals where the service at the other end signs, with keys that it is lent.

    No order has a name or a deadline there, so one attempt is made, and then a person looks.
    """

    def __init__(
        self,
        client: Client,
        clock: Clock,
        *,
        network: Network,
        coins: Sequence[Symbol],
        slippage: Decimal = Decimal("0.05"),
    ) -> None:
        self._client = client
        self._network = network
        self._listing = Listing(client, clock, coins)
        self._accounts = Accounts(client)
        sent = Sent()
        self._lookups = Lookups(self._accounts, self._listing, sent)
        parts = Parts(
            client=client,
            clock=clock,
            listing=self._listing,
            accounts=self._accounts,
            sent=sent,
            lookups=self._lookups,
        )
        self._placing = Placing(parts, slippage)

    @property
    def name(self) -> VenueName:
        """HYPERLIQUID."""
        return VenueName.HYPERLIQUID

    @property
    def proof(self) -> Proof:
        """NONE: neither name nor deadline, so an order of unknown fate is never sent again."""
        return Proof.NONE

    @property
    def signs(self) -> bool:
        """Need a key for each order; its number tells no more than when it was begun."""
        return True

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()

    async def markets(self) -> Sequence[Market]:
        """List what can be traded. Raises VenueUnavailable."""
        return await self._listing.markets()

    async def quotes(self) -> Sequence[Quote]:
        """Quote the markets that tell a price. Raises VenueUnavailable."""
        return await self._listing.quotes()

    async def balance(self, wallet: Wallet) -> Usd:
        """Tell what an account could commit as collateral now. Raises VenueUnavailable."""
        return await self._accounts.balance(wallet)

    async def place(self, order: OrderRequest) -> OrderReport:
        """Trade once; placing it again from here reports what became of it.

        Raises VenueRefused, VenueUnavailable (it never left) or FateUnknown.
        """
        if order.network is not self._network:
            detail = f"this is {self._network}, and the order is for {order.network}"
            raise VenueRefused(RejectReason.VENUE_REFUSED, detail)
        return await self._placing.place(order)

    async def find(self, order: OrderRequest) -> OrderReport:
        """Look for an order in what its account did.

        Raises VenueUnavailable where more than one thing could have happened.
        """
        return await self._lookups.find(order)

    async def holdings(self, wallets: Collection[Wallet]) -> Sequence[AccountHolding]:
        """List all that accounts hold, opened by us or not. Raises VenueUnavailable."""
        return await self._accounts.holdings(wallets)

    async def trades(
        self, wallet: Wallet, symbol: Symbol, since: datetime
    ) -> Sequence[AccountTrade]:
        """List an account's fills of a token, oldest first. Raises VenueUnavailable."""
        return await self._accounts.trades(wallet, symbol, since)
