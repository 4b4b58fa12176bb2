"""What a message is told when it dies: the `x-death` header, and the end of endless circles."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from pamqp.common import FieldTable, FieldValue

from infra.loopback.messages import Message
from infra.loopback.queues import DeathReason, Queue


def dead_letter_of(
    queue: Queue, message: Message, reason: DeathReason, now: datetime
) -> tuple[str, str, Message]:
    """Address a dead message and write its death into its headers.

    Returns:
        The exchange, the routing key, and the message with `x-death` and without a time to live,
        so that it stays where it arrives.
    """
    settings = queue.settings
    extra: dict[str, FieldValue] = {"x-death": _deaths_with(queue.name, message, reason, now)}
    if "x-first-death-queue" not in message.headers:
        extra["x-first-death-queue"] = queue.name
        extra["x-first-death-reason"] = reason.value
        extra["x-first-death-exchange"] = message.exchange
    key = settings.dead_letter_routing_key
    return (
        settings.dead_letter_exchange or "",
        message.routing_key if key is None else key,
        message.with_headers(extra, expires=False),
    )


def goes_in_circles(queue: str, message: Message) -> bool:
    """Tell whether a dead message returns to a queue without anybody having rejected it between."""
    since = []
    for death in _deaths(message):
        since.append(death.get("reason"))
        if death.get("queue") == queue:
            return DeathReason.REJECTED.value not in since
    return False


def _deaths_with(
    queue: str, message: Message, reason: DeathReason, now: datetime
) -> list[FieldValue]:
    """Put this death in front; the same death again is counted, not repeated."""
    count, others = 1, []
    for death in _deaths(message):
        if death.get("queue") == queue and death.get("reason") == reason.value:
            count += _count(death)
        else:
            others.append(death)
    return [_death(queue, message, reason, now, count), *others]


def _death(
    queue: str, message: Message, reason: DeathReason, now: datetime, count: int
) -> FieldTable:
    death: FieldTable = {
        "count": count,
        "reason": reason.value,
        "queue": queue,
        "time": now,
        "exchange": message.exchange,
        "routing-keys": [message.routing_key],
    }
    if message.properties.expiration:
        death["original-expiration"] = message.properties.expiration
    return death


def _deaths(message: Message) -> Iterator[FieldTable]:
    deaths = message.headers.get("x-death")
    if isinstance(deaths, list):
        yield from (death for death in deaths if isinstance(death, dict))


def _count(death: Mapping[str, FieldValue]) -> int:
    count = death.get("count")
    return count if isinstance(count, int) else 0
