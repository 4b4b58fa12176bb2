"""The topology half of a channel: the methods that make, bind and remove exchanges and queues."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final

from pamqp import commands
from pamqp.base import Frame

from infra.loopback.arguments import read_settings
from infra.loopback.errors import ChannelFault, Code, precondition
from infra.loopback.exchanges import Binding, ExchangeSettings, read_alternate, read_kind
from infra.loopback.queues import Queue
from infra.loopback.vhost import VirtualHost

# FastStream looks for this pseudo queue when it starts. It is there to be found, not to be used:
# nothing here asks and waits for an answer over the broker.
DIRECT_REPLY: Final = "amq.rabbitmq.reply-to"


class Topology:
    """Obeys declarations for one owner: the connection that exclusive queues belong to.

    Each handler returns the reply, or raises a fault.
    """

    def __init__(self, vhost: VirtualHost, owner: object) -> None:
        self._vhost = vhost
        self._owner = owner
        self.handlers: Mapping[type[Frame], Callable[[Any], Frame]] = {
            commands.Exchange.Declare: self._declare_exchange,
            commands.Exchange.Delete: self._delete_exchange,
            commands.Queue.Declare: self._declare_queue,
            commands.Queue.Bind: self._bind_queue,
            commands.Queue.Unbind: self._unbind_queue,
            commands.Queue.Purge: self._purge_queue,
            commands.Queue.Delete: self._delete_queue,
        }

    def _declare_exchange(self, method: commands.Exchange.Declare) -> Frame:
        if method.passive:
            self._vhost.exchange(method.exchange)
        else:
            self._vhost.declare_exchange(_exchange_settings(method))
        return commands.Exchange.DeclareOk()

    def _delete_exchange(self, method: commands.Exchange.Delete) -> Frame:
        self._vhost.delete_exchange(method.exchange, if_unused=method.if_unused)
        return commands.Exchange.DeleteOk()

    def _declare_queue(self, method: commands.Queue.Declare) -> Frame:
        if method.passive:
            return self._look_for(method.queue)
        if method.queue.startswith("amq.") and method.queue not in self._vhost.queues:
            raise ChannelFault(Code.ACCESS_REFUSED, f"queue name '{method.queue}' is reserved")
        settings = read_settings(
            method.queue or f"amq.gen-{secrets.token_urlsafe(16)}",
            method.arguments or {},
            durable=method.durable,
            exclusive=method.exclusive,
            auto_delete=method.auto_delete,
        )
        return _declared(self._vhost.declare_queue(settings, self._owner))

    def _look_for(self, name: str) -> Frame:
        if name == DIRECT_REPLY:
            return commands.Queue.DeclareOk(queue=name, message_count=0, consumer_count=0)
        return _declared(self._vhost.queue(name, self._owner))

    def _bind_queue(self, method: commands.Queue.Bind) -> Frame:
        self._vhost.queue(method.queue, self._owner)
        self._vhost.bind(method.exchange, _binding(method))
        return commands.Queue.BindOk()

    def _unbind_queue(self, method: commands.Queue.Unbind) -> Frame:
        self._vhost.unbind(method.exchange, _binding(method))
        return commands.Queue.UnbindOk()

    def _purge_queue(self, method: commands.Queue.Purge) -> Frame:
        queue = self._vhost.queue(method.queue, self._owner)
        return commands.Queue.PurgeOk(message_count=queue.purge())

    def _delete_queue(self, method: commands.Queue.Delete) -> Frame:
        if method.queue not in self._vhost.queues:
            return commands.Queue.DeleteOk(message_count=0)
        queue = self._vhost.queue(method.queue, self._owner)
        if method.if_unused and queue.consumers:
            raise precondition(f"queue '{queue.name}' in use")
        if method.if_empty and queue.ready_count:
            raise precondition(f"queue '{queue.name}' not empty")
        return commands.Queue.DeleteOk(message_count=self._vhost.remove_queue(queue.name))


def _exchange_settings(method: commands.Exchange.Declare) -> ExchangeSettings:
    return ExchangeSettings(
        name=method.exchange,
        kind=read_kind(method.exchange_type),
        durable=method.durable,
        auto_delete=method.auto_delete,
        internal=method.internal,
        alternate=read_alternate(method.arguments or {}),
    )


def _declared(queue: Queue) -> Frame:
    return commands.Queue.DeclareOk(
        queue=queue.name, message_count=queue.ready_count, consumer_count=len(queue.consumers)
    )


def _binding(method: commands.Queue.Bind | commands.Queue.Unbind) -> Binding:
    return Binding(
        queue=method.queue,
        routing_key=method.routing_key or "",
        arguments=method.arguments or {},
    )
