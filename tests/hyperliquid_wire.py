"""A wire that says what it is told to, for what the simulated Hyperliquid never does."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx

from contracts.market import Network
from infra.clock import ManualClock
from infra.venues.hyperliquid.adapter import HyperliquidVenue, Means
from infra.venues.hyperliquid.client import Client
from infra.venues.hyperliquid.wire import milliseconds
from tests.factories import NOON, a_wallet
from tests.factories_hyperliquid import Counter, Pen, Purse

NOW = milliseconds(NOON)
Answers = dict[str, Any]
WALLET = a_wallet(1)


class Wire:
    """Answers by the type of what is asked or done; a function is asked, a list runs out."""

    def __init__(self) -> None:
        self.answers: Answers = {
            "metaAndAssetCtxs": [
                {"universe": [{"name": "BTC", "szDecimals": 5, "maxLeverage": 40}]},
                [{"markPx": "50000.0"}],
            ],
            "updateLeverage": {"status": "ok", "response": {"type": "default"}},
            "activeAssetData": {"coin": "BTC", "leverage": {"type": "isolated", "value": 2}},
        }
        self.asked: list[dict[str, Any]] = []
        self.before: dict[str, tuple[Callable[[], None], asyncio.Event]] = {}
        """What to tell when a thing is asked, and what its answer then waits for."""

    async def answer(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.asked.append(body)
        kind = body.get("type") or body["action"]["type"]
        if kind in self.before:
            tell, until = self.before[kind]
            tell()
            await until.wait()
        told = self.answers[kind]
        said = told(body) if callable(told) else told
        return said if isinstance(said, httpx.Response) else httpx.Response(200, json=said)


class Stubbed:
    """The adapter before such a wire, at noon."""

    def __init__(self, *, patience: float = 5.0) -> None:
        self.wire, self.purse, self.clock = Wire(), Purse(), ManualClock(NOON)
        http = httpx.AsyncClient(
            base_url="http://venue.test", transport=httpx.MockTransport(self.wire.answer)
        )
        self.client = Client(http, self.purse)
        means = Means(
            client=self.client,
            signer=Pen(),
            nonces=Counter(self.clock),
            clock=self.clock,
            patience=patience,
        )
        self.venue = HyperliquidVenue(means, network=Network.PAPER)

    def says(self, **answers: Any) -> None:
        self.wire.answers |= answers


def statuses(*told: Any) -> dict[str, Any]:
    return {"status": "ok", "response": {"type": "order", "data": {"statuses": list(told)}}}


def known(status: str, **changes: Any) -> dict[str, Any]:
    order = {"coin": "BTC", "side": "B", "sz": "0.01", "origSz": "0.01", "limitPx": "52500"}
    order |= {"oid": 7, "timestamp": NOW} | changes
    return {"status": "order", "order": {"order": order, "status": status, "statusTimestamp": NOW}}


def a_fill(n: int = 1, **changes: Any) -> dict[str, Any]:
    fill = {"coin": "BTC", "px": "50001", "sz": "0.01", "side": "B", "time": NOW + n, "oid": 7}
    return fill | {"tid": n, "fee": "0.2", "feeToken": "USDC"} | changes
