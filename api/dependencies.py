"""What routes may ask for, by annotation."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from api.gate import Gate
from api.guards import gate_of, known
from domain.ports.gateway import GatewayUnit
from infra.reading.look import Look, looking


# What waits for nothing is async all the same: FastAPI would send it to a thread, each time.
async def _gate(request: HTTPConnection) -> Gate:
    return gate_of(request)


Gateway = Annotated[Gate, Depends(_gate)]


async def _unit(request: Request, gate: Gateway) -> AsyncIterator[GatewayUnit]:
    await known(request)  # takes a connection itself: who held one already could wait for ever
    async with gate.units() as uow:
        yield uow


async def _look(request: Request, gate: Gateway) -> AsyncIterator[Look]:
    async with looking(gate.engine, gate.network, await known(request)) as look:
        yield look


async def _now(gate: Gateway) -> datetime:
    return gate.clock.now()


# "function" ends it before the answer leaves: what fails to commit is never told as done.
Uow = Annotated[GatewayUnit, Depends(_unit, scope="function")]
Looking = Annotated[Look, Depends(_look, scope="function")]
Now = Annotated[datetime, Depends(_now)]
