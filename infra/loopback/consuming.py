"""The consuming half of a channel: consumers, what they were given, and how they settled it."""

import itertools
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pamqp import commands
from pamqp.base import Frame

from infra.loopback.errors import Code, ConnectionFault, precondition
from infra.loopback.messages import Entry, Message
from infra.loopback.publishing import Link
from infra.loopback.queues import DeathReason, Queue
from infra.loopback.vhost import VirtualHost
from infra.loopback.wire import encode_content, encode_delivery, encode_method


@dataclass(slots=True, kw_only=True, eq=False)
class Consumer:
    """One subscription of a channel to a queue; prefetch 0 means no limit."""

    channel: "Consuming"
    tag: str
    queue: Queue
    no_ack: bool
    exclusive: bool
    prefetch: int
    in_flight: int = 0

    @property
    def ready(self) -> bool:
        """Whether it may be given one more message now."""
        within = not self.prefetch or self.in_flight < self.prefetch
        return self.channel.has_room and (self.no_ack or within)

    def give(self, entry: Entry) -> None:
        """Deliver a message to the client."""
        self.channel.deliver(self, entry)

    def cancel(self) -> None:
        """Tell the client that the queue is gone."""
        self.channel.lose(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message that was handed out and is not settled; fetched ones have no consumer."""

    queue: Queue
    entry: Entry
    consumer: Consumer | None


class Consuming:
    """Consumers and unsettled deliveries of one channel."""

    def __init__(self, number: int, link: Link, vhost: VirtualHost) -> None:
        self._number = number
        self._link = link
        self._vhost = vhost
        self._tags = itertools.count(1)
        self._consumers: dict[str, Consumer] = {}
        self._unsettled: dict[int, Delivery] = {}
        self._prefetch = 0
        self._shared_prefetch = 0
        self.handlers: Mapping[type[Frame], Callable[[Any], None]] = {
            commands.Basic.Qos: self._qos,
            commands.Basic.Consume: self._consume,
            commands.Basic.Cancel: self._cancel,
            commands.Basic.Get: self._get,
            commands.Basic.Ack: self._ack,
            commands.Basic.Nack: self._nack,
            commands.Basic.Reject: self._reject,
            commands.Basic.Recover: lambda _: self._recover(),
        }

    @property
    def has_room(self) -> bool:
        """Whether the socket and the limit shared by all consumers admit one more delivery."""
        within = not self._shared_prefetch or len(self._unsettled) < self._shared_prefetch
        return within and self._link.writable

    # --- deliveries ------------------------------------------------------------------------

    def deliver(self, consumer: Consumer, entry: Entry) -> None:
        """Send a message to a consumer, and remember it unless no answer is expected."""
        tag = next(self._tags)
        if not consumer.no_ack:
            consumer.in_flight += 1
            self._unsettled[tag] = Delivery(queue=consumer.queue, entry=entry, consumer=consumer)
        head = encode_delivery(
            self._number, consumer.tag, tag, entry.message, redelivered=entry.returns > 0
        )
        self._send_content(head, _as_seen(consumer.queue, entry))

    def lose(self, consumer: Consumer) -> None:
        """Drop a consumer whose queue is gone, and notify a client that understands it."""
        self._consumers.pop(consumer.tag, None)
        if self._link.cancels_consumers:
            self._send(commands.Basic.Cancel(consumer_tag=consumer.tag, nowait=True))

    def wake(self) -> None:
        """Continue deliveries after the socket or the shared limit has room again."""
        for queue in {consumer.queue for consumer in self._consumers.values()}:
            queue.wake()

    def leave(self) -> None:
        """Take every consumer away, so that no delivery can come in any more."""
        consumers, self._consumers = list(self._consumers.values()), {}
        for consumer in consumers:
            self._remove(consumer)

    def return_unsettled(self) -> None:
        """Give every unsettled message back to its queue."""
        deliveries, self._unsettled = list(self._unsettled.values()), {}
        self._requeue(deliveries, refused=False)

    # --- methods ---------------------------------------------------------------------------

    def _qos(self, method: commands.Basic.Qos) -> None:
        if method.global_:
            self._shared_prefetch = method.prefetch_count
            self.wake()
        else:
            self._prefetch = method.prefetch_count
        self._send(commands.Basic.QosOk())

    def _consume(self, method: commands.Basic.Consume) -> None:
        tag = method.consumer_tag or f"amq.ctag-{secrets.token_urlsafe(16)}"
        if tag in self._consumers:
            raise ConnectionFault(Code.NOT_ALLOWED, f"consumer tag '{tag}' is taken")
        consumer = Consumer(
            channel=self,
            tag=tag,
            queue=self._vhost.queue(method.queue, self._link),
            no_ack=method.no_ack,
            exclusive=method.exclusive,
            prefetch=self._prefetch,
        )
        consumer.queue.add_consumer(consumer)
        self._consumers[tag] = consumer
        if not method.nowait:
            self._send(commands.Basic.ConsumeOk(consumer_tag=tag))
        consumer.queue.wake()

    def _cancel(self, method: commands.Basic.Cancel) -> None:
        consumer = self._consumers.pop(method.consumer_tag or "", None)
        if not method.nowait:
            self._send(commands.Basic.CancelOk(consumer_tag=method.consumer_tag))
        if consumer is not None:
            self._remove(consumer)

    def _get(self, method: commands.Basic.Get) -> None:
        queue = self._vhost.queue(method.queue, self._link)
        entry = queue.take()
        if entry is None:
            self._send(commands.Basic.GetEmpty())
            return
        tag = next(self._tags)
        if not method.no_ack:
            self._unsettled[tag] = Delivery(queue=queue, entry=entry, consumer=None)
        reply = commands.Basic.GetOk(
            delivery_tag=tag,
            redelivered=entry.returns > 0,
            exchange=entry.message.exchange,
            routing_key=entry.message.routing_key,
            message_count=queue.ready_count,
        )
        self._send_content(encode_method(reply, self._number), _as_seen(queue, entry))

    def _ack(self, method: commands.Basic.Ack) -> None:
        self._wake_after(self._settle(method.delivery_tag, multiple=method.multiple))

    def _nack(self, method: commands.Basic.Nack) -> None:
        deliveries = self._settle(method.delivery_tag, multiple=method.multiple)
        self._refuse(deliveries, requeue=method.requeue)

    def _reject(self, method: commands.Basic.Reject) -> None:
        deliveries = self._settle(method.delivery_tag, multiple=False)
        self._refuse(deliveries, requeue=method.requeue)

    def _recover(self) -> None:
        self._send(commands.Basic.RecoverOk())
        self._refuse(self._settle(0, multiple=True), requeue=True)

    # --- settling --------------------------------------------------------------------------

    def _settle(self, tag: int | None, *, multiple: bool) -> list[Delivery]:
        """Remove deliveries from the open ones: this tag, or all up to it (0 is all)."""
        tag = tag or 0
        tags = [tag]
        if multiple:
            below = itertools.takewhile(lambda one: not tag or one <= tag, self._unsettled)
            tags = list(below)
        if tag and (not tags or tags[-1] not in self._unsettled):
            raise precondition(f"unknown delivery tag {tag}")
        settled = [self._unsettled.pop(one) for one in tags]
        for delivery in settled:
            if delivery.consumer is not None:
                delivery.consumer.in_flight -= 1
        return settled

    def _refuse(self, deliveries: list[Delivery], *, requeue: bool) -> None:
        if requeue:
            self._requeue(deliveries, refused=True)
        else:
            for delivery in deliveries:
                delivery.queue.bury(delivery.entry, DeathReason.REJECTED)
        self._wake_after(deliveries)

    def _requeue(self, deliveries: Iterable[Delivery], *, refused: bool) -> None:
        returned: defaultdict[Queue, list[Entry]] = defaultdict(list)
        for delivery in deliveries:
            returned[delivery.queue].append(delivery.entry)
        for queue, entries in returned.items():
            queue.requeue(entries, refused=refused)

    def _wake_after(self, deliveries: Iterable[Delivery]) -> None:
        if self._shared_prefetch:
            self.wake()
            return
        for queue in {delivery.queue for delivery in deliveries}:
            queue.wake()

    def _remove(self, consumer: Consumer) -> None:
        queue = consumer.queue
        queue.remove_consumer(consumer)
        if queue.settings.auto_delete and not queue.consumers:
            self._vhost.remove_queue(queue.name)

    def _send(self, method: Frame) -> None:
        self._link.send(encode_method(method, self._number))

    def _send_content(self, head: bytes, message: Message) -> None:
        self._link.send(encode_content(head, message, self._number, self._link.frame_max))


def _as_seen(queue: Queue, entry: Entry) -> Message:
    """Write the delivery count into a message that came back to a queue that counts."""
    if not (entry.returns and queue.counts_deliveries):
        return entry.message
    return entry.message.with_headers({"x-delivery-count": entry.returns})
