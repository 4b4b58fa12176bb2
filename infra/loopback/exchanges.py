"""Exchanges: which queues a message goes to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pamqp.common import FieldTable, FieldValue

from infra.loopback.errors import Code, ConnectionFault, precondition
from infra.loopback.messages import Message


class ExchangeKind(StrEnum):
    """The four ways to route."""

    DIRECT = "direct"
    FANOUT = "fanout"
    TOPIC = "topic"
    HEADERS = "headers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A queue's wish to have some of an exchange's messages."""

    queue: str
    routing_key: str
    arguments: Mapping[str, FieldValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSettings:
    """Everything said when an exchange was declared; two declarations must agree on all of it."""

    name: str
    kind: ExchangeKind
    durable: bool = True
    auto_delete: bool = False
    internal: bool = False
    alternate: str | None = None


class Exchange:
    """A named set of bindings."""

    def __init__(self, settings: ExchangeSettings) -> None:
        self.settings = settings
        self.bindings: list[Binding] = []

    def bind(self, binding: Binding) -> None:
        """Add a binding; adding it twice changes nothing."""
        if binding not in self.bindings:
            self.bindings.append(binding)

    def unbind(self, binding: Binding) -> None:
        """Remove a binding; removing what is not there changes nothing."""
        if binding in self.bindings:
            self.bindings.remove(binding)

    def unbind_queue(self, queue: str) -> bool:
        """Remove every binding of a queue and tell whether there was one."""
        kept = [binding for binding in self.bindings if binding.queue != queue]
        changed = len(kept) != len(self.bindings)
        self.bindings = kept
        return changed

    def queues_for(self, message: Message) -> Iterator[str]:
        """Yield the queues that want the message; one with several bindings may come twice."""
        for binding in self.bindings:
            if self._wants(binding, message):
                yield binding.queue

    def _wants(self, binding: Binding, message: Message) -> bool:
        match self.settings.kind:
            case ExchangeKind.FANOUT:
                return True
            case ExchangeKind.DIRECT:
                return binding.routing_key == message.routing_key
            case ExchangeKind.TOPIC:
                return topic_matches(binding.routing_key, message.routing_key)
            case ExchangeKind.HEADERS:
                return headers_match(binding.arguments, message.headers)


def topic_matches(pattern: str, routing_key: str) -> bool:
    """Tell whether a topic pattern matches a routing key.

    Words are separated by dots; `*` stands for one word, `#` for any number of them, none
    included. The empty key has no words at all.
    """
    words = _words(pattern)
    reached = _skip_hashes(words, {0})
    for word in _words(routing_key):
        reached = _skip_hashes(words, _step(words, reached, word))
        if not reached:
            return False
    return len(words) in reached


def _words(key: str) -> list[str]:
    return key.split(".") if key else []


def _step(pattern: list[str], reached: set[int], word: str) -> set[int]:
    """Move every position of the pattern over one word of the key."""
    moved = set()
    for position in reached:
        if position == len(pattern):
            continue
        if pattern[position] == "#":
            moved.add(position)
        elif pattern[position] in ("*", word):
            moved.add(position + 1)
    return moved


def _skip_hashes(pattern: list[str], reached: set[int]) -> set[int]:
    """Add the positions reachable without a word, because `#` may stand for none."""
    closed = set(reached)
    for position in reached:
        following = position
        while following < len(pattern) and pattern[following] == "#":
            following += 1
            closed.add(following)
    return closed


def headers_match(wanted: Mapping[str, FieldValue], headers: FieldTable) -> bool:
    """Tell whether a message has all (or any, by `x-match`) of the wanted headers.

    A wanted value of None asks only that the header is there; names that begin with `x-` are
    not compared.
    """
    asked = {key: value for key, value in wanted.items() if not key.startswith("x-")}
    found = (
        key in headers and (value is None or headers[key] == value) for key, value in asked.items()
    )
    return any(found) if wanted.get("x-match") == "any" else all(found)


def read_kind(name: str) -> ExchangeKind:
    """Read the type of an exchange.

    Raises:
        ConnectionFault: there is no such type.
    """
    try:
        return ExchangeKind(name)
    except ValueError:
        raise ConnectionFault(Code.COMMAND_INVALID, f"unknown exchange type '{name}'") from None


def read_alternate(arguments: FieldTable) -> str | None:
    """Read the alternate exchange out of the arguments of a declaration.

    Raises:
        ChannelFault: it is no name.
    """
    alternate = arguments.get("alternate-exchange")
    if alternate is not None and not isinstance(alternate, str):
        raise precondition("invalid arg 'alternate-exchange': not a name")
    return alternate
