"""The service's adapter for tests: keys in memory that are lent, orders as claims make them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from contracts.market import Network, Purpose, Side, Wallet
from domain.errors import KeyUnavailable
from domain.ports.venue import OrderRequest
from infra.clock import ManualClock
from infra.keys.lending import LentKey
from infra.venues.hyperliquid.wire import milliseconds
from infra.venues.hyperliquid_service.adapter import HyperliquidServiceVenue
from infra.venues.hyperliquid_service.client import Patience, service_client
from tests.factories import NOON, a_wallet, an_id
from tests.factories_signers import a_key
from tests.fake_hyperliquid_service import FakeService, running_service

COINS = ("BTC", "ETH", "DOGE")
USER = a_wallet(1)


@dataclass
class Drawer:
    """Lends made-up keys, one for each agent address that it has, and counts the loans."""

    keys: dict[Wallet, bytes] = field(
        default_factory=lambda: {a_key(n): bytes(range(n, n + 32)) for n in range(1, 10)}
    )
    lent: int = 0
    out: int = 0

    @asynccontextmanager
    async def lend(self, address: Wallet, *, mainnet: bool) -> AsyncIterator[LentKey]:
        if address not in self.keys:
            raise KeyUnavailable(f"there is no key of agent {address}")
        self.lent, self.out = self.lent + 1, self.out + 1
        key = LentKey(self.keys[address])
        try:
            yield key
        finally:
            key.give_back()
            self.out -= 1


@dataclass
class Trading:
    """The adapter, the fake behind it, and the keys, on one clock."""

    fake: FakeService
    venue: HyperliquidServiceVenue
    drawer: Drawer
    clock: ManualClock

    def advance(self, seconds: float) -> None:
        self.clock.set(self.clock.now() + timedelta(seconds=seconds))


@asynccontextmanager
async def service_trading(
    network: Network = Network.TESTNET,
    *,
    clock: ManualClock | None = None,
    patience: Patience | None = None,
    **values: Any,
) -> AsyncIterator[Trading]:
    """Run a fake at noon, with BTC at 50,000, and an adapter that speaks to it."""
    clock, drawer = clock or ManualClock(NOON), Drawer()
    async with running_service(clock, **({"network": network.value} | values)) as fake:
        venue = an_adapter(fake.url, drawer, clock, network, patience)
        try:
            yield Trading(fake=fake, venue=venue, drawer=drawer, clock=clock)
        finally:
            await venue.close()


def an_adapter(
    url: str,
    drawer: Any,
    clock: ManualClock,
    network: Network = Network.TESTNET,
    patience: Patience | None = None,
) -> HyperliquidServiceVenue:
    client = service_client(url, drawer, clock, network=network, patience=patience)
    return HyperliquidServiceVenue(client, clock, network=network, coins=COINS)


def a_service_order(name: str = "one", **changes: Any) -> OrderRequest:
    """Ask to go long 500 USD of BTC for wallet 1, as a claim at noon does."""
    order = OrderRequest(
        client_order_id=an_id(f"attempt/{name}"),
        wallet=USER,
        network=Network.TESTNET,
        symbol="BTC",
        side=Side.LONG,
        purpose=Purpose.OPEN,
        quantity=Decimal("0.01"),
        leverage=Decimal(1),
        limit_price=Decimal(50_500),
        expires_at=NOON + timedelta(seconds=15),
        signer=a_key(1),
        nonce=milliseconds(NOON),
    )
    return replace(order, **changes)


def a_service_exit(name: str = "out", **changes: Any) -> OrderRequest:
    """Ask to close what `a_service_order` opens."""
    return a_service_order(name, **({"purpose": Purpose.CLOSE, "limit_price": None} | changes))
