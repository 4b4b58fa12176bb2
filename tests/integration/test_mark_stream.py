"""Marks by a stream: as they come, through silence and lost connections, asked for meanwhile."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import HttpUrl
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.asyncio.server import ServerConnection, serve

from cli.streams import quoting, stream_url
from consumers.stage import World
from contracts.market import Network, Symbol, VenueName
from domain.errors import VenueUnavailable
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from domain.ports.venue import Quote
from infra.classifiers.rules import RulesClassifier
from infra.clock import ManualClock, SystemClock
from infra.settings import Settings
from infra.simulators.hyperliquid import SimVenue, running
from infra.venues.hyperliquid import stream as streams
from infra.venues.hyperliquid.stream import MarkStream
from producers.marks import POLLED_EVERY, StreamedQuotes
from tests.factories import NOON
from tests.factories_orders import ScriptedVenue
from tests.factories_positions import sent

pytestmark = pytest.mark.integration


@asynccontextmanager
async def listening(stream: MarkStream) -> AsyncIterator[MarkStream]:
    task = asyncio.create_task(stream.run())
    try:
        yield stream
    finally:
        task.cancel()
        await asyncio.wait([task])


async def until(happened: Callable[[], object]) -> None:
    """Wait until something is true, and fail when that takes a minute."""
    for _ in range(6000):
        if happened():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it never happened")


@dataclass
class Latest:
    """The latest marks a stream gave."""

    stream: MarkStream
    prices: dict[Symbol, Decimal] = field(default_factory=dict)

    def of(self, symbol: Symbol) -> Decimal | None:
        self.prices |= {quote.symbol: quote.price for quote in self.stream.take()}
        return self.prices.get(symbol)


def of(*symbols: Symbol) -> streams.Symbols:
    async def listed() -> Sequence[Symbol]:
        return symbols

    return listed


async def test_marks_of_the_simulated_venue_come_as_they_change() -> None:
    async with running() as simulator:
        stream = MarkStream(simulator.ws_url, of("BTC", "ETH"), SystemClock(), silence=30)
        async with listening(stream):
            latest = Latest(stream)
            await until(lambda: latest.of("BTC") and latest.of("ETH"))
            assert not stream.is_quiet()
            simulator.venue.set_mark("BTC", Decimal(61000))
            await until(lambda: latest.of("BTC") == 61000)
        assert stream.connections == 1


async def test_a_silent_venue_is_connected_to_anew_until_it_talks_again() -> None:
    venue = SimVenue(clock=SystemClock(), network=Network.TESTNET)
    async with running(venue) as simulator:
        stream = MarkStream(simulator.ws_url, of("BTC"), SystemClock(), silence=1.5)
        async with listening(stream):
            latest = Latest(stream)
            await until(lambda: latest.of("BTC"))
            venue.silent = True
            await until(lambda: stream.connections > 1)
            await until(stream.is_quiet)
            venue.silent = False
            venue.set_mark("BTC", Decimal(62000))
            await until(lambda: latest.of("BTC") == 62000)
            assert not stream.is_quiet()


async def test_one_channel_that_falls_silent_while_others_talk_is_begun_anew() -> None:
    clock, talking = ManualClock(NOON), {"BTC", "ETH"}

    async def talk(socket: ServerConnection) -> None:
        async for said in socket:
            coin = json.loads(said)["subscription"]["coin"]
            await socket.send(mark(coin))
            while coin == "BTC" or "ETH" in talking:
                await asyncio.sleep(0.01)
                for each in sorted(talking):
                    await socket.send(mark(each))

    async with serve(talk, "127.0.0.1", 0) as server:
        [socket] = server.sockets
        port = socket.getsockname()[1]
        stream = MarkStream(f"ws://127.0.0.1:{port}", of("BTC", "ETH"), clock, silence=5)
        async with listening(stream):
            latest = Latest(stream)
            await until(lambda: latest.of("BTC") and latest.of("ETH"))
            talking.discard("ETH")
            clock.set(NOON + timedelta(seconds=6))
            await until(lambda: stream.connections > 1)


def mark(coin: str, price: str = "100") -> str:
    return json.dumps(
        {"channel": "activeAssetCtx", "data": {"coin": coin, "ctx": {"markPx": price}}}
    )


async def test_what_cannot_be_read_or_was_not_asked_for_is_passed_over() -> None:
    noise = ["not json", "[]", '{"channel": "pong"}', '{"channel": "activeAssetCtx"}']
    noise += [mark("DOGE"), mark("BTC", "0"), mark("BTC", "NaN"), mark("BTC", "-1")]

    async def talk(socket: ServerConnection) -> None:
        async for _ in socket:
            for said in [*noise, mark("BTC")]:
                await socket.send(said)

    async with serve(talk, "127.0.0.1", 0) as server:
        [socket] = server.sockets
        port = socket.getsockname()[1]
        stream = MarkStream(f"ws://127.0.0.1:{port}", of("BTC"), ManualClock(NOON), silence=30)
        async with listening(stream):
            latest = Latest(stream)
            await until(lambda: latest.of("BTC"))
        assert latest.prices == {"BTC": Decimal(100)}
        assert stream.connections == 1


async def test_a_venue_that_does_not_answer_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "SHORTEST", 0.01)
    tries = []

    async def listed() -> Sequence[Symbol]:
        tries.append(1)
        if len(tries) < 3:
            raise VenueUnavailable("no route")
        return ["BTC"]

    stream = MarkStream("ws://127.0.0.1:9", listed, SystemClock(), silence=1)
    async with listening(stream):
        await until(lambda: stream.connections)
    assert len(tries) >= 3
    assert stream.is_quiet()


class Script:
    """A stream that does as it is told."""

    def __init__(self) -> None:
        self.came: list[Quote] = []
        self.quiet = False

    def take(self) -> Sequence[Quote]:
        came, self.came = self.came, []
        return came

    def is_quiet(self) -> bool:
        return self.quiet


@dataclass
class Asked(ScriptedVenue):
    """A venue that quotes, and counts how often it was asked."""

    times: int = 0

    async def quotes(self) -> Sequence[Quote]:
        self.times += 1
        now = self.clock.now()
        prices = {"BTC": Decimal(100), "ETH": Decimal(10)}
        return [Quote(symbol=name, price=price, seen_at=now) for name, price in prices.items()]


async def test_a_venue_is_asked_only_while_its_stream_is_quiet_and_not_too_often(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    clock, script = ManualClock(NOON), Script()
    venue = Asked(clock=clock)
    quotes = StreamedQuotes(venue, script, units, clock, Network.PAPER)
    fresh = Quote(symbol="BTC", price=Decimal(101), seen_at=NOON)

    script.came = [fresh]
    assert await quotes.quotes() == [fresh]
    assert venue.times == 0

    script.quiet, script.came = True, [fresh]
    told = {quote.symbol: quote.price for quote in await quotes.quotes()}
    assert told == {"BTC": Decimal(101), "ETH": Decimal(10)}
    assert await quotes.quotes() == []
    assert venue.times == 1
    for _ in range(3):
        clock.set(clock.now() + POLLED_EVERY)
        assert len(await quotes.quotes()) == 2
    assert venue.times == 4

    [alarm] = await sent(engine, "alarm.raised.v1")
    assert alarm["subject"] == "PAPER/stream"
    script.quiet = False
    assert await quotes.quotes() == []
    assert venue.times == 4


async def test_quotes_come_by_the_stream_where_the_settings_name_a_venue_that_has_one(
    units: UnitsOfWork,
) -> None:
    async with running() as simulator:
        clock = SystemClock()
        venue = Asked(clock=ManualClock(NOON), name=VenueName.HYPERLIQUID)
        world = World(
            units=units,
            clock=clock,
            policy=Policy(),
            classifier=RulesClassifier(),
            venues={venue.name: venue},
        )
        settings = Settings(hyperliquid_url=HttpUrl(simulator.url))
        async with quoting(settings, world) as quotes:
            assert isinstance(quotes[venue.name], StreamedQuotes)
            assert len(await quotes[venue.name].quotes()) == 2
        async with quoting(Settings(), world) as quotes:
            assert quotes == world.venues
        assert stream_url(HttpUrl("https://api.example.com")) == "wss://api.example.com/ws"
