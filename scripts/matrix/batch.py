"""One batch: a post that all wallets trade on, hurt on its way in and again on its way out."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid5

from sqlalchemy import text

from domain.halts import Halt, HaltScope, HaltStrength
from domain.orders import FINAL
from domain.posts import RawPost
from infra.clock import SystemClock
from infra.failures import is_passing
from infra.servers.postgres import Postgres
from infra.servers.rabbitmq import RabbitMQ
from producers.posts import ingest
from scripts.chaos.quiet import quiet_within
from scripts.matrix.cells import Cell, Strike
from scripts.matrix.field import LEASE, Field
from scripts.matrix.people import HANDLE, MATRIX, agent_id
from scripts.matrix.traps import FOLDER, GO, TRAP

CLOCK = SystemClock()
PLANNED_SECONDS = 90.0
STRUCK_SECONDS = 60.0
QUIET_SECONDS = 60.0
UNDER_WAY = 0.6
"""Seconds after the word to go at which servers are killed: orders have left, answers have not."""
OF_BATCH = text("""
    select count(*) filter (where state = 'PLANNED'), count(*) filter (where state <> all(:final))
    from trade_order where symbol = :coin and purpose = :purpose
""")
AGAIN = text("update outbox set published_at = null where created_at >= :since")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """Half of a batch: its orders, and what makes them be made."""

    coin: str
    purpose: str
    expected: int
    number: int
    begin: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """How a phase went: orders not yet settled when it was hurt, and what was left at the end."""

    runs: int
    left: Mapping[str, int]


async def play(field: Field, cell: Cell, coin: str, number: int, people: int) -> list[Struck]:
    """Let everybody enter a coin and leave it, hurt both times; posts are numbered from 1."""

    async def say() -> None:
        now = CLOCK.now()
        post = RawPost(
            external_id=str(1_000_000 + number),
            author=HANDLE,
            text=f"Just opened a long on ${coin}",
            published_at=now,
        )
        await ingest(field.units, [post], now)

    async def flatten() -> None:
        async with field.units() as uow:
            halt = Halt(
                id=uuid5(MATRIX, f"halt/{coin}"),
                scope=HaltScope.AGENT,
                target=str(agent_id()),
                strength=HaltStrength.FLATTEN,
                reason="out of this coin",
            )
            await uow.halts.raise_halt(halt, "the matrix", CLOCK.now())

    entering = Phase(coin=coin, purpose="OPEN", expected=people, number=number, begin=say)
    entered = await _hurt(field, cell, entering)
    held = await _count(field, coin)
    leaving = Phase(coin=coin, purpose="CLOSE", expected=held, number=number, begin=flatten)
    left = await _hurt(field, cell, leaving)
    async with field.units() as uow:
        await uow.halts.lift(uuid5(MATRIX, f"halt/{coin}"), CLOCK.now())
    return [entered, left]


async def _hurt(field: Field, cell: Cell, phase: Phase) -> Struck:
    """Hold the orders back until all are planned, let them go, and strike."""
    since = CLOCK.now()
    folder = field.folder / f"{phase.purpose}-{phase.coin}"
    await asyncio.to_thread(folder.mkdir)
    await _lay(field, cell, folder)
    deaths = field.crew.deaths(cell.victim)
    await phase.begin()
    await _all_planned(field, phase)
    await field.venue.fail(cell.fault)
    if cell.frozen:
        field.crew.freeze(cell.frozen)
    await asyncio.to_thread((folder / GO).touch)
    runs = await _strike(field, cell, phase, folder, deaths, since)
    if cell.frozen:
        field.crew.thaw(cell.frozen)
    _, left = await quiet_within(
        QUIET_SECONDS, field.engine, field.servers.rabbitmq.url, phase.number
    )
    await field.venue.fail(None)
    return Struck(runs=runs, left=left)


async def _lay(field: Field, cell: Cell, folder: Path) -> None:
    """Begin the victim anew with its trap around it, and whoever claims beside it held back."""
    held = {**field.plain, TRAP: "held", FOLDER: str(folder)}
    others = ["executor-a"] if cell.victim != "executor-a" else []
    for name in [*others, *(["executor-b"] if cell.second else [])]:
        apart = folder / "b" if cell.strike is Strike.THAW else folder
        await asyncio.to_thread(apart.mkdir, exist_ok=True)
        await field.crew.replace(name, {**held, FOLDER: str(apart)})
    await field.crew.replace(cell.victim, field.trapped(cell, folder))
    field.crew.next_life(cell.victim, field.plain)


async def _all_planned(field: Field, phase: Phase) -> None:
    async with asyncio.timeout(PLANNED_SECONDS):
        while True:
            planned, _ = await _orders(field, phase)
            if planned >= phase.expected:
                return
            await asyncio.sleep(0.1)


async def _strike(
    field: Field, cell: Cell, phase: Phase, folder: Path, deaths: int, since: datetime
) -> int:
    """Strike, and count the orders of the phase that were not settled at that moment."""
    match cell.strike:
        case Strike.NOTHING if cell.trap == "held":
            await asyncio.sleep(UNDER_WAY)
        case Strike.NOTHING:
            await _until(lambda: field.crew.deaths(cell.victim) > deaths)
        case Strike.THAW:
            return await _zombie(field, phase, folder)
        case Strike.TWICE:
            return await _twice(field, phase, since)
        case Strike.BROKER:
            return await _restarted(field, phase, field.servers.rabbitmq)
        case Strike.POSTGRES:
            return await _restarted(field, phase, field.servers.postgres)
    return (await _orders(field, phase))[1]


async def _restarted(field: Field, phase: Phase, server: RabbitMQ | Postgres) -> int:
    """Kill a server and start it on the same disk; orders settle while it comes back."""
    await asyncio.sleep(UNDER_WAY)
    runs = (await _orders(field, phase))[1]
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)
    return runs


async def _zombie(field: Field, phase: Phase, folder: Path) -> int:
    await _until(lambda: field.crew.frozen("executor-a"))
    runs = (await _orders(field, phase))[1]
    await asyncio.to_thread((folder / "b" / GO).touch)
    await asyncio.sleep(LEASE + 1)
    field.crew.thaw("executor-a")
    return runs


async def _twice(field: Field, phase: Phase, since: datetime) -> int:
    runs = (await _orders(field, phase))[1]
    for _ in range(2):
        await asyncio.sleep(UNDER_WAY)
        async with field.engine.begin() as connection:
            await connection.execute(AGAIN, {"since": since})
    return runs


async def _until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(STRUCK_SECONDS):
        while True:
            if happened():
                return
            await asyncio.sleep(0.05)


async def _orders(field: Field, phase: Phase) -> tuple[int, int]:
    """Count the phase's orders that are planned, and those that are not settled."""
    values = {
        "coin": phase.coin,
        "purpose": phase.purpose,
        "final": [str(state) for state in FINAL],
    }
    while True:
        try:
            async with field.engine.connect() as connection:
                planned, open_ = (await connection.execute(OF_BATCH, values)).one()
        except Exception as error:
            if not is_passing(error):
                raise
            await asyncio.sleep(0.1)
        else:
            return planned, open_


async def _count(field: Field, coin: str) -> int:
    query = text("select count(*) from position where symbol = :coin and status = 'OPEN'")
    async with field.engine.connect() as connection:
        return int((await connection.execute(query, {"coin": coin})).scalar_one())
