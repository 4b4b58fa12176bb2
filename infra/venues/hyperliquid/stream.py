"""Marks as Hyperliquid pushes them, and a watchdog for when it says nothing any more."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from contracts.market import Symbol
from domain.errors import VenueError
from domain.ports.clock import Clock
from domain.ports.venue import Quote

MAX_MESSAGE: Final = 1_000_000
"""Bytes in the longest message that is read."""
CONNECT_SECONDS: Final = 10.0
SHORTEST, LONGEST = 0.5, 30.0
"""Seconds between two connections: twice as many after each one that brought nothing."""
CHANNEL: Final = "activeAssetCtx"
log = logging.getLogger(__name__)

Symbols = Callable[[], Awaitable[Sequence[Symbol]]]


class Silent(Exception):
    """A channel that used to talk says nothing any more."""


class _Context(BaseModel):
    model_config = ConfigDict(frozen=True)

    mark: Decimal = Field(alias="markPx", gt=0, allow_inf_nan=False)


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True)

    coin: str
    ctx: _Context


class MarkStream:
    """The latest mark of each market, for as long as `run` runs.

    One connection hears of every market. Where any of its channels falls silent for `silence`
    seconds, it is given up and begun anew; a channel that never talked is only reported.
    """

    def __init__(self, url: str, symbols: Symbols, clock: Clock, *, silence: float) -> None:
        self._url = url
        self._symbols = symbols
        self._clock = clock
        self._silence = timedelta(seconds=silence)
        self._asked: dict[Symbol, datetime] = {}
        self._heard: dict[Symbol, datetime] = {}
        self._fresh: dict[Symbol, Quote] = {}
        self.connections = 0
        """How many connections were begun so far."""

    async def run(self) -> None:
        """Listen until cancelled, through every outage."""
        pause = SHORTEST
        while True:
            self._asked, self._heard = {}, {}
            try:
                await self._listen()
            except (OSError, TimeoutError, WebSocketException, VenueError, Silent) as error:
                log.warning("the stream of marks ended: %s: %s", type(error).__name__, error)
            pause = SHORTEST if self._heard else min(pause * 2, LONGEST)
            await asyncio.sleep(pause)

    def take(self) -> Sequence[Quote]:
        """Return each mark that came since the last time, only the latest of a market."""
        fresh, self._fresh = self._fresh, {}
        return list(fresh.values())

    def is_quiet(self) -> bool:
        """Tell whether there is a market of which nothing is heard, or no connection at all."""
        return not self._asked or bool(self._quiet(self._clock.now()))

    async def _listen(self) -> None:
        """Hear one connection to its end. Raises whatever ended it, and Silent for silence."""
        symbols = await self._symbols()
        self.connections += 1
        async with connect(
            self._url, open_timeout=CONNECT_SECONDS, close_timeout=1, max_size=MAX_MESSAGE
        ) as socket:
            for symbol in symbols:
                await self._subscribe(socket, symbol)
            while True:
                async with asyncio.timeout(self._silence.total_seconds()):
                    said = await socket.recv()
                self._take_in(said)
                self._require_talk()

    async def _subscribe(self, socket: ClientConnection, symbol: Symbol) -> None:
        wish = {"type": CHANNEL, "coin": symbol}
        await socket.send(json.dumps({"method": "subscribe", "subscription": wish}))
        self._asked[symbol] = self._clock.now()

    def _take_in(self, said: str | bytes) -> None:
        """Keep a mark; anything else that is said is passed over."""
        try:
            message = json.loads(said, parse_float=Decimal)
            if not isinstance(message, dict) or message.get("channel") != CHANNEL:
                return
            data = _Data.model_validate(message.get("data"))
        except (ValueError, ValidationError, RecursionError):
            log.warning("the stream of marks said something that cannot be read")
            return
        if data.coin in self._asked:
            now = self._clock.now()
            self._heard[data.coin] = now
            self._fresh[data.coin] = Quote(symbol=data.coin, price=data.ctx.mark, seen_at=now)

    def _require_talk(self) -> None:
        silent = [coin for coin in self._quiet(self._clock.now()) if coin in self._heard]
        if silent:
            raise Silent(f"nothing of {', '.join(sorted(silent)[:5])}")

    def _quiet(self, now: datetime) -> Sequence[Symbol]:
        since = now - self._silence
        return [coin for coin, at in self._asked.items() if self._heard.get(coin, at) < since]
