"""A real HTTP server that speaks LunarCrush's list of coins, its faults included.

Run it with `python -m tests.fake_lunarcrush --port 5056`; PUT /coins with a JSON list replaces the
coins, PUT /fault with `{"fault": "503"}` breaks the server, and `{"fault": null}` mends it.
"""

import argparse
import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel

from tests import loopback_server

KEY = "a-key-of-the-fake"
_HUGE = 8_100_000
_SLOW_BYTES = 600


class Fault(StrEnum):
    """How an answer differs from a sound one."""

    UNAUTHORIZED = "401"
    WRONG_PLAN = "402"
    BLOCKED = "403"
    LIMITED = "429"
    LIMITED_LONG = "429 for an hour"
    BROKEN = "500"
    AWAY = "503"
    REDIRECT = "a redirect"
    NOT_JSON = "an error page"
    CUT_SHORT = "half a list"
    NO_DATA = "no data"
    EMPTY = "an empty list"
    NOT_COINS = "rows that are no coins"
    NOT_A_NUMBER = "NaN"
    HUGE = "more than eight megabytes"
    SLOW = "a byte now and then"
    SILENT = "no answer at all"
    HANGS_UP = "the connection closed half way"


_STATUSES = {
    Fault.UNAUTHORIZED: 401,
    Fault.WRONG_PLAN: 402,
    Fault.BLOCKED: 403,
    Fault.LIMITED: 429,
    Fault.LIMITED_LONG: 429,
    Fault.BROKEN: 500,
    Fault.AWAY: 503,
}


def a_coin(symbol: str = "BTC", coin_id: int = 1, **values: Any) -> dict[str, Any]:
    """Describe a coin the way the list does; these figures score .2 for a long."""
    coin = {
        "id": coin_id,
        "symbol": symbol,
        "name": f"{symbol} coin",
        "price": 60000.5,
        "volatility": 0.01,
        "market_cap": 1000000000.25,
        "galaxy_score": 60,
        "alt_rank": 200,
        "sentiment": 60,
        "social_volume": 500,
        "social_volume_24h": 500,
        "percent_change_24h": 0,
    }
    return coin | values


@dataclass(slots=True)
class FakeLunarCrush:
    """What the server knows, how it misbehaves, and what it was asked."""

    coins: list[Any] = field(default_factory=lambda: [a_coin()])
    generated: int | None = None
    fault: Fault | None = None
    asked: list[dict[str, str]] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        config: dict[str, Any] = {"total_rows": len(self.coins), "limit": 1000, "page": 0}
        if self.generated is not None:
            config["generated"] = self.generated
        return {"config": config, "data": self.coins}


class FaultIn(BaseModel):
    fault: Fault | None


def app_of(fake: FakeLunarCrush) -> FastAPI:
    """Serve a fake over the list's contract."""
    app = FastAPI(openapi_url=None)

    @app.get("/coins/list/v1")
    async def coins(request: Request) -> Response:
        fake.asked.append(dict(request.query_params) | {"agent": request.headers["user-agent"]})
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return JSONResponse({"error": "invalid key"}, status_code=401)
        if request.headers["user-agent"].startswith("python"):
            return Response("error code: 1010", status_code=403)
        return await _answer(fake)

    @app.put("/coins")
    async def put_coins(coins: list[dict[str, Any]]) -> dict[str, int]:
        fake.coins = list(coins)
        return {"coins": len(coins)}

    @app.put("/fault")
    async def put_fault(wanted: FaultIn) -> FaultIn:
        fake.fault = wanted.fault
        return wanted

    return app


async def _answer(fake: FakeLunarCrush) -> Response:
    fault = fake.fault
    if fault is None:
        return JSONResponse(fake.document())
    if fault in _STATUSES:
        waits = {Fault.LIMITED: "120", Fault.LIMITED_LONG: "3600"}
        headers = {"retry-after": waits[fault]} if fault in waits else {}
        return JSONResponse({"error": fault}, status_code=_STATUSES[fault], headers=headers)
    if fault is Fault.REDIRECT:
        return Response(status_code=302, headers={"location": "http://127.0.0.1:1/"})
    if fault is Fault.SILENT:
        await asyncio.sleep(30)
    return _odd_body(fault, fake.document())


def _odd_body(fault: Fault, document: dict[str, Any]) -> Response:
    whole = json.dumps(document).encode()
    match fault:
        case Fault.NOT_JSON:
            return Response("<html>asleep</html>", media_type="text/html")
        case Fault.CUT_SHORT:
            return Response(whole[:-9])
        case Fault.HUGE:
            return Response(b" " * _HUGE + whole)
        case Fault.SLOW:
            return StreamingResponse(_slowly())
        case Fault.HANGS_UP:
            return StreamingResponse(_hanging_up(whole), headers={"content-length": "99999"})
        case _:
            return Response(json.dumps(_odd_document(fault, document)))


def _odd_document(fault: Fault, document: dict[str, Any]) -> dict[str, Any]:
    match fault:
        case Fault.NO_DATA:
            return {"config": document["config"], "coins": document["data"]}
        case Fault.EMPTY:
            return document | {"data": []}
        case Fault.NOT_COINS:
            return document | {"data": [None, 7, {"id": "1"}, {"id": 1}, {"id": True}]}
        case Fault.NOT_A_NUMBER:
            return document | {"data": [a_coin(galaxy_score=float("nan"))]}
        case _:
            return document


async def _slowly() -> AsyncIterator[bytes]:
    for _ in range(_SLOW_BYTES):
        yield b" "
        await asyncio.sleep(0.05)


async def _hanging_up(whole: bytes) -> AsyncIterator[bytes]:
    yield whole[: len(whole) // 2]


def serving(fake: FakeLunarCrush, port: int = 0) -> AbstractAsyncContextManager[str]:
    """Serve on the loopback while the block runs, and yield the URL."""
    return loopback_server.serving(app_of(fake), port)


def main() -> None:
    parser = argparse.ArgumentParser(description="A fake of LunarCrush, on the loopback.")
    parser.add_argument("--port", type=int, required=True)
    loopback_server.serve(app_of(FakeLunarCrush()), parser.parse_args().port)


if __name__ == "__main__":
    main()
