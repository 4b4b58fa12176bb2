"""Accounts: cash, positions netted per coin, and what they are worth and need at given marks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from infra.simulators.hyperliquid.listing import Asset

ZERO: Final = Decimal(0)
START_LEVERAGE: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Leverage:
    """How a coin is traded: so many times, and backed by all of the account or by a share."""

    value: int
    cross: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What an account holds of a coin: `size` above 0 is long; `margin` backs an isolated one."""

    coin: str
    size: Decimal
    entry: Decimal
    cross: bool = True
    margin: Decimal = ZERO
    funding: Decimal = ZERO

    def earned(self, mark: Decimal) -> Decimal:
        """Tell the profit not yet taken, in USD."""
        return self.size * (mark - self.entry)


def traded(
    held: Position | None, coin: str, size: Decimal, price: Decimal, leverage: Leverage
) -> tuple[Position | None, Decimal]:
    """Add a trade to a position; return what is held then, and the profit taken, in USD.

    `size` is signed. A trade beyond the position closes it and opens the other side.
    """
    if held is None:
        margin = ZERO if leverage.cross else abs(size) * price / leverage.value
        opened = Position(coin=coin, size=size, entry=price, cross=leverage.cross, margin=margin)
        return opened, ZERO
    if held.size * size > 0:
        return _grown(held, size, price, leverage), ZERO
    closed = min(abs(size), abs(held.size))
    profit = closed * (price - held.entry) * (1 if held.size > 0 else -1)
    left = held.size + size
    if not left:
        return None, profit
    if left * held.size > 0:
        share = abs(left) / abs(held.size)
        return replace(held, size=left, margin=held.margin * share), profit
    flipped, _ = traded(None, coin, left, price, leverage)
    return flipped, profit


def _grown(held: Position, size: Decimal, price: Decimal, leverage: Leverage) -> Position:
    whole = held.size + size
    entry = (held.size * held.entry + size * price) / whole
    more = ZERO if held.cross else abs(size) * price / leverage.value
    return replace(held, size=whole, entry=entry, margin=held.margin + more)


@dataclass(slots=True, kw_only=True)
class Account:
    """One user's money and positions; `cash` is all that was put in, earned and paid, in USD."""

    address: str
    cash: Decimal = ZERO
    positions: dict[str, Position] = field(default_factory=dict)
    leverages: dict[str, Leverage] = field(default_factory=dict)
    volume: Decimal = ZERO
    """USD traded in all, which is what the venue's allowances grow with."""

    def leverage(self, asset: Asset) -> Leverage:
        """Tell how a coin is traded."""
        usual = Leverage(value=min(START_LEVERAGE, asset.max_leverage))
        return self.leverages.get(asset.coin, usual)

    def size(self, coin: str) -> Decimal:
        """Tell what is held of a coin; 0 for nothing."""
        held = self.positions.get(coin)
        return ZERO if held is None else held.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Valuation:
    """What an account is worth and needs, at the marks of one moment, in USD."""

    account: Account
    assets: Mapping[str, Asset]
    marks: Mapping[str, Decimal]
    reserved: Decimal = ZERO
    """What resting orders hold back."""

    @property
    def equity(self) -> Decimal:
        """All of it: cash and the profit not yet taken."""
        return self.account.cash + sum((self._earned(held) for held in self._all()), ZERO)

    @property
    def backing(self) -> Decimal:
        """What backs the cross positions: all but what isolated ones have to themselves."""
        apart = (held.margin + self._earned(held) for held in self._all() if not held.cross)
        return self.equity - sum(apart, ZERO)

    @property
    def initial(self) -> Decimal:
        """What the cross positions tie up at the account's leverages."""
        return sum((self.used(held) for held in self._all() if held.cross), ZERO)

    @property
    def free(self) -> Decimal:
        """What could back a new order, or leave."""
        return self.backing - self.initial - self.reserved

    @property
    def maintenance(self) -> Decimal:
        """What the cross positions need not to be liquidated."""
        return sum((self.needed(held) for held in self._all() if held.cross), ZERO)

    def used(self, held: Position) -> Decimal:
        """Tell what one position ties up."""
        if not held.cross:
            return held.margin + self._earned(held)
        leverage = self.account.leverage(self.assets[held.coin])
        return self.value(held) / leverage.value

    def value(self, held: Position) -> Decimal:
        """Tell what one position is worth, whichever its side."""
        return abs(held.size) * self.marks[held.coin]

    def needed(self, held: Position) -> Decimal:
        """Tell what one position needs not to be liquidated."""
        return self.value(held) * self.assets[held.coin].maintenance

    def is_due(self, held: Position) -> bool:
        """Tell whether a position is to be liquidated."""
        if held.cross:
            return self.backing < self.maintenance
        return held.margin + self._earned(held) < self.needed(held)

    def liquidation_price(self, held: Position) -> Decimal | None:
        """Tell the mark at which a position is liquidated, all else staying; None for never."""
        if held.cross:
            cash, others = self.backing, self.maintenance - self.needed(held)
        else:
            cash, others = held.margin + self._earned(held), ZERO
        share = abs(held.size) * self.assets[held.coin].maintenance
        price = (held.size * self.marks[held.coin] - cash + others) / (held.size - share)
        return price if price > 0 else None

    def _earned(self, held: Position) -> Decimal:
        return held.earned(self.marks[held.coin])

    def _all(self) -> Iterable[Position]:
        return self.account.positions.values()
