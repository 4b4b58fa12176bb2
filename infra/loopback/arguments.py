"""What a queue was declared with: reading and checking its arguments."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TypeVar

from pamqp.common import FieldTable, FieldValue

from infra.loopback.errors import precondition

T = TypeVar("T")

# Bytes, as many as a short string of the protocol holds.
MAX_NAME = 255


class QueueKind(StrEnum):
    """Both live in memory here; a quorum queue also counts how often a message came back."""

    CLASSIC = "classic"
    QUORUM = "quorum"


class Overflow(StrEnum):
    """What happens to a message too many."""

    DROP_HEAD = "drop-head"
    REJECT_PUBLISH = "reject-publish"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSettings:
    """Everything said when a queue was declared; two declarations must agree on all of it.

    message_ttl: milliseconds.
    """

    name: str
    durable: bool = True
    exclusive: bool = False
    auto_delete: bool = False
    kind: QueueKind = QueueKind.CLASSIC
    dead_letter_exchange: str | None = None
    dead_letter_routing_key: str | None = None
    delivery_limit: int | None = None
    message_ttl: int | None = None
    max_length: int | None = None
    overflow: Overflow = Overflow.DROP_HEAD
    single_active: bool = False

    def require_same(self, other: "QueueSettings") -> None:
        """Refuse a second declaration that differs from this one.

        Raises:
            ChannelFault: naming the first difference.
        """
        for one in fields(self):
            mine, theirs = getattr(self, one.name), getattr(other, one.name)
            if mine != theirs:
                raise precondition(
                    f"inequivalent arg '{one.name}' for queue '{self.name}': "
                    f"asked for '{theirs}', it has '{mine}'"
                )


def read_settings(
    name: str, arguments: FieldTable, *, durable: bool, exclusive: bool, auto_delete: bool
) -> QueueSettings:
    """Read the declaration of a queue.

    Raises:
        ChannelFault: an argument is unknown, malformed, or does not go with the others.
    """
    settings = QueueSettings(
        name=name,
        durable=durable,
        exclusive=exclusive,
        auto_delete=auto_delete,
        kind=_one(arguments, "x-queue-type", _kind) or QueueKind.CLASSIC,
        dead_letter_exchange=_one(arguments, "x-dead-letter-exchange", _text),
        dead_letter_routing_key=_one(arguments, "x-dead-letter-routing-key", _text),
        delivery_limit=_one(arguments, "x-delivery-limit", _count),
        message_ttl=_one(arguments, "x-message-ttl", _count),
        max_length=_one(arguments, "x-max-length", _count),
        overflow=_one(arguments, "x-overflow", _overflow) or Overflow.DROP_HEAD,
        single_active=_one(arguments, "x-single-active-consumer", _flag) or False,
    )
    _check_known(arguments)
    _check_together(settings)
    return settings


# Accepted and without effect: they are about nodes and disks, and there is one node and no disk.
_WITHOUT_EFFECT = {
    "x-dead-letter-strategy",
    "x-queue-leader-locator",
    "x-quorum-initial-group-size",
}
_KNOWN = _WITHOUT_EFFECT | {
    "x-queue-type",
    "x-dead-letter-exchange",
    "x-dead-letter-routing-key",
    "x-delivery-limit",
    "x-message-ttl",
    "x-max-length",
    "x-overflow",
    "x-single-active-consumer",
}


def _check_known(arguments: FieldTable) -> None:
    for name in arguments:
        if name.startswith("x-") and name not in _KNOWN:
            raise precondition(f"invalid arg '{name}': not offered by the loopback broker")


def _check_together(settings: QueueSettings) -> None:
    if settings.dead_letter_routing_key is not None and settings.dead_letter_exchange is None:
        raise precondition("invalid arg 'x-dead-letter-routing-key': no exchange to send to")
    if settings.kind is QueueKind.CLASSIC:
        if settings.delivery_limit is not None:
            raise precondition("invalid arg 'x-delivery-limit': a classic queue does not count")
        return
    if not settings.durable or settings.exclusive or settings.auto_delete:
        raise precondition(f"a quorum queue stays and is shared, unlike '{settings.name}'")


def _one(arguments: FieldTable, name: str, read: Callable[[FieldValue], T]) -> T | None:
    if arguments.get(name) is None:
        return None
    try:
        return read(arguments[name])
    except (TypeError, ValueError) as error:
        raise precondition(f"invalid arg '{name}': {error}") from None


def _text(value: FieldValue) -> str:
    if not isinstance(value, str):
        raise TypeError("not a name")
    if len(value.encode()) > MAX_NAME:
        raise ValueError("too long a name")
    return value


def _count(value: FieldValue) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("not a whole number from 0 up")
    return value


def _flag(value: FieldValue) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


def _kind(value: FieldValue) -> QueueKind:
    return QueueKind(_text(value))


def _overflow(value: FieldValue) -> Overflow:
    return Overflow(_text(value))
