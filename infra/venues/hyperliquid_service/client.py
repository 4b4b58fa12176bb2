"""The service over HTTP: who may be asked, what is lost, and the one request that holds a key."""

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, assert_never

import httpx

from contracts.market import Network, Wallet
from domain.errors import Conflict, FateUnknown, VenueUnavailable
from domain.ports.clock import Clock
from infra.venues.hyperliquid_service.hiding import quotable, without_key
from infra.venues.hyperliquid_service.ports import Lender

log = logging.getLogger(__name__)

MAX_BODY: Final = 4_000_000
"""Bytes in the longest answer that is read."""
ASSURED: Final = timedelta(seconds=30)
"""How long reads rely on the network that the service last named; orders never do."""
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_NEVER_LEFT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class _TooLong(Exception):
    """An answer longer than any that is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many seconds an answer may take: of a question, and of an order."""

    asking: float = 1.5
    acting: float = 5.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, whole, with any key taken out of it."""

    status: int
    text: str

    @property
    def body(self) -> Any:
        """The answer read, with exact numbers; None for what is no JSON."""
        try:
            return json.loads(self.text, parse_float=Decimal, parse_constant=_no_number)
        except (ValueError, RecursionError):
            return None


@dataclass(frozen=True, slots=True)
class _NeverLeft:
    """Nobody was reached."""

    why: str


@dataclass(frozen=True, slots=True)
class _Lost:
    """It was sent, as far as can be told, and no answer came back whole."""

    why: str


_Outcome = Reply | _NeverLeft | _Lost


class Client:
    """Speaks to one service, of one network, each time on a connection of its own.

    A connection kept alive may be dead, and then nobody knows whether a request on it was read.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        lender: Lender,
        clock: Clock,
        *,
        network: Network,
        patience: Patience | None = None,
    ) -> None:
        if http.base_url.scheme != "https" and http.base_url.host not in _LOOPBACK:
            raise Conflict("the service gets keys: https, or an address on this machine")
        self._http = http
        self._lender = lender
        self._clock = clock
        self._network = network
        self._patience = patience or Patience()
        self._assured: datetime | None = None

    async def close(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def ask(self, path: str, fields: Mapping[str, Any]) -> Reply:
        """Ask what anybody may ask. Raises VenueUnavailable."""
        await self._assure(young=ASSURED)
        return await self._asked("POST", path, _encoded(fields))

    async def act(self, path: str, fields: Mapping[str, Any], signer: Wallet) -> Reply:
        """Send an order with the key that is to sign it, once.

        Raises VenueUnavailable (it never left) or FateUnknown, and VenueRefused without a key.
        Errors are raised here, where the key is not: what tells of them can hold none.
        """
        await self._assure(young=timedelta(0))
        outcome = await self._sent(path, fields, signer)
        match outcome:
            case Reply():
                return outcome
            case _NeverLeft(why):
                raise VenueUnavailable(f"it never left: {why}")
            case _Lost(why):
                raise FateUnknown(f"no answer that can be read: {why}")
            case unreachable:
                assert_never(unreachable)

    async def _assure(self, *, young: timedelta) -> None:
        """Raise VenueUnavailable unless the service says that it trades where we do."""
        now = self._clock.now()
        if self._assured is not None and now - self._assured < young:
            return
        self._assured = None
        health = (await self._asked("GET", "/health", None)).body
        told = health if isinstance(health, dict) else {}
        if told.get("service") != "hyperliquid" or told.get("network") != self._network.value:
            found = quotable(f"{told.get('service')} on {told.get('network')}")
            log.error("the service is %s, and NETWORK is %s", found, self._network)
            raise VenueUnavailable(f"NETWORK is {self._network}, and the service is {found}")
        self._assured = now

    async def _asked(self, method: str, path: str, content: bytes | None) -> Reply:
        outcome = await self._exchange(method, path, content, self._patience.asking)
        if isinstance(outcome, Reply):
            return outcome
        raise VenueUnavailable(f"no answer: {outcome.why}")

    async def _sent(self, path: str, fields: Mapping[str, Any], signer: Wallet) -> _Outcome:
        mainnet = self._network is Network.MAINNET
        async with self._lender.lend(signer, mainnet=mainnet) as key:
            content = _encoded({"agentPrivateKey": key.spell(), **fields})
            outcome = await self._exchange("POST", path, content, self._patience.acting)
            if isinstance(outcome, Reply):
                return Reply(outcome.status, without_key(outcome.text, key.spell()))
            return outcome

    async def _exchange(
        self, method: str, path: str, content: bytes | None, seconds: float
    ) -> _Outcome:
        """Make one request; what goes wrong is told by its name, for errors hold the request."""
        headers = {"content-type": "application/json", "connection": "close"}
        try:
            async with (
                asyncio.timeout(seconds),
                self._http.stream(method, path, content=content, headers=headers) as answer,
            ):
                return Reply(answer.status_code, await _read(answer))
        except _NEVER_LEFT as error:
            return _NeverLeft(type(error).__name__)
        except TimeoutError:
            return _Lost(f"none within {seconds:g} s")
        except (httpx.HTTPError, _TooLong) as error:
            return _Lost(type(error).__name__.strip("_"))


def service_client(
    url: str, lender: Lender, clock: Clock, *, network: Network, patience: Patience | None = None
) -> Client:
    """Make a client that no proxy and no redirect leads elsewhere. Raises Conflict."""
    http = httpx.AsyncClient(
        base_url=url,
        timeout=httpx.Timeout(10.0, connect=1.0),
        limits=httpx.Limits(max_keepalive_connections=0),
        follow_redirects=False,
        trust_env=False,
    )
    return Client(http, lender, clock, network=network, patience=patience)


async def _read(answer: httpx.Response) -> str:
    body = bytearray()
    async for chunk in answer.aiter_bytes():
        body += chunk
        if len(body) > MAX_BODY:
            raise _TooLong
    return body.decode("utf-8", "replace")


def _encoded(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields, allow_nan=False).encode()


def _no_number(word: str) -> Any:
    raise ValueError(word)
