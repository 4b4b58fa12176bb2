"""`/sim/…`: the owner's side of the venue over HTTP, for other processes on this machine."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from infra.simulators.hyperliquid.book import Depth, Level
from infra.simulators.hyperliquid.faults import Fault, Kind
from infra.simulators.hyperliquid.venue import SimVenue
from infra.simulators.hyperliquid.words import Json, Refused

_LOOPBACK = {"127.0.0.1", "::1"}


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class MarkIn(_In):
    """A coin's new mark; the oracle follows it unless it is given too."""

    coin: str
    px: Decimal
    oracle: Decimal | None = None


class BookIn(_In):
    """A book laid out by hand, [price, size] best first; both sides None for a made one."""

    coin: str
    bids: list[tuple[Decimal, Decimal]] | None = None
    asks: list[tuple[Decimal, Decimal]] | None = None


class DepthIn(_In):
    """How thick made books are, of one coin or of all."""

    coin: str | None = None
    usd: Decimal = Depth().usd
    levels: int = Depth().levels
    half_spread: Decimal = Depth().half_spread
    step: Decimal = Depth().step


class FaultIn(_In):
    """A failure and what it befalls."""

    kind: Kind
    action: str | None = None
    user: str | None = None
    cloid: str | None = None
    exchange: bool | None = True
    nth: int | None = None
    every: int | None = None
    count: int | None = 1
    seconds: float = 0
    text: str = "Simulated refusal."


class DepositIn(_In):
    """Money into an account, or out of it if below 0."""

    user: str
    usd: Decimal


class ApproveIn(_In):
    """An agent, approved without its user's signature."""

    user: str
    agent: str
    name: str = ""
    valid_until: int | None = None


class TradeIn(_In):
    """A trade by the user's own hand."""

    user: str
    coin: str
    is_buy: bool
    size: Decimal


class FundingIn(_In):
    """One payment of funding: what longs pay, as a share of their value."""

    coin: str
    rate: Decimal


class SwitchesIn(_In):
    """What to switch; what is None stays as it is. Times in ms."""

    limits: bool | None = None
    weight: int | None = None
    silent: bool | None = None
    offset_ms: int | None = None
    agent_grace_ms: int | None = None
    strict_minimum: bool | None = None


def sim_routes(venue: SimVenue) -> APIRouter:
    """Serve the owner's side of a venue, to this machine only."""
    router = APIRouter(prefix="/sim", dependencies=[Depends(_only_from_here)])
    _market(router, venue)
    _people(router, venue)
    _behaviour(router, venue)

    @router.get("/ledger")
    async def ledger() -> Json:
        return venue.ledger()

    @router.get("/counters")
    async def counters() -> Json:
        return venue.limits.counters(venue.now())

    return router


def _market(router: APIRouter, venue: SimVenue) -> None:
    @router.post("/mark")
    async def mark(wish: MarkIn) -> Json:
        venue.set_mark(_listed(venue, wish.coin), wish.px, wish.oracle)
        return {"coin": wish.coin, "px": str(venue.mark(wish.coin))}

    @router.post("/book")
    async def book(wish: BookIn) -> Json:
        coin = _listed(venue, wish.coin)
        if wish.bids is None and wish.asks is None:
            venue.clear_book(coin)
        else:
            venue.set_book(coin, _levels(wish.bids), _levels(wish.asks))
        return {"coin": coin}

    @router.post("/depth")
    async def depth(wish: DepthIn) -> Json:
        venue.set_depth(Depth(**wish.model_dump(exclude={"coin"})), wish.coin)
        return {"coin": wish.coin}

    @router.post("/funding")
    async def funding(wish: FundingIn) -> Json:
        venue.fund(_listed(venue, wish.coin), wish.rate)
        return {"coin": wish.coin}


def _people(router: APIRouter, venue: SimVenue) -> None:
    @router.post("/deposit")
    async def deposit(wish: DepositIn) -> Json:
        venue.deposit(wish.user, wish.usd)
        return {"user": wish.user.lower(), "equity": str(venue.equity(wish.user))}

    @router.post("/approve")
    async def approve(wish: ApproveIn) -> Any:
        try:
            venue.approve(wish.user, wish.agent, wish.name, wish.valid_until)
        except Refused as refusal:
            return JSONResponse({"error": refusal.text}, status_code=409)
        return {"user": wish.user.lower(), "agent": wish.agent.lower()}

    @router.post("/trade")
    async def trade(wish: TradeIn) -> Json:
        coin = _listed(venue, wish.coin)
        status = venue.trade(wish.user, coin, is_buy=wish.is_buy, size=wish.size)
        return {"status": status}


def _behaviour(router: APIRouter, venue: SimVenue) -> None:
    @router.post("/fault")
    async def fault(wish: FaultIn) -> Json:
        venue.faults.add(Fault(**wish.model_dump()))
        return {"due": len(venue.faults.due)}

    @router.get("/fault")
    async def faults() -> list[Json]:
        return [
            {"kind": one.kind, "action": one.action, "seen": one.seen, "done": one.done}
            for one in venue.faults.due
        ]

    @router.delete("/fault")
    async def mend() -> Json:
        venue.faults.clear()
        return {"due": 0}

    @router.post("/switch")
    async def switch(wish: SwitchesIn) -> Json:
        _switch(venue, wish)
        return {"time": venue.now()}


def _switch(venue: SimVenue, wish: SwitchesIn) -> None:
    limits, state = venue.limits, venue.state
    limits.enabled = limits.enabled if wish.limits is None else wish.limits
    limits.weight = wish.weight or limits.weight
    venue.silent = venue.silent if wish.silent is None else wish.silent
    if wish.offset_ms is not None:
        venue.offset = timedelta(milliseconds=wish.offset_ms)
    if wish.agent_grace_ms is not None:
        state.agents.grace_ms = wish.agent_grace_ms
    if wish.strict_minimum is not None:
        state.strict_minimum = wish.strict_minimum


def _listed(venue: SimVenue, coin: str) -> str:
    if coin not in venue.state.marks:
        raise HTTPException(404, f"{coin} is not listed")
    return coin


def _levels(side: list[tuple[Decimal, Decimal]] | None) -> list[Level]:
    return [Level(price, size) for price, size in side or ()]


async def _only_from_here(request: Request) -> None:
    if request.client is None or request.client.host not in _LOOPBACK:
        raise HTTPException(403, "the simulator's own side is for this machine")
