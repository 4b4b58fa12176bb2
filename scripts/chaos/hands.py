"""What users do with their own hands at the venue: positions of their own, and closing ours."""

import asyncio
from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from itertools import count
from typing import Any, Final

import httpx

from contracts.market import Symbol, Wallet
from scripts.chaos.cast import HOLDING_WALLETS, wallet

OWN: Final = (("ADA", True, "700"), ("DOT", False, "60"), ("TRX", True, "2500"))
"""Coins that nobody posts about, with the side and size of what users trade of them."""
PAUSE: Final = 9.0
"""Seconds between two things that are done by hand."""
HOLDERS: Final = tuple(wallet(number) for number in HOLDING_WALLETS)
"""They hold until the end, so that nothing of ours closes at the moment that they do."""
Place = tuple[Wallet, Symbol]


class Hands:
    """Users before the venue's own page, by its owner's side."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._halved: dict[Place, Decimal] = {}
        self.done: list[Place] = []
        """Where something was done by hand."""

    async def act(self) -> None:
        """Trade again and again, until cancelled: own coins, a half of ours, then its rest."""
        for turn in count():
            user = wallet(1 + turn)
            coin, is_buy, size = OWN[turn % len(OWN)]
            if turn < len(OWN):
                await self._trade((user, coin), is_buy=is_buy, size=Decimal(size))
            await self._close(turn)
            await asyncio.sleep(PAUSE)

    async def _close(self, turn: int) -> None:
        """Close what we hold for somebody, and by turns only a half of it."""
        ledger = (await self._http.get("/sim/ledger", timeout=60)).json()
        held = _held(ledger)
        for place, size in held.items():
            if place in self._halved:
                del self._halved[place]
                await self._trade(place, is_buy=size < 0, size=abs(size))
                return
        for place, size in held.items():
            half = (size / 2).quantize(size, rounding=ROUND_DOWN)
            if turn % 2 and half:
                self._halved[place] = half
                await self._trade(place, is_buy=size < 0, size=abs(half))
            else:
                await self._trade(place, is_buy=size < 0, size=abs(size))
            return

    async def _trade(self, place: Place, *, is_buy: bool, size: Decimal) -> None:
        user, coin = place
        wish = {"user": user, "coin": coin, "is_buy": is_buy, "size": str(size)}
        answer = await self._http.post("/sim/trade", json=wish)
        answer.raise_for_status()
        if "filled" not in answer.json()["status"]:
            raise AssertionError(f"the venue did not take {wish}: {answer.text}")
        self.done.append(place)


def _held(ledger: Mapping[str, Any]) -> dict[Place, Decimal]:
    return {
        (user, coin): Decimal(held["szi"])
        for user in HOLDERS
        for coin, held in ledger["accounts"][user]["positions"].items()
    }
