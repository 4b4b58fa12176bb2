"""The faults, in turn: what is done to servers and processes, and how long until all is well."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from scripts.chaos.stage_set import LEASE, StageSet

RECOVERY_SECONDS = 60.0
BETWEEN = 1.5
FREEZE_SECONDS = 10.0
APART = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong."""

    name: str
    strike: Callable[[StageSet], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """How a fault went; `seconds` from its end until every process was ready, None for never."""

    fault: str
    seconds: float | None


def all_faults() -> list[Fault]:
    """List every fault of a whole run."""
    return [
        Fault(name="kill -9 RabbitMQ", strike=kill_rabbitmq),
        Fault(name="kill -9 Postgres", strike=kill_postgres),
        Fault(name="kill -9 every process, one after the other", strike=kill_each),
        Fault(name=f"freeze executor-a for {LEASE + 2:g} s, then let it go on", strike=zombie),
        Fault(name=f"freeze RabbitMQ for {FREEZE_SECONDS:g} s", strike=freeze_rabbitmq),
        Fault(name="wipe RabbitMQ's disk", strike=wipe_rabbitmq),
    ]


def few_faults() -> list[Fault]:
    """List the faults of a short run: those that orders are most likely to suffer from."""
    return [
        Fault(name="kill -9 both executors", strike=kill_executors),
        Fault(name="kill -9 Postgres", strike=kill_postgres),
    ]


async def suffer(faults: Sequence[Fault], stage_set: StageSet) -> list[Recovery]:
    """Let every fault happen, each after the one before it is mended."""
    suffered = []
    for fault in faults:
        await fault.strike(stage_set)
        seconds = await stage_set.crew.ready_within(RECOVERY_SECONDS)
        suffered.append(Recovery(fault=fault.name, seconds=seconds))
        stage_set.note(fault.name, seconds)
        await asyncio.sleep(BETWEEN)
    return suffered


async def kill_rabbitmq(stage_set: StageSet) -> None:
    """Kill the broker and start it on the same disk."""
    await asyncio.to_thread(stage_set.rabbitmq.kill)
    await asyncio.to_thread(stage_set.rabbitmq.start)


async def kill_postgres(stage_set: StageSet) -> None:
    """Kill the database with everything in flight, and start it on the same disk."""
    await asyncio.to_thread(stage_set.postgres.kill)
    await asyncio.to_thread(stage_set.postgres.start)


async def kill_each(stage_set: StageSet) -> None:
    """Kill each process while the one before it is still coming back."""
    for name in stage_set.crew.names:
        stage_set.crew.kill(name)
        await asyncio.sleep(APART)


async def kill_executors(stage_set: StageSet) -> None:
    """Kill both executors, so that nobody is left to hear what venues answer."""
    for name in ("executor-a", "executor-b"):
        stage_set.crew.kill(name)
    await asyncio.sleep(APART)


async def zombie(stage_set: StageSet) -> None:
    """Stop an executor until others have taken its work over, then let it finish its sentence."""
    stage_set.crew.freeze("executor-a")
    await asyncio.sleep(LEASE + 2)
    stage_set.crew.thaw("executor-a")


async def freeze_rabbitmq(stage_set: StageSet) -> None:
    """Let the broker hang with every connection open."""
    await asyncio.to_thread(stage_set.rabbitmq.freeze)
    await asyncio.sleep(FREEZE_SECONDS)
    await asyncio.to_thread(stage_set.rabbitmq.thaw)


async def wipe_rabbitmq(stage_set: StageSet) -> None:
    """Lose the broker's disk with whatever waited on it; an operator applies the topology anew."""
    await asyncio.to_thread(stage_set.rabbitmq.wipe)
    await asyncio.to_thread(stage_set.rabbitmq.start)
    await stage_set.apply_topology()
