"""One batch: a coin is entered while another is left, and somebody is hurt meanwhile."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID, uuid5

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
from scripts.matrix.people import AGENTS, COINS, MATRIX, agent_id, handle
from scripts.matrix.roles import EXECUTORS, ROLES
from scripts.matrix.traps import FOLDER, GO, TRAP

CLOCK = SystemClock()
PLANNED_SECONDS = 90.0
STRUCK_SECONDS = 60.0
QUIET_SECONDS = 60.0
MUTANT_SECONDS = 10.0
"""What it sends twice is sent by then; nobody minds how long its books differ."""
LOOK = 0.3
"""Seconds between looks at whether all is quiet."""
UNDER_WAY = 0.6
"""Seconds after the word to go at which all orders have left and no answer has come back."""
ORDERS = text("""
    select count(*) as made, count(*) filter (where state = 'PLANNED') as planned,
      count(*) filter (where state <> all(:final)) as open
    from trade_order
    where (symbol = :enters and purpose = 'OPEN') or (symbol = :leaves and purpose = 'CLOSE')
""")
HELD = text("select count(*) from position where symbol = :coin and status = 'OPEN'")
NAKED = text("""
    select count(*) from position p left join guard g on g.position_id = p.id
    where p.status = 'OPEN' and (g.position_id is null or g.naked_since is not null)
""")
AGAIN = text("update outbox set published_at = null where created_at >= :since")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The n-th coin of a field is entered by so many, and the one before it left; from 1."""

    cell: Cell
    number: int
    people: int
    mutant: bool = False

    @property
    def enters(self) -> str:
        """Name the coin that is entered."""
        return COINS[self.number]

    @property
    def leaves(self) -> str:
        """Name the coin that is left."""
        return COINS[self.number - 1]

    @property
    def said(self) -> int:
        """Count the posts there are by now."""
        return self.number + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """How a batch went: orders not yet settled when it was hurt, and what was left at the end."""

    runs: int
    orders: int
    left: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The orders of a batch at a moment."""

    made: int
    planned: int
    open: int


async def begin(field: Field) -> None:
    """Let everybody hold the first coin, unhurt, so that there is one to leave."""
    await _say(field, 0)
    _, left = await _quiet(field, 1)
    if left:
        raise AssertionError(f"nobody was hurt, and yet there are {dict(left)}")


async def play(field: Field, batch: Batch) -> Struck:
    """Hold the orders back until all are planned, let them go, and strike."""
    since, folder = CLOCK.now(), field.folder / f"batch{batch.number}"
    await asyncio.to_thread(folder.mkdir)
    expected = batch.people + await _held(field, batch.leaves)
    await _lay(field, batch, folder)
    deaths = field.crew.deaths(batch.cell.victim)
    await _say(field, batch.number)
    halt = await _flatten(field, batch.number - 1)
    await _until_planned(field, batch, expected)
    seen = await _hurt(field, batch, folder, deaths, since)
    _, left = await _quiet(field, batch.said, MUTANT_SECONDS if batch.mutant else QUIET_SECONDS)
    await field.venue.fail()
    async with field.units() as uow:
        await uow.halts.lift(halt, CLOCK.now())
    return Struck(runs=seen.open, orders=seen.made, left=left)


async def _say(field: Field, number: int) -> None:
    """Let the source of the agent whose turn it is say that it goes long on its coin."""
    now = CLOCK.now()
    post = RawPost(
        external_id=str(1_000_000 + number),
        author=handle(number % AGENTS),
        text=f"Just opened a long on ${COINS[number]}",
        published_at=now,
    )
    await ingest(field.units, [post], now)


async def _flatten(field: Field, number: int) -> UUID:
    """Halt the agent that entered this coin, so that everybody leaves it; name the halt."""
    halt = Halt(
        id=uuid5(MATRIX, f"halt/{number}"),
        scope=HaltScope.AGENT,
        target=str(agent_id(number % AGENTS)),
        strength=HaltStrength.FLATTEN,
        reason="out of this coin",
    )
    async with field.units() as uow:
        await uow.halts.raise_halt(halt, "the matrix", CLOCK.now())
    return halt.id


async def _lay(field: Field, batch: Batch, folder: Path) -> None:
    """Let those run that the cell wants: the victim in its trap, whoever claims held back."""
    cell = batch.cell
    plain = field.around(clock=cell.clock, mutant=batch.mutant)
    if not cell.second and field.crew.around(EXECUTORS[1]) is not None:
        await field.crew.end(EXECUTORS[1])
    around = {role: plain for role in ROLES if cell.second or role != EXECUTORS[1]}
    for name in around.keys() & set(EXECUTORS):
        around[name] = {**plain, TRAP: "held", FOLDER: str(folder)}
    if cell.strike is Strike.THAW:
        apart = folder / "b"
        await asyncio.to_thread(apart.mkdir)
        around[EXECUTORS[1]] = {**plain, TRAP: "held", FOLDER: str(apart)}
    around[cell.victim] = {**plain, TRAP: cell.trap, FOLDER: str(folder)}
    await asyncio.gather(*(_wear(field, name, wanted) for name, wanted in around.items()))
    for name in around:
        field.crew.next_life(name, plain)


async def _wear(field: Field, name: str, wanted: Mapping[str, str]) -> None:
    """Begin a process with something around it, unless it runs with just that."""
    has = field.crew.around(name)
    if has is None:
        await field.crew.begin(name, name, wanted)
    elif has != wanted:
        await field.crew.replace(name, wanted)


async def _until_planned(field: Field, batch: Batch, expected: int) -> None:
    async with asyncio.timeout(PLANNED_SECONDS):
        while True:
            if (await _orders(field, batch)).planned >= expected:
                return
            await asyncio.sleep(0.1)


async def _hurt(field: Field, batch: Batch, folder: Path, deaths: int, since: datetime) -> Seen:
    """Say go and strike; tell how the orders stood at that moment."""
    cell = batch.cell
    await field.venue.fail(*cell.faults)
    if cell.frozen:
        field.crew.freeze(cell.frozen)
    await asyncio.to_thread((folder / GO).touch)
    try:
        if cell.trap == "held":
            return await _strike(field, batch, since)
        if cell.strike is Strike.THAW:
            return await _zombie(field, batch, folder)
        await _until(lambda: field.crew.deaths(cell.victim) > deaths)
        return await _orders(field, batch)
    finally:
        if cell.frozen:
            field.crew.thaw(cell.frozen)


async def _strike(field: Field, batch: Batch, since: datetime) -> Seen:
    """Do what no trap does, as soon as orders are claimed."""
    seen = await _claimed(field, batch)
    match batch.cell.strike:
        case Strike.TWICE:
            await _twice(field, since)
        case Strike.BROKER:
            await _restarted(field.servers.rabbitmq)
        case Strike.POSTGRES:
            await asyncio.sleep(UNDER_WAY)
            seen = await _orders(field, batch)
            await _restarted(field.servers.postgres)
        case Strike.NOTHING | Strike.THAW:
            pass
    return seen


async def _claimed(field: Field, batch: Batch) -> Seen:
    async with asyncio.timeout(STRUCK_SECONDS):
        while True:
            seen = await _orders(field, batch)
            if seen.planned < seen.made:
                return seen
            await asyncio.sleep(0.02)


async def _restarted(server: RabbitMQ | Postgres) -> None:
    """Kill a server and start it on the same disk; orders settle while it comes back."""
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)


async def _zombie(field: Field, batch: Batch, folder: Path) -> Seen:
    frozen = batch.cell.victim
    await _until(lambda: field.crew.frozen(frozen))
    seen = await _orders(field, batch)
    await asyncio.to_thread((folder / "b" / GO).touch)
    await asyncio.sleep(LEASE + 1)
    field.crew.thaw(frozen)
    return seen


async def _twice(field: Field, since: datetime) -> None:
    for _ in range(2):
        await asyncio.sleep(UNDER_WAY)
        async with field.engine.begin() as connection:
            await connection.execute(AGAIN, {"since": since})


async def _until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(STRUCK_SECONDS):
        while True:
            if happened():
                return
            await asyncio.sleep(0.05)


async def _quiet(
    field: Field, said: int, seconds: float = QUIET_SECONDS
) -> tuple[float, Mapping[str, int]]:
    """Wait until all is at rest and guarded: the next wound is none of a batch that still heals."""
    url, unrest = field.servers.rabbitmq.url, partial(_naked, field)
    return await quiet_within(seconds, field.engine, url, said, unrest, every=LOOK)


async def _naked(field: Field) -> Mapping[str, int]:
    async with field.engine.connect() as connection:
        naked = int((await connection.execute(NAKED)).scalar_one())
    return {"positions without a stop": naked} if naked else {}


async def _orders(field: Field, batch: Batch) -> Seen:
    """Count a batch's orders, whatever is away at the moment."""
    values = {"enters": batch.enters, "leaves": batch.leaves, "final": [str(s) for s in FINAL]}
    while True:
        try:
            async with field.engine.connect() as connection:
                row = (await connection.execute(ORDERS, values)).mappings().one()
        except Exception as error:
            if not is_passing(error):
                raise
            await asyncio.sleep(0.1)
        else:
            return Seen(**row)


async def _held(field: Field, coin: str) -> int:
    async with field.engine.connect() as connection:
        return int((await connection.execute(HELD, {"coin": coin})).scalar_one())
