"""Hyperliquid for tests: keys held in memory, numbers, an open purse, and a way that can break."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any

import httpx
from eth_account import Account

from contracts.market import Network, Purpose, Side, Wallet
from domain.errors import KeyUnavailable
from domain.ports.venue import OrderRequest
from infra.clock import ManualClock
from infra.rates.terms import Priority
from infra.simulators.hyperliquid.serve import running
from infra.simulators.hyperliquid.venue import SimVenue
from infra.venues.hyperliquid.adapter import HyperliquidVenue, Means
from infra.venues.hyperliquid.client import Client
from infra.venues.hyperliquid.signing import sign_l1_action
from infra.venues.hyperliquid.wire import milliseconds
from tests.factories import NOON, a_wallet, an_id

WALLETS = 10
STARTING = Decimal(10_000)
BTC_PRICE = Decimal(50_000)


def agent_key(wallet: Wallet) -> str:
    """Make up the key of an account's agent."""
    return "0x" + sha256(f"agent of {wallet}".encode()).hexdigest()


@cache
def agent_of(wallet: Wallet) -> Wallet:
    return str(Account.from_key(agent_key(wallet)).address).lower()


class Pen:
    """Signs with keys in memory; `without` are the agents whose keys it has lost."""

    def __init__(self) -> None:
        self.keys = {agent_of(a_wallet(n)): agent_key(a_wallet(n)) for n in range(WALLETS)}
        self.signed: list[str] = []

    async def sign(
        self,
        address: Wallet,
        action: Mapping[str, Any],
        nonce: int,
        *,
        expires_after: int | None = None,
        vault_address: str | None = None,
        mainnet: bool,
    ) -> Mapping[str, Any]:
        if address not in self.keys:
            raise KeyUnavailable(f"there is no key of agent {address}")
        self.signed.append(str(action["type"]))
        return sign_l1_action(
            self.keys[address],
            action,
            nonce,
            vault_address=vault_address,
            expires_after=expires_after,
            mainnet=mainnet,
        )


@dataclass
class Counter:
    """Gives out rising numbers of the clock's time."""

    clock: ManualClock
    last: int = 0

    async def next(self, signer: Wallet) -> int:
        self.last = max(milliseconds(self.clock.now()), self.last + 1)
        return self.last


@dataclass
class Purse:
    """Lets everything be spent, and remembers it."""

    spent: list[tuple[int, Priority, Wallet | None]] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    async def spend(self, weight: int, priority: Priority, wallet: Wallet | None) -> None:
        self.spent.append((weight, priority, wallet))

    async def penalise(self, seconds: float) -> None:
        self.pauses.append(seconds)

    @property
    def weight(self) -> int:
        return sum(weight for weight, _, _ in self.spent)


class Way(httpx.AsyncBaseTransport):
    """The way to the venue: closed, nothing gets through; slow, an order is still on it."""

    def __init__(self) -> None:
        self.closed = False
        self.slow = False
        self.under_way: list[bytes] = []
        self.asked: list[tuple[str, bytes]] = []
        self._way = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        self.asked.append((request.url.path, body))
        if self.closed and request.url.path == "/exchange":
            # Nobody listens on port 9 of this machine.
            request = httpx.Request("POST", request.url.copy_with(port=9), content=body)
        if self.slow and b'"type":"order"' in body and request.url.path == "/exchange":
            self.under_way.append(body)
            raise httpx.ReadTimeout("no answer", request=request)
        return await self._way.handle_async_request(request)

    async def aclose(self) -> None:
        await self._way.aclose()


@dataclass
class Hyperliquid:
    """The adapter and the simulator behind it, on one clock, with ten funded accounts."""

    clock: ManualClock
    sim: SimVenue
    url: str
    pen: Pen = field(default_factory=Pen)
    purse: Purse = field(default_factory=Purse)
    way: Way = field(default_factory=Way)
    seconds: float = 8.0

    def __post_init__(self) -> None:
        http = httpx.AsyncClient(base_url=self.url, transport=self.way)
        self.client = Client(http, self.purse, seconds=self.seconds)
        self.nonces = Counter(self.clock)
        self.venue = HyperliquidVenue(
            Means(client=self.client, signer=self.pen, nonces=self.nonces, clock=self.clock),
            network=Network.PAPER,
        )

    def advance(self, seconds: float) -> None:
        self.clock.set(self.clock.now() + timedelta(seconds=seconds))


@asynccontextmanager
async def hyperliquid(**changes: Any) -> AsyncIterator[Hyperliquid]:
    """Run a simulator at noon, with BTC at 50,000, and an adapter that speaks to it."""
    clock = ManualClock(NOON)
    sim = SimVenue(clock=clock)
    sim.limits.enabled = False
    sim.set_mark("BTC", BTC_PRICE)
    for n in range(WALLETS):
        sim.deposit(a_wallet(n), STARTING)
        sim.approve(a_wallet(n), agent_of(a_wallet(n)))
    async with running(sim) as served:
        trading = Hyperliquid(clock=clock, sim=sim, url=served.url, **changes)
        try:
            yield trading
        finally:
            await trading.venue.close()


def a_perp_order(name: str = "one", **changes: Any) -> OrderRequest:
    """Ask to go long 500 USD of BTC on wallet 1 at twice its margin, as a claim does."""
    order = OrderRequest(
        client_order_id=an_id(f"attempt/{name}"),
        wallet=a_wallet(1),
        network=Network.PAPER,
        symbol="BTC",
        side=Side.LONG,
        purpose=Purpose.OPEN,
        quantity=Decimal("0.01"),
        leverage=Decimal(2),
        limit_price=None,
        expires_at=NOON + timedelta(seconds=15),
    )
    return with_key(replace(order, **changes))


def with_key(order: OrderRequest) -> OrderRequest:
    """Fill in what a claim does: the agent's address and a nonce of its own, by the name."""
    if order.signer is not None:
        return order
    digest = sha256(order.client_order_id.bytes).digest()
    nonce = milliseconds(NOON) - 1 - int.from_bytes(digest[:3])
    return replace(order, signer=agent_of(order.wallet), nonce=nonce)
