"""The fetcher: what nobody rang for, a stage fetches from the outbox by itself."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import structlog
from faststream.rabbit import RabbitBroker
from pydantic import ValidationError

from consumers.stage import Stage, World
from contracts.base import Message
from contracts.channels import MESSAGES, TRANSIENT, routing_key
from infra.unheard import Told, Unheard

PING_SECONDS = 0.05
"""A connection that is there answers at once; 0 would mean never."""
BELIEVED = 12
"""After how many looks at a connection that is there its queues are trusted to ring again."""
SETTLED = 120
"""After how many looks that found nothing what was looked at is not looked at again."""
log = structlog.get_logger()


class Fetcher:
    """Hands a stage what the broker does not bring it, in the order it was told.

    While our connection is lost that is everything the stage has not taken; while it is there,
    only what the relay leaves unpublished. The inbox drops what comes both ways, and a stage that
    is merely behind finds nothing here.
    """

    def __init__(
        self,
        stage: Stage,
        take: Callable[[Message], Awaitable[None]],
        broker: RabbitBroker,
        unheard: Unheard,
    ) -> None:
        self._stage = stage.name
        self._keys = [routing_key(m) for m in stage.handlers if m not in TRANSIENT]
        self._take = take
        self._broker = broker
        self._unheard = unheard
        self._floor: int | None = None
        self._found_nothing = 0
        self._rung = BELIEVED
        self._unreadable: set[UUID] = set()

    async def fetch(self, _world: World) -> int:
        """Fetch once; return how many messages that were when all have had their turn."""
        silent = await self._is_silent()
        told = await self._unheard.read(
            self._stage,
            self._keys,
            floor=await self._settled(),
            silent=silent,
            but=self._unreadable,
        )
        self._found_nothing = 0 if told else self._found_nothing + 1
        if told:
            log.warning("fetched from the outbox", stage=self._stage, count=len(told), lost=silent)
        # Begun in this order, so they wait for their turn in this order.
        await asyncio.gather(*map(self._take, self._messages(told)))
        return len(told)

    async def _is_silent(self) -> bool:
        """Tell whether our connection is lost, or too fresh for its queues to be read again."""
        is_there = not self._broker.running or await self._broker.ping(PING_SECONDS)
        self._rung = self._rung + 1 if is_there else 0
        return self._rung < BELIEVED

    async def _settled(self) -> int:
        """Return the id that looks begin above; it rises only after looks that found nothing."""
        if self._floor is None:
            self._floor = await self._unheard.floor(first=True)
        elif self._found_nothing >= SETTLED:
            self._floor, self._found_nothing = await self._unheard.floor(), 0
        return self._floor

    def _messages(self, told: Sequence[Told]) -> list[Message]:
        """Read messages; one that cannot be read is left to the broker, which dead-letters it."""
        messages = []
        for row in told:
            try:
                messages.append(MESSAGES[row.routing_key].model_validate_json(row.body))
            except ValidationError as error:
                self._unreadable.add(row.message_id)
                about = {"stage": self._stage, "message_id": str(row.message_id)}
                log.warning("cannot be read", **about, error=str(error))
        return messages
