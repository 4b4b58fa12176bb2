"""The preserved Hyperliquid service, as its contract tells it: every odd reply, and faults on cue.

It keeps a ledger of what really traded, so that a test knows the truth. Each order takes a word
from `script`, or trades. It sees keys, and keeps what it saw for the tests that look for them.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from contracts.market import Wallet
from infra.clock import ManualClock
from infra.venues.hyperliquid.wire import milliseconds
from tests.loopback_server import serving

LATENCY = timedelta(milliseconds=50)
Body = dict[str, Any]
SAYS: dict[str, tuple[int, Any]] = {
    "crash": (500, {"success": False, "error": "Insufficient margin to place order."}),
    "gateway": (502, None),
    "busy": (429, {"error": "slow down"}),
    "bad": (400, {"success": False, "error": "Order must have minimum value of $10."}),
    "bad_unheard_of": (400, {"error": "the moon is full"}),
    "missing": (400, {"error": "Missing required fields"}),
    "price_zero": (400, {"error": "Market price is 0"}),
    "forbidden": (
        403,
        {"success": False, "error": "agent is not approved", "hyperliquid_error": 1},
    ),
    "not_so": (200, {"success": False, "error": "Order could not immediately match"}),
    "err": (200, {"success": True, "result": {"status": "err", "response": "Invalid leverage"}}),
    "err_unheard_of": (200, {"success": True, "result": {"status": "err", "response": "moon"}}),
    "already_closed": (
        200,
        {"success": True, "result": {"status": "already_closed", "message": "No open position"}},
    ),
    "no_result": (200, {"success": True}),
    "gibberish": (200, "<html>"),
}
"""Answers that a word of the script gives, with nothing traded."""
STATUSES: dict[str, Any] = {
    "order_error": {"error": "Insufficient margin to place order. asset=0"},
    "order_error_unheard_of": {"error": "the moon is full"},
    "resting": {"resting": {"oid": 77}},
    "waiting": "waitingForTrigger",
}


@dataclass(slots=True)
class FakeService:
    """The service, its accounts, and what is to go wrong with the next orders."""

    clock: ManualClock
    network: str = "testnet"
    service: str = "hyperliquid"
    prices: dict[str, float] = field(default_factory=lambda: {"BTC": 50_000.0, "ETH": 2_500.0})
    withdrawable: float = 1234.5
    positions: dict[Wallet, dict[str, Decimal]] = field(default_factory=lambda: defaultdict(dict))
    leverage: int = 1
    fills: dict[Wallet, list[Body]] = field(default_factory=lambda: defaultdict(list))
    script: list[str] = field(default_factory=list)
    answers: dict[str, Response] = field(default_factory=dict)
    """What questions of a path are answered with, whatever is true."""
    hidden: int = 0
    """How many times the fills are asked for before the last of them are told."""
    asked: list[tuple[str, Body]] = field(default_factory=list)
    orders: list[Body] = field(default_factory=list)
    """Every order that arrived, with its key taken out."""
    keys: list[str] = field(default_factory=list)
    traded: int = 0
    """How many orders really traded."""
    slow: float = 30.0
    url: str = ""

    def trade(self, wallet: Wallet, coin: str, signed: Decimal, **values: Any) -> Body:
        """Let an account trade, whoever asked for it; above 0 it bought."""
        held = self.positions[wallet].get(coin, Decimal(0))
        self.positions[wallet][coin] = held + signed
        number = sum(map(len, self.fills.values())) + 1
        row = {
            "coin": coin,
            "side": "B" if signed > 0 else "A",
            "px": str(self.prices[coin]),
            "sz": str(abs(signed)),
            "time": milliseconds(self.clock.now() + LATENCY),
            "closedPnl": "0.0",
            "fee": "0.1125",
            "tid": 1000 + number,
            "oid": 500 + number,
        } | values
        self.fills[wallet].append(row)
        return row

    async def answer(self, path: str, body: Body) -> Response:
        """Answer a question, or take an order."""
        if (key := body.pop("agentPrivateKey", None)) is not None:
            self.keys.append(key)
            self.orders.append({"path": path, **body})
            return await self._order(path, body, key)
        self.asked.append((path, body))
        if path in self.answers:
            return self.answers[path]
        match path:
            case "/market-info":
                return self._market(body["coin"])
            case "/balance":
                return _ok(withdrawable=self.withdrawable, accountValue=self.withdrawable)
            case "/positions":
                return _ok(positions=self._positions(body["address"]))
            case _:
                return _ok(fills=self._fills(body["address"]))

    def _market(self, coin: str) -> Response:
        if coin not in self.prices:
            return JSONResponse({"error": f"Market not found for {coin}"}, status_code=404)
        rules = {"szDecimals": 5, "maxLeverage": 40, "onlyIsolated": False}
        return _ok(coin=coin, price=self.prices[coin], **rules)

    def _positions(self, wallet: Wallet) -> list[Body]:
        return [
            {"coin": coin, "szi": str(szi), "entryPx": "50000", "leverage": self.leverage}
            for coin, szi in self.positions[wallet].items()
            if szi
        ]

    def _fills(self, wallet: Wallet) -> list[Body]:
        self.hidden -= 1
        rows = self.fills[wallet]
        return list(reversed(rows[:-1] if self.hidden >= 0 else rows))

    async def _order(self, path: str, body: Body, key: str) -> Response:
        word = self.script.pop(0) if self.script else "fill"
        if word in SAYS:
            status, told = SAYS[word]
            return JSONResponse(told, status_code=status)
        if word in STATUSES:
            return _ok(result=_raw(STATUSES[word]))
        if word == "flat_error":
            return _ok(result={"statuses": [STATUSES["order_error"]]})
        return await self._odd(word, path, body, key)

    async def _odd(self, word: str, path: str, body: Body, key: str) -> Response:
        match word:
            case "hang":
                await asyncio.sleep(self.slow)
            case "drop":
                return _dropped()
            case "redirect":
                return Response(status_code=307, headers={"location": f"{self.url}/elsewhere"})
            case "echo":
                said = f"bad key {key} {key.upper()} {int(key, 16)} {key[2:40]}"
                return JSONResponse({"error": said}, status_code=500)
            case "echo_short":
                said = f"Order must have minimum value of $10, {key[:30]}"
                return JSONResponse({"error": said}, status_code=400)
            case _:
                pass
        return await self._committed(word, self._take(path, body, word))

    async def _committed(self, word: str, told: Body) -> Response:
        match word:
            case "crash_after":
                return JSONResponse({"success": False, "error": "boom"}, status_code=500)
            case "hang_after":
                await asyncio.sleep(self.slow)
            case "drop_after":
                return _dropped()
            case "flat_fill":
                return _ok(result={"statuses": [{"filled": told}]})
            case _:
                pass
        return _ok(result=_raw({"filled": told}))

    def _take(self, path: str, body: Body, word: str) -> Body:
        """Trade for real; a close takes what it is told of whatever is held, on either side."""
        wallet, coin, size = body["vaultAddress"], body["coin"], Decimal(str(body["size"]))
        buys = body.get("isBuy")
        if word == "turned":
            self.positions[wallet][coin] *= -1
        if path == "/close-position":
            buys = self.positions[wallet].get(coin, Decimal(0)) < 0
        size = size / 2 if word == "part" else size
        worse = {"px": str(self.prices[coin] * 1.05)} if word == "beyond" else {}
        row = self.trade(wallet, coin, size if buys else -size, **worse)
        self.traded += 1
        return {"totalSz": row["sz"], "avgPx": row["px"], "oid": row["oid"]}


def _ok(**values: Any) -> Response:
    return JSONResponse({"success": True, **values})


def _raw(status: Any) -> Body:
    """Wrap a status as the venue's SDK does."""
    return {"status": "ok", "response": {"type": "order", "data": {"statuses": [status]}}}


def _dropped() -> Response:
    """Promise more than is sent, so that the server hangs up."""
    return Response(b"{", headers={"content-length": "999"}, media_type="application/json")


def make_app(fake: FakeService) -> FastAPI:
    """Serve a fake."""
    app = FastAPI(openapi_url=None)

    @app.get("/health")
    async def health() -> Body:
        told = {"service": fake.service, "network": fake.network, "baseUrl": "https://venue.test"}
        return {"status": "ok", **told}

    @app.post("/{path:path}")
    async def post(path: str, request: Request) -> Response:
        return await fake.answer(f"/{path}", await request.json())

    return app


@asynccontextmanager
async def running_service(clock: ManualClock, **values: Any) -> AsyncIterator[FakeService]:
    """Run a fake on this machine while the block lasts."""
    fake = FakeService(clock, **values)
    async with serving(make_app(fake)) as url:
        fake.url = url
        yield fake
