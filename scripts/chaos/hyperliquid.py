"""Chaos on Hyperliquid: a simulator in a process of its own that fails all the time."""

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from decimal import Decimal
from itertools import count
from typing import Any, Final

import httpx
from sqlalchemy import text

from contracts.market import Network, VenueName, Wallet
from infra.keys.custody import Custody
from infra.keys.kek import KeyDirectory
from infra.simulators.hyperliquid.listing import listed
from infra.venues.hyperliquid.numbers import round_price
from scripts.chaos.cast import wallets
from scripts.chaos.ground import Site, Trading
from scripts.chaos.hands import OWN, Hands
from scripts.chaos.ledger import Ledger, named
from scripts.chaos.load import PRICES, swung
from scripts.chaos.simulator import Venue, open_venue

READY_SECONDS: Final = 90.0
RECONCILE_SECONDS: Final = 60.0
BEHAVIOUR: Final[Mapping[str, str]] = {
    "NETWORK": "testnet",
    "RECONCILE_INTERVAL": "2",
    "STOP_INTERVAL": "0.5",
    "ORDER_LIFE": "5",
    "HYPERLIQUID_WEIGHT_PER_MINUTE": "6000000",
}
FAULTS: Final[tuple[Mapping[str, Any], ...]] = (
    {"kind": "dropAfter", "action": "order", "every": 7},
    {"kind": "gatewayAfter", "action": "order", "every": 19},
    {"kind": "garbled", "action": "order", "every": 29},
    {"kind": "wrongShape", "action": "order", "every": 37},
    {"kind": "dropBefore", "action": "order", "every": 23},
    {"kind": "delay", "action": "order", "every": 13, "seconds": 1.5},
    {"kind": "limited", "action": "order", "every": 60, "count": 2},
    {"kind": "garbled", "exchange": False, "action": "orderStatus", "every": 11},
    {"kind": "gatewayBefore", "exchange": False, "every": 97},
)
THIN: Final = {"usd": "300", "levels": 6, "half_spread": "0", "step": "0.0001"}
"""How thick books are: an entry of 500 USD takes two levels, and so has two fills."""
TICKED: Final = {asset.coin: asset for asset in listed() if asset.coin in PRICES}
KNOWN = text("""
    select (select count(*) from mark where seen_at > clock_timestamp() - interval '10 s') >= :coins
      and (select count(*) from balance) >= :wallets
      and (select count(*) from wallet_look) >= :wallets
      and (select count(*) from credential where status = 'APPROVED') >= :wallets
""")
GUARDED = text("select wallet, symbol, quantity from position where status = 'OPEN'")
STOPS = text("select client_order_id from resting_stop")
BELIEVED = text("select client_order_id from order_attempt where outcome = 'ACCEPTED'")


class HyperliquidTrading:
    """The simulator of one run, with the hands of its users."""

    def __init__(self, site: Site, venue: Venue, http: httpx.AsyncClient) -> None:
        self._site = site
        self._http = http
        self._venue = venue
        self._hands = Hands(http)
        self._keys = site.folder / "keys"
        self.environment = {
            **BEHAVIOUR,
            "HYPERLIQUID_URL": venue.url,
            "KEYS_DIR": str(self._keys),
        }

    async def welcome(self) -> None:
        """Make a key for each wallet, fund and approve it at the venue, and price its coins."""
        directory = KeyDirectory(self._keys)
        directory.make()
        custody = Custody(self._site.engine, directory, Network.TESTNET, self._site.clock)
        pairs: list[tuple[Wallet, Wallet]] = []
        for user in wallets():
            credential = await custody.create(user, VenueName.HYPERLIQUID)
            pairs.append((user, credential.agent_address))
        await self._venue.welcome((user, agent) for user, agent in pairs)
        for user, _ in pairs:
            await self._tell("deposit", user=user, usd="-90000")
        await self._tell("depth", **THIN)
        await self._mark(0)

    async def ready(self) -> None:
        """Wait until keys, marks, balances and accounts are known; then let the venue fail."""
        values = {"coins": len(TICKED), "wallets": len(wallets())}
        async with asyncio.timeout(READY_SECONDS):
            while True:
                if await self._known(values):
                    break
                await asyncio.sleep(0.3)
        for fault in FAULTS:
            await self._tell("fault", **{"count": None, **fault})

    async def act(self) -> None:
        """Let marks swing and users trade by hand, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._swing())
            group.create_task(self._hands.act())

    async def unrest(self) -> Mapping[str, int]:
        """Count what the venue holds or lets rest otherwise than our books say."""
        ledger = await self._ledger()
        guarded, resting = Counter(await self._guarded()), Counter(ledger.resting())
        apart = guarded - resting, resting - guarded
        ours = {(wallet, coin): quantity for wallet, coin, quantity in guarded}
        held = {place: abs(net) for place, net in ledger.holdings().items()}
        counts = {
            "stops apart": sum(each.total() for each in apart),
            "holdings apart": len(ours.items() ^ held.items()),
        }
        return {name: times for name, times in counts.items() if times}

    async def evidence(self) -> Mapping[str, Any]:
        """Mend the venue, read its ledger, and ask the reconciliation for what it names."""
        (await self._http.delete("/sim/fault")).raise_for_status()
        ledger = await self._ledger()
        if not self._hands.done:
            raise AssertionError("nothing was done by hand, so naming it proves nothing")
        return ledger.evidence(await self._guarded(), named(await self._reconciled()))

    async def _swing(self) -> None:
        for second in count():
            await self._mark(second)
            await asyncio.sleep(1)

    async def _mark(self, second: int) -> None:
        for n, (coin, asset) in enumerate(TICKED.items()):
            price = round_price(swung(coin, second + n), asset.sz_decimals)
            await self._tell("mark", coin=coin, px=str(price))

    async def _known(self, values: Mapping[str, int]) -> bool:
        async with self._site.engine.connect() as connection:
            return bool((await connection.execute(KNOWN, values)).scalar_one())

    async def _ledger(self) -> Ledger:
        document = await self._venue.ledger()
        async with self._site.engine.connect() as connection:
            stops = frozenset(await connection.scalars(STOPS))
            believed = frozenset(await connection.scalars(BELIEVED))
        own = [coin for coin, _, _ in OWN]
        return Ledger(document=document, stops=stops, believed=believed, own=own)

    async def _guarded(self) -> tuple[tuple[Wallet, str, Decimal], ...]:
        async with self._site.engine.connect() as connection:
            rows = (await connection.execute(GUARDED)).all()
        return tuple((row.wallet, row.symbol, row.quantity) for row in rows)

    async def _reconciled(self) -> Mapping[str, Any]:
        """Run the command as a person does."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "cli", "reconcile", "--json"),
            env={**os.environ, **self.environment, "DATABASE_URL": self._site.database_url},
            stdout=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(RECONCILE_SECONDS):
            said, _ = await process.communicate()
        found: Mapping[str, Any] = json.loads(said)
        return found

    async def _tell(self, what: str, **wish: Any) -> None:
        (await self._http.post(f"/sim/{what}", json=wish)).raise_for_status()


class HyperliquidGround:
    """Hyperliquid, as it is simulated."""

    venue = VenueName.HYPERLIQUID
    network = Network.TESTNET
    rate = 1.5
    quiet_seconds = 60.0

    @asynccontextmanager
    async def opened(self, site: Site) -> AsyncIterator[Trading]:
        """Run a simulator of its own, on which everybody has money and an approved key."""
        async with (
            open_venue(site.folder) as venue,
            httpx.AsyncClient(base_url=venue.url, timeout=20) as http,
        ):
            trading = HyperliquidTrading(site, venue, http)
            await trading.welcome()
            yield trading
