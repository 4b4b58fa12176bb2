"""What the service answers, odd replies and all; a "success" is believed in nothing."""

from dataclasses import dataclass
from typing import Any, Final

from pydantic import Field, TypeAdapter

from domain.errors import VenueUnavailable
from infra.venues.hyperliquid.answers import OrderAnswer, Refusal, Unread, read_answer
from infra.venues.hyperliquid.shapes import (
    Amount,
    FillShape,
    Misshapen,
    Positive,
    Shape,
    T,
    Whole,
    Word,
    read,
)
from infra.venues.hyperliquid_service.client import Reply
from infra.venues.hyperliquid_service.hiding import quotable

OK: Final = 200
MISSING: Final = 404


class MarketShape(Shape):
    """A market and its price; sizes have `sz_decimals` decimals."""

    coin: Word
    price: Positive
    sz_decimals: Whole = Field(alias="szDecimals", le=6)


class BalanceShape(Shape):
    """What an account may take out."""

    withdrawable: Amount


class PositionShape(Shape):
    """What an account holds of a market, below 0 when it is short, and at what leverage."""

    coin: Word
    szi: Amount
    leverage: Amount | None = None


class PositionsShape(Shape):
    """All that an account holds."""

    positions: list[PositionShape]


class FillsShape(Shape):
    """The last fills of an account; `side` is B for bought and A for sold."""

    fills: list[FillShape]


@dataclass(frozen=True, slots=True)
class AlreadyClosed:
    """There was nothing to close."""


MARKET: Final = TypeAdapter(MarketShape)
BALANCE: Final = TypeAdapter(BalanceShape)
POSITIONS: Final = TypeAdapter(PositionsShape)
FILLS: Final = TypeAdapter(FillsShape)


def told(shape: TypeAdapter[T], reply: Reply) -> T:
    """Read the answer to a question. Raises VenueUnavailable for anything but an answer."""
    body = reply.body
    if reply.status != OK or not isinstance(body, dict) or body.get("success") is not True:
        raise VenueUnavailable(f"HTTP {reply.status}: {complaint(body)}")
    try:
        return read(shape, body)
    except Misshapen as error:
        raise VenueUnavailable(f"an answer of the wrong shape: {error}") from None


def read_result(body: Any) -> OrderAnswer | AlreadyClosed:
    """Read the answer to an order: the order's own word decides, whatever stands around it."""
    match body:
        case {"success": True, "result": {"status": "already_closed"}}:
            return AlreadyClosed()
        case {"success": True, "result": {"statuses": list() as statuses}}:
            data = {"type": "order", "data": {"statuses": statuses}}
            return read_answer({"status": "ok", "response": data})
        case {"success": True, "result": result}:
            return read_answer(result)
        case {"success": False, "error": str() as text}:
            return Refusal(text)
        case _:
            return Unread("an answer of no known kind")


def complaint(body: Any) -> str:
    """Return what an answer complains of, fit to be quoted."""
    match body:
        case {"error": str() as text}:
            return quotable(text)
        case _:
            return "no word of an error"
