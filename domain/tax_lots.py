"""Tax lots: what each fill that closed brought, against the fills that opened it.

A position's fills are one pool. There is at most one position of a token on a wallet and venue at
a time, and it is over only when nothing is left, so that is the pool of a wallet, venue and token
as well. What a venue sold beyond what we opened is not ours and is in no lot. A lot's gain is
proceeds less cost less its part of the fees of both fills; funding is in no fill, and so not here.
The lots of a position that closed add up to its realised result.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, localcontext
from enum import StrEnum

from contracts.market import Price, Purpose, Quantity, Side, Usd
from domain.positions.holding import PositionFill
from domain.rounding import WIDE, rounded


class LotMethod(StrEnum):
    """Which of the fills that opened a position is closed first."""

    FIFO = "FIFO"
    """The one that came first."""
    LIFO = "LIFO"
    """The one that came last."""
    HIFO = "HIFO"
    """The one that leaves the least gain: the dearest bought, or the cheapest sold short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxLot:
    """A part of one opening fill that one closing fill closed; money in USD.

    For a SHORT the opening brings the proceeds and the closing is the cost.
    """

    quantity: Quantity
    acquired_at: datetime
    disposed_at: datetime
    cost: Usd
    proceeds: Usd
    fees: Usd

    @property
    def gain(self) -> Usd:
        """Tell what it brought, after fees."""
        with localcontext(WIDE):
            return self.proceeds - self.cost - self.fees

    @property
    def held(self) -> timedelta:
        """Tell how long it was held."""
        return max(self.disposed_at - self.acquired_at, timedelta(0))


@dataclass(slots=True)
class _Part:
    """What is left of a fill to be matched, and of its fee."""

    at: datetime
    price: Price
    quantity: Decimal
    fee: Usd

    def take(self, quantity: Decimal) -> Usd:
        """Take a quantity out and return its part of the fee; the last takes what is left."""
        is_last = quantity == self.quantity
        fee = self.fee if is_last else rounded(self.fee * quantity / self.quantity)
        self.quantity -= quantity
        self.fee -= fee
        return fee


def tax_lots(side: Side, fills: Sequence[PositionFill], method: LotMethod) -> tuple[TaxLot, ...]:
    """Match every closing fill of one position with what it closed, oldest closing first."""
    with localcontext(WIDE):
        opened = [_part(fill, fill.quantity) for fill in _of(fills, Purpose.OPEN)]
        lots: list[TaxLot] = []
        for closing in _closings(fills):
            while closing.quantity and (lot := _next(side, opened, closing.at, method)):
                lots.append(_matched(side, lot, closing))
        return tuple(lots)


def _closings(fills: Sequence[PositionFill]) -> list[_Part]:
    """Cut what was sold to what was opened, each closing by the same share."""
    closings = _of(fills, Purpose.CLOSE)
    bought = sum((fill.quantity for fill in _of(fills, Purpose.OPEN)), Decimal(0))
    sold = sum((fill.quantity for fill in closings), Decimal(0))
    if sold <= bought:
        return [_part(fill, fill.quantity) for fill in closings]
    parts, left = [], bought
    for fill in closings[:-1]:
        parts.append(_part(fill, rounded(fill.quantity * bought / sold)))
        left -= parts[-1].quantity
    return [*parts, _part(closings[-1], max(left, Decimal(0)))]


def _next(side: Side, opened: Sequence[_Part], at: datetime, method: LotMethod) -> _Part | None:
    """Choose what a closing closes: of what was there by then, or of all, should clocks differ."""
    left = [part for part in opened if part.quantity]
    there = [part for part in left if part.at <= at] or left
    match method:
        case LotMethod.FIFO:
            return min(there, key=lambda part: part.at, default=None)
        case LotMethod.LIFO:
            return max(there, key=lambda part: part.at, default=None)
        case LotMethod.HIFO:
            return max(there, key=lambda part: side.sign * part.price, default=None)


def _matched(side: Side, lot: _Part, closing: _Part) -> TaxLot:
    quantity = min(lot.quantity, closing.quantity)
    opening, leaving = quantity * lot.price, quantity * closing.price
    return TaxLot(
        quantity=quantity,
        acquired_at=lot.at,
        disposed_at=closing.at,
        cost=opening if side is Side.LONG else leaving,
        proceeds=leaving if side is Side.LONG else opening,
        fees=lot.take(quantity) + closing.take(quantity),
    )


def _part(fill: PositionFill, quantity: Decimal) -> _Part:
    return _Part(at=fill.filled_at, price=fill.price, quantity=quantity, fee=fill.fee)


def _of(fills: Sequence[PositionFill], purpose: Purpose) -> list[PositionFill]:
    mine = [fill for fill in fills if fill.purpose is purpose]
    return sorted(mine, key=lambda fill: fill.filled_at)
