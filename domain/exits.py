"""Exits: the prices that end a position, and how they follow the market."""

from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal, localcontext

from contracts.intents import ExitReason
from contracts.market import Basis, RiskPlan, Side
from domain.rounding import WIDE, rounded

LIQUIDATION_GUARD = Decimal("0.7")
"""The share of the collateral a position may lose before its hard stop must have fired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a position's exits are computed from, fixed before it begins."""

    side: Side
    plan: RiskPlan
    leverage: Decimal

    @property
    def divisor(self) -> Decimal:
        """What turns a share of the plan's basis into a share of the price."""
        return self.leverage if self.plan.basis is Basis.COLLATERAL else Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """The prices a position is watched by.

    A mark at or under `trigger_below`, or at or over `trigger_above`, ends it. A mark at
    `ratchet_at` or further in its favour, and better than `extreme`, moves the trailing stop;
    once trailing, `ratchet_at` is `extreme` itself.
    """

    hard_stop_price: Decimal
    take_profit_price: Decimal | None
    extreme: Decimal
    trigger_below: Decimal | None
    trigger_above: Decimal | None
    ratchet_at: Decimal | None

    @property
    def trailing(self) -> bool:
        """Tell whether the trailing stop is armed."""
        return self.ratchet_at == self.extreme

    def released(self) -> "Watch":
        """Let go of every price, because the exit is already decided."""
        return replace(self, trigger_below=None, trigger_above=None, ratchet_at=None)


def watch_from(terms: Terms, entry: Decimal) -> Watch:
    """Begin to watch from the entry price, which is also the first extreme."""
    stop = _hard_stop(terms, entry)
    profit = _take_profit(terms, entry)
    is_long = terms.side is Side.LONG
    return Watch(
        hard_stop_price=stop,
        take_profit_price=profit,
        extreme=entry,
        trigger_below=stop if is_long else profit,
        trigger_above=profit if is_long else stop,
        ratchet_at=_activation(terms, entry),
    )


def rebased(watch: Watch, terms: Terms, entry: Decimal) -> Watch:
    """Watch from a new average entry, without loosening what trailing already reached."""
    fresh = watch_from(terms, entry)
    if not watch.trailing:
        return fresh
    return _trailed(fresh, terms, watch.extreme)


def advance(watch: Watch, terms: Terms, price: Decimal) -> Watch:
    """Follow the market: arm the trailing stop at its activation, then ratchet it."""
    if watch.ratchet_at is None or not _beyond(terms.side, watch, price):
        return watch
    return _trailed(watch, terms, price)


def exit_due(watch: Watch, side: Side, price: Decimal) -> ExitReason | None:
    """Tell whether a price ends the position, and why; the hard stop is asked first."""
    if watch.trigger_below is None and watch.trigger_above is None:
        return None
    if _at_or_past(price, watch.hard_stop_price, toward=side.opposite):
        return ExitReason.HARD_STOP_LOSS
    if _at_or_past(price, watch.take_profit_price, toward=side):
        return ExitReason.TAKE_PROFIT
    stop = watch.trigger_below if side is Side.LONG else watch.trigger_above
    if _at_or_past(price, stop, toward=side.opposite):
        return ExitReason.TRAILING_STOP
    return None


def _hard_stop(terms: Terms, entry: Decimal) -> Decimal:
    with localcontext(WIDE):
        share = min(terms.plan.hard_stop / terms.divisor, LIQUIDATION_GUARD / terms.leverage)
        return rounded(entry * (1 - terms.side.sign * share))


def _take_profit(terms: Terms, entry: Decimal) -> Decimal | None:
    if terms.plan.take_profit is None:
        return None
    with localcontext(WIDE):
        price = entry * (1 + terms.side.sign * terms.plan.take_profit / terms.divisor)
    return rounded(price) if price > 0 else None


def _activation(terms: Terms, entry: Decimal) -> Decimal | None:
    if terms.plan.trail_activation is None:
        return None
    with localcontext(WIDE):
        return rounded(entry * (1 + terms.side.sign * terms.plan.trail_activation / terms.divisor))


def _beyond(side: Side, watch: Watch, price: Decimal) -> bool:
    is_better = price > watch.extreme if side is Side.LONG else price < watch.extreme
    return is_better and _at_or_past(price, watch.ratchet_at, toward=side)


def _trailed(watch: Watch, terms: Terms, extreme: Decimal) -> Watch:
    # The distance is cut off, not rounded, because SQL can do exactly that too.
    with localcontext(WIDE):
        distance = rounded(extreme * terms.plan.trail_distance / terms.divisor, rounding=ROUND_DOWN)
        stop = extreme - terms.side.sign * distance
    moved = replace(watch, extreme=extreme, ratchet_at=extreme)
    if terms.side is Side.LONG:
        below = stop if watch.trigger_below is None else max(watch.trigger_below, stop)
        return replace(moved, trigger_below=below)
    above = stop if watch.trigger_above is None else min(watch.trigger_above, stop)
    return replace(moved, trigger_above=above)


def _at_or_past(price: Decimal, level: Decimal | None, *, toward: Side) -> bool:
    """Tell whether a price has reached a level, coming from the other side of it."""
    if level is None:
        return False
    return price >= level if toward is Side.LONG else price <= level
