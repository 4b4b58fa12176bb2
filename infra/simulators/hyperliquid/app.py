"""The HTTP side: requests in, answers out, and the failures that were ordered in between."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from infra.simulators.hyperliquid.exchange import Envelope, Exchange, read
from infra.simulators.hyperliquid.faults import BEFORE, Asked, Fault, Kind
from infra.simulators.hyperliquid.info import Info
from infra.simulators.hyperliquid.limits import exchange_weight, info_weight
from infra.simulators.hyperliquid.sim_routes import sim_routes
from infra.simulators.hyperliquid.stream import Hub
from infra.simulators.hyperliquid.venue import SimVenue
from infra.simulators.hyperliquid.wires import Wires
from infra.simulators.hyperliquid.words import UNPARSED, Json, NotUnderstood, Refused

LIMITED: Final = 429
_WRONG: Final[Json] = {"status": "ok", "response": {"kind": "order", "payload": [None]}}


def make_app(venue: SimVenue, wires: Wires | None = None) -> FastAPI:
    """Serve a venue; `wires` lets ordered failures hang up on whoever asked."""
    app = FastAPI(openapi_url=None)
    front = Front(venue, wires or Wires())
    hub = Hub(venue)
    app.post("/exchange")(front.exchange)
    app.post("/info")(front.info)
    app.websocket("/ws")(hub.attend)
    app.include_router(sim_routes(venue))
    return app


class Front:
    """Answers both endpoints."""

    def __init__(self, venue: SimVenue, wires: Wires) -> None:
        self._venue = venue
        self._wires = wires
        self._exchange = Exchange(venue)
        self._info = Info(venue)

    async def exchange(self, request: Request) -> Response:
        """Carry an action out."""
        try:
            envelope = read(self._venue, await _body(request))
        except NotUnderstood:
            return PlainTextResponse(UNPARSED, status_code=422)
        except Refused as refusal:
            return JSONResponse(_err(refusal.text))
        asked = self._exchange.asked(envelope)

        async def work() -> Response:
            weight = exchange_weight(envelope.action)
            if not self._allowed(request, weight):
                return _limited()
            return JSONResponse(self._carried_out(envelope))

        return await self._with_faults(request, asked, work)

    async def info(self, request: Request) -> Response:
        """Answer a question."""
        body = await _body(request)
        fields = body if isinstance(body, dict) else {}
        kind, user = str(fields.get("type")), str(fields.get("user", "")).lower()

        async def work() -> Response:
            if not self._allowed(request, info_weight(kind)):
                return _limited()
            try:
                _, answer = self._info.answer(body)
            except NotUnderstood:
                return PlainTextResponse(UNPARSED, status_code=422)
            more = info_weight(kind, answer) - info_weight(kind)
            self._venue.limits.charge(_ip(request), more, self._venue.now())
            return JSONResponse(answer)

        return await self._with_faults(request, Asked(exchange=False, kind=kind, user=user), work)

    def _carried_out(self, envelope: Envelope) -> Json:
        try:
            return {"status": "ok", "response": self._exchange.carry_out(envelope)}
        except Refused as refusal:
            return _err(refusal.text)

    def _allowed(self, request: Request, weight: int) -> bool:
        return self._venue.limits.allow(_ip(request), weight, self._venue.now())

    async def _with_faults(
        self, request: Request, asked: Asked, work: Callable[[], Awaitable[Response]]
    ) -> Response:
        """Do the work and answer, or fail as it was ordered."""
        fault = self._venue.faults.befalling(asked)
        if fault is None:
            return await work()
        if fault.kind in BEFORE:
            return await self._failed(request, fault, asked)
        if fault.kind is Kind.DELAY_BEFORE:
            await asyncio.sleep(fault.seconds)
        answer = await work()
        if fault.kind is Kind.DELAY:
            await asyncio.sleep(fault.seconds)
        return await self._spoilt(request, fault, answer)

    async def _spoilt(self, request: Request, fault: Fault, answer: Response) -> Response:
        match fault.kind:
            case Kind.DROP_AFTER:
                return await self._wires.hang_up(request)
            case Kind.GATEWAY_AFTER:
                return _bad_gateway()
            case Kind.GARBLED:
                return Response(bytes(answer.body)[:-7], media_type="application/json")
            case Kind.WRONG_SHAPE:
                return JSONResponse(_WRONG)
            case _:
                return answer

    async def _failed(self, request: Request, fault: Fault, asked: Asked) -> Response:
        match fault.kind:
            case Kind.REFUSE_ORDERS:
                errors = [{"error": fault.text} for _ in asked.cloids]
                response = {"type": asked.kind, "data": {"statuses": errors}}
                return JSONResponse({"status": "ok", "response": response})
            case Kind.LIMITED:
                return _limited()
            case Kind.BAD_REQUEST:
                return PlainTextResponse(fault.text, status_code=400)
            case Kind.DROP_BEFORE:
                return await self._wires.hang_up(request)
            case Kind.GATEWAY_BEFORE:
                return _bad_gateway()
            case _:
                return JSONResponse(_err(fault.text))


async def _body(request: Request) -> Any:
    """Read a request's JSON; None for what is none."""
    try:
        return json.loads(await request.body())
    except ValueError:
        return None


def _ip(request: Request) -> str:
    return request.client.host if request.client else ""


def _err(text: str) -> Json:
    return {"status": "err", "response": text}


def _limited() -> Response:
    return JSONResponse(None, status_code=LIMITED)


def _bad_gateway() -> Response:
    page = "<html><head><title>502 Bad Gateway</title></head></html>"
    return Response(page, status_code=502, media_type="text/html")
