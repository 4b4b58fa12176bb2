"""Hyperliquid over HTTP: what certainly never left is told apart from what may have."""

import asyncio
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import httpx

from contracts.market import Wallet
from domain.errors import FateUnknown, VenueUnavailable
from infra.venues.hyperliquid.ports import Budget, Priority
from infra.venues.hyperliquid.weights import ACTION

MAX_BODY: Final = 4_000_000
"""Bytes in the longest answer that is read: 2,000 fills are a fifth of it."""
PENALTY: Final = 10.0
"""Seconds that all keep quiet for after being told that it was too much."""
_LONGEST_PENALTY: Final = 60.0
_NEVER_LEFT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Unusable(Exception):
    """An answer that was not in time, too long, or no JSON; it is told apart by whoever asked."""


class Client:
    """Speaks to one host, within a budget; numbers in answers are never floats."""

    def __init__(self, http: httpx.AsyncClient, budget: Budget, *, seconds: float = 8.0) -> None:
        self._http = http
        self._budget = budget
        self._seconds = seconds

    async def ask(
        self,
        question: Mapping[str, Any],
        *,
        weight: int,
        priority: Priority = Priority.READ,
        wallet: Wallet | None = None,
    ) -> Any:
        """Ask what anybody may ask. Raises VenueUnavailable."""
        await self._budget.spend(weight, priority, wallet)
        try:
            status, body = await self._post("/info", question)
            return _parsed(status, body)
        except (httpx.HTTPError, Unusable) as error:
            raise VenueUnavailable(f"no answer: {_named(error)}") from None

    async def act(
        self, envelope: Mapping[str, Any], *, priority: Priority, wallet: Wallet | None
    ) -> Any:
        """Send what is signed, once. Raises VenueUnavailable (it never left) or FateUnknown."""
        await self._budget.spend(ACTION, priority, wallet)
        try:
            status, body = await self._post("/exchange", envelope)
            return _parsed(status, body)
        except _NEVER_LEFT as error:
            raise VenueUnavailable(f"it never left: {_named(error)}") from None
        except (httpx.HTTPError, Unusable) as error:
            raise FateUnknown(f"no answer that can be read: {_named(error)}") from None

    async def charge(self, weight: int, wallet: Wallet | None) -> None:
        """Count what an answer cost beyond its question. Raises VenueUnavailable."""
        await self._budget.spend(weight, Priority.READ, wallet)

    async def close(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def _post(self, path: str, content: Mapping[str, Any]) -> tuple[int, bytes]:
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._http.stream("POST", path, json=content) as answer,
            ):
                body = await _read(answer)
        except TimeoutError:
            raise Unusable(f"none within {self._seconds:g} s") from None
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            await self._budget.penalise(_pause(answer.headers))
        return answer.status_code, body


async def _read(answer: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in answer.aiter_bytes():
        body += chunk
        if len(body) > MAX_BODY:
            raise Unusable(f"more than {MAX_BODY} bytes")
    return bytes(body)


def _parsed(status: int, body: bytes) -> Any:
    if status != httpx.codes.OK:
        raise Unusable(f"HTTP {status}")
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Unusable("no JSON") from None


def _no_number(word: str) -> Any:
    raise ValueError(word)


def _pause(headers: httpx.Headers) -> float:
    told = headers.get("retry-after", "")
    return min(float(told), _LONGEST_PENALTY) if told.isdecimal() else PENALTY


def _named(error: Exception) -> str:
    """Name an error without quoting what was sent: it is signed."""
    return str(error) if isinstance(error, Unusable) else type(error).__name__
