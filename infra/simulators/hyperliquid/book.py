"""What can be traded with: a book made around the mark, or one that was laid out by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from infra.simulators.hyperliquid.listing import Asset
from infra.venues.hyperliquid.numbers import round_price, round_size

PLENTY: Final = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Level:
    """So many tokens at one price."""

    price: Decimal
    size: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """How thick a made book is: `usd` at each of `levels`, the best `half_spread` off the mark.

    With no spread and no step the best price is the mark itself, where it is on the tick.
    """

    usd: Decimal = PLENTY
    levels: int = 5
    half_spread: Decimal = Decimal("0.0001")
    step: Decimal = Decimal("0.0002")


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Both sides, the best first."""

    bids: tuple[Level, ...]
    asks: tuple[Level, ...]

    def facing(self, *, is_buy: bool) -> tuple[Level, ...]:
        """Return the side that a buyer, or a seller, trades with."""
        return self.asks if is_buy else self.bids

    def without(self, taken: Sequence[Level], *, is_buy: bool) -> "Book":
        """Return what is left when this much was taken from one side."""
        left = _left(self.facing(is_buy=is_buy), taken)
        bids, asks = (self.bids, left) if is_buy else (left, self.asks)
        return Book(bids=bids, asks=asks)


def made(asset: Asset, mark: Decimal, depth: Depth) -> Book:
    """Make a book around a mark, on the tick and in whole lots."""
    asks, bids = [], []
    for number in range(depth.levels):
        off = depth.half_spread + number * depth.step
        asks.append(_level(asset, mark * (1 + off), ROUND_CEILING, depth.usd))
        bids.append(_level(asset, mark * (1 - off), ROUND_FLOOR, depth.usd))
    return Book(bids=tuple(_sized(bids)), asks=tuple(_sized(asks)))


def take(levels: Sequence[Level], size: Decimal, limit: Decimal, *, is_buy: bool) -> list[Level]:
    """Tell what a taker of this size gets at no worse than a limit, best first."""
    taken: list[Level] = []
    for level in levels:
        beyond = level.price > limit if is_buy else level.price < limit
        if beyond or size <= 0:
            break
        part = min(size, level.size)
        taken.append(Level(level.price, part))
        size -= part
    return taken


def middle(book: Book, mark: Decimal) -> Decimal:
    """Return the price between the best two; the mark where a side is empty."""
    if not book.bids or not book.asks:
        return mark
    return (book.bids[0].price + book.asks[0].price) / 2


def _level(asset: Asset, price: Decimal, rounding: str, usd: Decimal) -> Level:
    shown = round_price(price, asset.sz_decimals, rounding=rounding)
    return Level(shown, round_size(usd / shown, asset.sz_decimals))


def _sized(levels: Iterable[Level]) -> Iterable[Level]:
    return (level for level in levels if level.size > 0)


def _left(levels: Sequence[Level], taken: Sequence[Level]) -> tuple[Level, ...]:
    gone = {level.price: level.size for level in taken}
    rest = (Level(level.price, level.size - gone.get(level.price, 0)) for level in levels)
    return tuple(_sized(rest))
