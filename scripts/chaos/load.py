"""The load: posts that call for trades, said all the time, and prices that never rest."""

import asyncio
import csv
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

from contracts.market import Price, Symbol
from domain.ports.clock import Clock
from domain.ports.unit_of_work import UnitsOfWork
from domain.ports.venue import Market
from domain.posts import RawPost
from infra.failures import is_passing
from infra.venues.paper.listing import MARKETS
from producers.posts import ingest
from scripts.chaos.cast import HANDLES, PROXIED
from tests.fake_x_proxy import FakeX

POSTS_A_SECOND = 5.0
SMALL_TALK_EVERY = 12
"""One post in so many calls for nothing."""
SWING = Decimal("0.008")
"""How far a price goes to either side, as a share of it."""
SWING_SECONDS = 14
PRICED = timedelta(minutes=8)
_PRICES = """
BTC=60000 ETH=3000 SOL=150 DOGE=0.2 XRP=2 BNB=600 LINK=15 AVAX=25 SUI=3 LTC=90 AAVE=200
PEPE=0.00001
"""
PRICES: Mapping[Symbol, Price] = {
    symbol: Decimal(price) for symbol, price in re.findall(r"(\w+)=(\S+)", _PRICES)
}
_SNOWFLAKE_EPOCH_MS = 1288834974657
_LOW_BITS = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A post as the load said it, and whether it calls for a trade."""

    post: RawPost
    candidate: bool


class Load:
    """Says a post every so often: half of them to the proxy, the others to the database."""

    def __init__(
        self, fake: FakeX, units: UnitsOfWork, clock: Clock, rate: float = POSTS_A_SECOND
    ) -> None:
        self._fake = fake
        self._units = units
        self._clock = clock
        self._pause = 1 / rate
        self._stopping = asyncio.Event()
        self._waiting: list[RawPost] = []
        self.said: list[Said] = []
        """Everything said so far; the independent evidence of what there must be."""
        for handle in HANDLES:
            fake.tweets[handle] = []

    async def run(self) -> None:
        """Say posts until stopped, then return once the last of them is stored or published."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._speak())
            group.create_task(self._write())

    def stop(self) -> None:
        """Say nothing more."""
        self._stopping.set()

    async def _speak(self) -> None:
        for number in count():
            if self._stopping.is_set():
                return
            self._say(number)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause):
                    await self._stopping.wait()

    def _say(self, number: int) -> None:
        said = a_post(number, self._clock.now())
        self.said.append(said)
        if said.post.author in PROXIED:
            self._fake.add(said.post)
        else:
            self._waiting.append(said.post)

    async def _write(self) -> None:
        """Store posts ourselves; what an outage stopped is tried again until it is stored."""
        while self._waiting or not self._stopping.is_set():
            batch = list(self._waiting)
            try:
                await ingest(self._units, batch, self._clock.now())
            except Exception as error:
                if not is_passing(error):
                    raise
            else:
                del self._waiting[: len(batch)]
            await asyncio.sleep(0.3)


def a_post(number: int, now: datetime) -> Said:
    """Make the n-th post: each account calls each token once before it repeats itself."""
    source, turn = number % len(HANDLES), number // len(HANDLES)
    tokens = sorted(PRICES)
    token = tokens[(turn + source) % len(tokens)]
    candidate = number % SMALL_TALK_EVERY != SMALL_TALK_EVERY - 1
    call = f"Opened a long on ${token}" if (source + turn) % 2 else f"Shorting ${token} here"
    text = f"{call}, number {number}" if candidate else "gm"
    milliseconds = int(now.timestamp() * 1000) - _SNOWFLAKE_EPOCH_MS
    external_id = str(milliseconds * _LOW_BITS + number % _LOW_BITS)
    post = RawPost(external_id=external_id, author=HANDLES[source], text=text, published_at=now)
    return Said(post=post, candidate=candidate)


def write_marks(path: Path, begin: datetime) -> None:
    """Write prices for each second of the run: every token swings, none with another."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("time", "symbol", "price"))
        for second in range(int(PRICED.total_seconds())):
            at = (begin + timedelta(seconds=second)).isoformat()
            writer.writerows((at, symbol, price) for symbol, price in _prices(second))


def _prices(second: int) -> Iterator[tuple[Symbol, Price]]:
    for n, market in enumerate(market for market in MARKETS if market.symbol in PRICES):
        yield market.symbol, _price(market, second + n)


def _price(market: Market, second: int) -> Price:
    """Go up and down in straight lines, on the market's ticks."""
    price = swung(market.symbol, second)
    return (price / market.tick).to_integral_value() * market.tick


def swung(symbol: Symbol, second: int) -> Price:
    """Tell what a token costs at a second of its swing, to more digits than any venue quotes."""
    point = Decimal(second % SWING_SECONDS) / SWING_SECONDS
    height = 1 - 4 * abs(point - Decimal("0.5"))  # -1, up to 1, and back
    return PRICES[symbol] * (1 + SWING * height)
