"""What Hyperliquid answers to an action: a word for the whole of it, and one for its order."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pydantic import TypeAdapter

from infra.venues.hyperliquid.shapes import Misshapen, Positive, Shape, Whole, Word, read
from infra.venues.hyperliquid.wire import Oid


@dataclass(frozen=True, slots=True)
class Filled:
    """It traded, as much as `size` says; what did not trade is gone."""

    oid: Oid
    size: Decimal


@dataclass(frozen=True, slots=True)
class Resting:
    """It lies in the book, untraded so far."""

    oid: Oid


@dataclass(frozen=True, slots=True)
class Waiting:
    """It waits for its trigger, or for the order that it belongs to."""


@dataclass(frozen=True, slots=True)
class Done:
    """It was taken, and there is nothing more to say of it."""


@dataclass(frozen=True, slots=True)
class Errored:
    """This order was refused, in these words."""

    text: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """The whole request was refused, in these words."""

    text: str


@dataclass(frozen=True, slots=True)
class Unread:
    """An answer that says nothing we know; what was asked may be done or not."""

    why: str


OrderAnswer = Filled | Resting | Waiting | Done | Errored | Refusal | Unread

WAITING: Final = frozenset({"waitingForFill", "waitingForTrigger"})


class _Filled(Shape):
    oid: Whole
    totalSz: Positive  # noqa: N815 - the venue's own spelling


class _Resting(Shape):
    oid: Whole


_FILLED: Final = TypeAdapter(_Filled)
_RESTING: Final = TypeAdapter(_Resting)
_WORD: Final = TypeAdapter(Word)


def read_answer(body: Any) -> OrderAnswer:
    """Read the answer to an action of at most one order; what is not known is Unread."""
    try:
        return _read(body)
    except Misshapen as error:
        return Unread(f"an answer of the wrong shape: {error}")


def _read(body: Any) -> OrderAnswer:
    match body:
        case {"status": "err", "response": text}:
            return Refusal(read(_WORD, text))
        case {"status": "ok", "response": {"type": "order" | "cancel", "data": {"statuses": told}}}:
            return _first(told)
        case {"status": "ok", "response": {"type": "default"}}:
            return Done()
        case _:
            return Unread("an answer of no known kind")


def _first(told: Any) -> OrderAnswer:
    """Read the one status there should be: a list may be shorter than what was sent."""
    match told:
        case [status]:
            return _status(status)
        case _:
            return Unread("not one status for one order")


def _status(status: Any) -> OrderAnswer:
    match status:
        case {"filled": filled}:
            read_filled = read(_FILLED, filled)
            return Filled(read_filled.oid, read_filled.totalSz)
        case {"resting": resting}:
            return Resting(read(_RESTING, resting).oid)
        case {"error": text}:
            return Errored(read(_WORD, text))
        case "success":
            return Done()
        case str() as word if word in WAITING:
            return Waiting()
        case _:
            return Unread("a status of no known kind")
