"""The composition of stages: FastStream subscribers in front, turns and loops behind."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from faststream.middlewares import AckPolicy
from faststream.rabbit import (
    Channel,
    ExchangeType,
    QueueType,
    RabbitBroker,
    RabbitExchange,
    RabbitQueue,
)

from consumers.fetcher import Fetcher
from consumers.loops import run_loop
from consumers.stage import Handler, Stage, World
from consumers.turns import Turns
from contracts.base import Message
from contracts.channels import (
    DEAD_LETTERS,
    EVENTS,
    ROUTING_KEYS,
    TRANSIENT,
    queue_name,
    routing_key,
)
from infra.unheard import Unheard

GRACE_SECONDS = 15.0
ROUND_SECONDS = 1.0
EXCHANGE = RabbitExchange(EVENTS, type=ExchangeType.TOPIC, durable=True, declare=False)


class Stages:
    """Some stages in one process: start their work, then let messages in."""

    def __init__(
        self,
        stages: Sequence[Stage],
        world: World,
        broker: RabbitBroker,
        unheard: Unheard,
        *,
        group_limit: int = 100,
    ) -> None:
        self.broker = broker
        self._world = world
        self._unheard = unheard
        self._turns = [(stage, Turns(stage, world, limit=group_limit)) for stage in stages]
        for stage, turns in self._turns:
            subscribe(broker, stage, turns.take)

    @property
    def queues(self) -> list[str]:
        """Name the queues these stages consume, in the order they subscribed."""
        return [queue_name(m, stage.name) for stage, _ in self._turns for m in stage.handlers]

    async def tell(self, message: Message) -> None:
        """Give a message to those of these stages that hear it, as if the broker had brought it."""
        for stage, turns in self._turns:
            if type(message) in stage.handlers:
                await turns.take(message)

    def nudge(self) -> None:
        """Let every loop look now; whoever sets the clock by hand has to say so."""
        for _stage, turns in self._turns:
            for wake in turns.wakes:
                wake.set()

    def work(self) -> list[Coroutine[Any, Any, None]]:
        """Return everything that has to run beside the broker for the stages to live."""
        running: list[Coroutine[Any, Any, None]] = []
        for stage, turns in self._turns:
            running.append(turns.run())
            running.append(self._fetching(stage, turns))
            running.extend(self._loop(turns, work) for work in stage.loops)
            running.extend(self._round(work) for work in stage.rounds)
        return running

    def _loop(
        self, turns: Turns, work: Callable[[World], Awaitable[int]]
    ) -> Coroutine[Any, Any, None]:
        wake = asyncio.Event()
        turns.wakes.append(wake)
        return run_loop(work, self._world, wake)

    def _fetching(self, stage: Stage, turns: Turns) -> Coroutine[Any, Any, None]:
        fetcher = Fetcher(stage, turns.take, self.broker, self._unheard)
        return run_loop(fetcher.fetch, self._world, asyncio.Event())

    def _round(self, work: Callable[[World], Awaitable[int]]) -> Coroutine[Any, Any, None]:
        return run_loop(work, self._world, asyncio.Event(), every=ROUND_SECONDS, again=False)


def make_broker(url: str, *, prefetch: int = 200) -> RabbitBroker:
    """Make the consuming connection: bounded prefetch, and a rejected message dead-letters."""
    return RabbitBroker(
        url,
        ack_policy=AckPolicy.REJECT_ON_ERROR,
        default_channel=Channel(prefetch_count=prefetch, on_return_raises=True),
        graceful_timeout=GRACE_SECONDS,
        reconnect_interval=0.5,
        logger=None,
    )


def subscribe(
    broker: RabbitBroker, stage: Stage, take: Callable[[Message], Awaitable[None]]
) -> None:
    """Subscribe a stage's queues; a message that cannot be read never reaches a turn."""
    for message, handler in stage.handlers.items():
        subscriber = broker.subscriber(
            queue(message, stage.name),
            EXCHANGE,
            title=queue_name(message, stage.name),
            description=handler.__doc__,
        )
        subscriber(_taking(message, handler, take))


def queue(message: type[Message], stage: str) -> RabbitQueue:
    """Refer to the stage's own queue for a message; it must exist already."""
    name, key = queue_name(message, stage), routing_key(message)
    if message in TRANSIENT:
        return RabbitQueue(name, durable=True, declare=False, routing_key=key)
    return RabbitQueue(
        name,
        queue_type=QueueType.QUORUM,
        durable=True,
        declare=False,
        routing_key=key,
        arguments={"x-dead-letter-exchange": DEAD_LETTERS},
    )


def _taking(
    message: type[Message], handler: Handler, take: Callable[[Message], Awaitable[None]]
) -> Callable[..., Awaitable[None]]:
    async def taking(body: Message) -> None:
        await take(body)

    taking.__name__ = handler.__name__
    taking.__doc__ = handler.__doc__
    taking.__annotations__ = {"body": message, "return": None}
    return taking


def declare_publishers(broker: RabbitBroker) -> None:
    """Name every message that leaves, for the AsyncAPI document; the relay sends them."""
    for message, key in ROUTING_KEYS.items():
        broker.publisher(
            exchange=EXCHANGE, routing_key=key, schema=message, title=key, persist=True
        )
