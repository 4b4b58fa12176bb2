"""All exchanges and queues of the broker, and the way of a message through them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from infra.loopback.arguments import QueueSettings
from infra.loopback.dead_letters import dead_letter_of, goes_in_circles
from infra.loopback.errors import ChannelFault, Code, no_exchange, no_queue, precondition
from infra.loopback.exchanges import Binding, Exchange, ExchangeKind, ExchangeSettings
from infra.loopback.faults import Faults
from infra.loopback.messages import Message
from infra.loopback.queues import DeathReason, Queue

_BUILT_IN: Final = {
    "amq.direct": ExchangeKind.DIRECT,
    "amq.fanout": ExchangeKind.FANOUT,
    "amq.topic": ExchangeKind.TOPIC,
    "amq.headers": ExchangeKind.HEADERS,
    "amq.match": ExchangeKind.HEADERS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a published message.

    routed: some queue wanted it. accepted: every queue that wanted it had room.
    """

    routed: bool
    accepted: bool


class VirtualHost:
    """The broker's state, in memory only.

    Queues that are exclusive belong to an owner: the object that stands for its connection.
    """

    def __init__(self, faults: Faults, now: Callable[[], datetime]) -> None:
        self._faults = faults
        self._now = now
        self._owners: dict[str, object] = {}
        self.queues: dict[str, Queue] = {}
        self.exchanges: dict[str, Exchange] = {}
        self._add_built_in()

    def _add_built_in(self) -> None:
        for name, kind in _BUILT_IN.items():
            self.exchanges[name] = Exchange(ExchangeSettings(name=name, kind=kind))

    def forget(self) -> None:
        """Lose every message, queue, binding and declared exchange."""
        for name in list(self.queues):
            self.remove_queue(name)
        self.exchanges.clear()
        self._add_built_in()

    # --- messages --------------------------------------------------------------------------

    def publish(self, message: Message) -> Outcome:
        """Put a message into every queue that wants it.

        Raises:
            ChannelFault: the exchange does not exist or is closed to clients.
        """
        if message.exchange and self.exchange(message.exchange).settings.internal:
            raise ChannelFault(Code.ACCESS_REFUSED, f"exchange '{message.exchange}' is internal")
        queues = self._route(message)
        accepted = [queue.push(message) for queue in queues]
        return Outcome(routed=bool(queues), accepted=all(accepted))

    def _route(self, message: Message) -> list[Queue]:
        if not message.exchange:
            return self._existing([message.routing_key])
        exchange, asked = self.exchanges.get(message.exchange), set()
        while exchange is not None and exchange.settings.name not in asked:
            asked.add(exchange.settings.name)
            if queues := self._existing(exchange.queues_for(message)):
                return queues
            exchange = self.exchanges.get(exchange.settings.alternate or "")
        return []

    def _existing(self, names: Iterable[str]) -> list[Queue]:
        return [self.queues[name] for name in dict.fromkeys(names) if name in self.queues]

    def dead_letter(self, queue: Queue, message: Message, reason: DeathReason) -> None:
        """Send a dead message on; without a living exchange or a taker it is gone."""
        exchange, key, dead = dead_letter_of(queue, message, reason, self._now())
        dead = replace(dead, exchange=exchange, routing_key=key)
        for target in self._route(dead):
            if reason is DeathReason.REJECTED or not goes_in_circles(target.name, dead):
                target.push(dead)

    # --- exchanges -------------------------------------------------------------------------

    def exchange(self, name: str) -> Exchange:
        """Find an exchange.

        Raises:
            ChannelFault: there is none of that name, or it is the nameless one.
        """
        if not name:
            raise ChannelFault(Code.ACCESS_REFUSED, "the default exchange is not to be touched")
        if name not in self.exchanges:
            raise no_exchange(name)
        return self.exchanges[name]

    def declare_exchange(self, settings: ExchangeSettings) -> None:
        """Make an exchange, or check that the one there is the same.

        Raises:
            ChannelFault: the one there differs, or the name is reserved.
        """
        current = self.exchanges.get(settings.name)
        if current is None:
            _refuse_reserved(settings.name)
            self.exchanges[settings.name] = Exchange(settings)
        elif current.settings != settings:
            raise precondition(f"inequivalent args for exchange '{settings.name}'")

    def delete_exchange(self, name: str, *, if_unused: bool) -> None:
        """Delete an exchange; deleting what is not there changes nothing.

        Raises:
            ChannelFault: it is reserved, or still bound though it must not be.
        """
        _refuse_reserved(name)
        exchange = self.exchanges.get(name)
        if if_unused and exchange is not None and exchange.bindings:
            raise precondition(f"exchange '{name}' in use")
        self.exchanges.pop(name, None)

    def bind(self, exchange: str, binding: Binding) -> None:
        """Bind an existing queue to an existing exchange."""
        self.exchange(exchange).bind(binding)

    def unbind(self, exchange: str, binding: Binding) -> None:
        """Unbind a queue; an exchange that asked for it goes with its last binding."""
        if exchange in self.exchanges:
            self.exchanges[exchange].unbind(binding)
            self._drop_if_spent(self.exchanges[exchange])

    def _drop_if_spent(self, exchange: Exchange) -> None:
        if exchange.settings.auto_delete and not exchange.bindings:
            self.exchanges.pop(exchange.settings.name, None)

    # --- queues ----------------------------------------------------------------------------

    def queue(self, name: str, owner: object) -> Queue:
        """Find a queue.

        Raises:
            ChannelFault: there is none, or another connection has it for itself.
        """
        if name not in self.queues:
            raise no_queue(name)
        if self._owners.get(name, owner) is not owner:
            raise ChannelFault(Code.RESOURCE_LOCKED, f"queue '{name}' is another connection's own")
        return self.queues[name]

    def declare_queue(self, settings: QueueSettings, owner: object) -> Queue:
        """Make a queue, or check that the one there is the same.

        Raises:
            ChannelFault: the one there differs or is not ours, or the name is reserved.
        """
        if settings.name in self.queues:
            current = self.queue(settings.name, owner)
            current.settings.require_same(settings)
            return current
        self.queues[settings.name] = Queue(settings, self.dead_letter, self._faults)
        if settings.exclusive:
            self._owners[settings.name] = owner
        return self.queues[settings.name]

    def remove_queue(self, name: str) -> int:
        """Remove a queue with its bindings and tell how many messages went with it."""
        queue = self.queues.pop(name, None)
        if queue is None:
            return 0
        self._owners.pop(name, None)
        for exchange in list(self.exchanges.values()):
            if exchange.unbind_queue(name):
                self._drop_if_spent(exchange)
        count = queue.ready_count
        queue.close()
        return count

    def remove_owned(self, owner: object) -> None:
        """Remove the exclusive queues of a connection that ended."""
        for name in [name for name, mine in self._owners.items() if mine is owner]:
            self.remove_queue(name)


def _refuse_reserved(name: str) -> None:
    if not name or name.startswith("amq."):
        raise ChannelFault(Code.ACCESS_REFUSED, f"exchange name '{name}' is reserved")
