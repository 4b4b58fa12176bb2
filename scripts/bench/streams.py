"""The stream: many clients, one of which reads nothing; the others must not wait for it."""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import cycle, islice

from cli.services import service_named
from contracts.channels import routing_key
from contracts.orders import OrderFilled
from contracts.signals import SignalRaised
from infra.unit_of_work import OUTBOX_CHANNEL
from scripts.bench.asking import Line, Question, dialled
from scripts.bench.figures import Figure, Steps, percentile
from scripts.bench.ground import Store
from scripts.bench.messages import named

CLIENTS = 200
WALLETS = 12
"""Each may have so many streams; the stalled client is the last one's."""
BATCHES = 25
EACH = 100
PAUSE = 0.2
WORDS, MANY_WORDS = 200, 6_000
"""Bytes in an event: of a public signal, and of one that the stalled client alone is told."""
PATIENCE = 20.0
STORED = f"""
    with stored as (
      insert into outbox (message_id, trace_id, routing_key, partition, payload, occurred_at)
      select gen_random_uuid(), gen_random_uuid(), $1, 'bench',
        jsonb_build_object('agent_id', $2::text, 'deployment_id', $3::text,
          'words', repeat('x', $4)),
        clock_timestamp()
      from generate_series(1, $5) where pg_current_xact_id() is not null)
    select pg_notify('{OUTBOX_CHANNEL}', '')
"""  # noqa: S608 - a constant of ours


@dataclass(slots=True)
class Heard:
    """When clients had heard all of each batch."""

    stored_at: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    whole: int = 0
    """Clients that heard every event, in order."""


async def measure_streams(store: Store, host: str, keys: list[str], steps: Steps) -> list[Figure]:
    """Time events from commit to every client. Raises ValueError when the stalled one is kept."""
    heard = Heard()
    steps.begin(f"{CLIENTS} clients listen, one of them stalls")
    async with AsyncExitStack() as stack:
        lines = [
            await stack.enter_async_context(dialled(_question(host, key)))
            for key in [keys[-1], *islice(cycle(keys[:-1]), CLIENTS - 1)]
        ]
        for reader, _ in lines:
            await reader.readuntil(b"retry: 2000\n\n")
        await asyncio.sleep(PAUSE)
        steps.done()
        steps.begin(f"{BATCHES * EACH} events")
        stalled, *others = lines
        _stall(stalled)
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(_happen(store, heard), *(_hear(line, heard) for line in others))
        async with asyncio.timeout(PATIENCE):
            await _until_cut(stalled)
        steps.done(f"{heard.whole} of {CLIENTS - 1} heard all; the stalled one was cut")
    return _figures(heard)


def _question(host: str, key: str) -> Question:
    port = service_named("gateway").port
    return Question(host=host, port=port, method="GET", path="/api/stream", key=key)


def _stall(line: Line) -> None:
    """Read nothing more."""
    transport = line[1].transport
    assert isinstance(transport, asyncio.ReadTransport)  # noqa: S101 - narrows asyncio's type
    transport.pause_reading()


async def _happen(store: Store, heard: Heard) -> None:
    signal, order = routing_key(SignalRaised), routing_key(OrderFilled)
    agent, deployment = str(named("agent/0")), str(named(f"deployment/{WALLETS - 1}"))
    async with store.connected() as database:
        for _ in range(BATCHES):
            await database.execute(STORED, order, agent, deployment, MANY_WORDS, EACH)
            await database.execute(STORED, signal, agent, None, WORDS, EACH)
            heard.stored_at.append(time.perf_counter())
            await asyncio.sleep(PAUSE)


async def _hear(line: Line, heard: Heard) -> None:
    last = 0
    for n in range(BATCHES * EACH):
        event = await line[0].readuntil(b"\n\n")
        while b"id: " not in event:  # a heartbeat
            event = await line[0].readuntil(b"\n\n")
        place = int(event.partition(b"id: ")[2].partition(b"\n")[0])
        if place <= last:
            raise ValueError(f"event {place} came after {last}")
        last = place
        if n % EACH == EACH - 1:
            heard.waits.append((time.perf_counter() - heard.stored_at[n // EACH]) * 1000)
    heard.whole += 1


async def _until_cut(line: Line) -> None:
    """Read on to the end, which only a client that was let go comes to."""
    transport = line[1].transport
    assert isinstance(transport, asyncio.ReadTransport)  # noqa: S101 - narrows asyncio's type
    transport.resume_reading()
    rest = await line[0].read()
    if rest.count(b"id: ") >= 2 * BATCHES * EACH:
        raise ValueError("the stalled client was told everything: it was not cut")


def _figures(heard: Heard) -> list[Figure]:
    def figure(what: str, unit: str, value: float) -> Figure:
        return Figure(part="gateway", what=what, unit=unit, ours=value)

    what = f"{EACH} events stored to heard by each of {CLIENTS - 1}"
    return [
        figure(f"{what}, p50", "ms", percentile(heard.waits, 0.50)),
        figure(f"{what}, p99", "ms", percentile(heard.waits, 0.99)),
        figure("clients that heard all beside one that stalled and was cut", "", heard.whole),
    ]
