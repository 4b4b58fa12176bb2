"""LunarCrush: one list of every coin it follows, with what it knows of each."""

import asyncio
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import TracebackType
from typing import Any, Self

import httpx
from pydantic import SecretStr

from contracts.scores import MarketFigures
from domain.errors import FeedForbidden, FeedUnavailable
from domain.scores import Coin, Listing, Reading

MAX_BODY = 8_000_000
"""Bytes in the longest list that is read."""
ROWS = 1000
"""Coins asked for, the largest first; the most one answer may hold."""
AGENT = "maxxit/0.1 (market scores)"
"""Said of us in every request: they refuse the names that HTTP libraries give themselves."""
_SYMBOL = re.compile(r"[A-Z0-9]{2,10}")
_KEPT_WAIT = timedelta(days=1)
_REFUSED = {httpx.codes.UNAUTHORIZED, httpx.codes.PAYMENT_REQUIRED, httpx.codes.FORBIDDEN}
_LARGEST = Decimal(10**15)
_HUNDRED = Decimal(100)
_LONGEST_NAME = 200


class LunarCrush:
    """A list of coins, read with a key that goes into a header and nowhere else.

    Every request has a time limit, and every answer a size and a shape. Use it in `async with`:
    it keeps connections open.
    """

    def __init__(self, url: str, key: SecretStr, *, timeout: float = 10.0) -> None:
        self._timeout = timeout
        self._client = httpx.AsyncClient(
            base_url=url,
            timeout=timeout,
            follow_redirects=False,
            headers={
                "accept": "application/json",
                "accept-encoding": "identity",
                "authorization": f"Bearer {key.get_secret_value()}",
                "user-agent": AGENT,
            },
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def listing(self) -> Listing:
        """Read the whole list.

        Raises FeedForbidden when our key is refused, or FeedUnavailable.
        """
        query = {"limit": str(ROWS), "page": "0", "sort": "market_cap_rank"}
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._client.stream("GET", "coins/list/v1", params=query) as response,
            ):
                _check(response)
                body = await _read(response)
        except TimeoutError as error:
            raise FeedUnavailable(f"no answer in {self._timeout:g} s") from error
        except httpx.HTTPError as error:
            raise FeedUnavailable(f"no answer: {type(error).__name__}") from error
        return read_listing(body)


def read_listing(body: bytes) -> Listing:
    """Read a list as it comes, every number exactly. Raises FeedUnavailable.

    A row without an id or a symbol that could be ours is left out; a figure that is missing,
    null, not a number or out of its range is not known.
    """
    try:
        document = json.loads(body, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise FeedUnavailable("an answer that is not JSON") from error
    rows = document.get("data") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not rows:
        raise FeedUnavailable("an answer without coins")
    readings = [reading for row in rows if (reading := _reading(row)) is not None]
    if not readings:
        raise FeedUnavailable("an answer in which no row is a coin")
    return Listing(generated_at=_generated(document.get("config")), readings=tuple(readings))


def _check(response: httpx.Response) -> None:
    status = response.status_code
    if status == httpx.codes.OK:
        return
    if status in _REFUSED:
        raise FeedForbidden(f"LunarCrush refused our key with status {status}")
    wait = _retry_after(response.headers) if status == httpx.codes.TOO_MANY_REQUESTS else None
    raise FeedUnavailable(f"LunarCrush answered with status {status}", retry_after=wait)


def _retry_after(headers: httpx.Headers) -> timedelta | None:
    asked = headers.get("retry-after", "")
    if not re.fullmatch(r"[0-9]{1,9}", asked):
        return None
    return min(timedelta(seconds=int(asked)), _KEPT_WAIT)


async def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > MAX_BODY:
            raise FeedUnavailable(f"an answer of more than {MAX_BODY} bytes")
    return bytes(body)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number")


def _reading(row: object) -> Reading | None:
    if not isinstance(row, dict):
        return None
    coin_id, symbol, name = row.get("id"), row.get("symbol"), row.get("name")
    if type(coin_id) is not int or not 0 < coin_id < 2**63 or not isinstance(symbol, str):
        return None
    token = symbol.strip().upper()
    if not _SYMBOL.fullmatch(token):
        return None
    cap = _number(row, "market_cap", least=Decimal(0))
    coin = Coin(id=coin_id, symbol=token, name=_named(name, token), market_cap=cap)
    return Reading(coin=coin, figures=_figures(row))


def _named(name: object, token: str) -> str:
    """Take a name as text the store can keep."""
    if not isinstance(name, str):
        return token
    return name.replace("\0", "").encode(errors="replace").decode()[:_LONGEST_NAME]


def _figures(row: Mapping[str, Any]) -> MarketFigures:
    sentiment = _number(row, "sentiment", least=Decimal(0), most=_HUNDRED)
    return MarketFigures(
        galaxy=_number(row, "galaxy_score", least=Decimal(0), most=_HUNDRED),
        sentiment=None if sentiment is None else sentiment / _HUNDRED,
        social_change=_social_change(row),
        momentum=_number(row, "percent_change_24h", least=-_HUNDRED),
        rank=_number(row, "alt_rank", least=Decimal(1)),
    )


def _social_change(row: Mapping[str, Any]) -> Decimal | None:
    """Compare what is said in a day with what was said before, in percent."""
    today = _number(row, "social_volume_24h", least=Decimal(0))
    before = _number(row, "social_volume", least=Decimal(0))
    if today is None or not before:
        return None
    return (today / before - 1) * _HUNDRED


def _number(
    row: Mapping[str, Any], name: str, *, least: Decimal, most: Decimal = _LARGEST
) -> Decimal | None:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if least <= number <= most else None


def _generated(config: object) -> datetime | None:
    """Read when the list was made, in whole seconds since 1970."""
    seconds = config.get("generated") if isinstance(config, dict) else None
    if type(seconds) is not int or not 0 < seconds < 2**33:
        return None
    return datetime.fromtimestamp(seconds, UTC)
