"""Double entry without rounding: what a trade does to a wallet's cash, margin and holding."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import (
    ROUND_HALF_EVEN,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
    localcontext,
)
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from contracts.market import Price, Quantity, Usd

EXACT: Final = Context(prec=96, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
"""Arithmetic that raises rather than lose a digit."""
ROUNDED: Final = Context(prec=96, traps=[InvalidOperation, DivisionByZero, Overflow])
CENT: Final = Decimal("0.000001")
"""The smallest amount of the venue's dollar."""
GRAIN: Final = Decimal("1E-18")
ZERO: Final = Decimal(0)

P = ParamSpec("P")
R = TypeVar("R")


def exactly(function: Callable[P, R]) -> Callable[P, R]:
    """Run a function where arithmetic on decimals raises Inexact rather than round."""

    @wraps(function)
    def exact(*args: P.args, **kwargs: P.kwargs) -> R:
        with localcontext(EXACT):
            return function(*args, **kwargs)

    return exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A wallet's money at the venue, in USD, with everything that ever changed it."""

    starting: Usd
    cash: Usd
    margin: Usd = ZERO
    realised: Usd = ZERO
    fees: Usd = ZERO

    @property
    @exactly
    def residual(self) -> Usd:
        """Return the money that came from nowhere, or went there: always 0."""
        return self.cash + self.margin - (self.starting + self.realised - self.fees)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a wallet holds of one symbol: `net` tokens, negative when short.

    `cost` is the notional paid for what is still held, `margin` the money locked for it.
    """

    net: Decimal = ZERO
    cost: Usd = ZERO
    margin: Usd = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """All that a trade of one wallet in one symbol can change."""

    account: Account
    holding: Holding


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """Tokens that change hands: `delta` is positive when the wallet buys."""

    delta: Decimal
    price: Price
    leverage: Decimal
    fee: Usd


def open_account(starting: Usd) -> Account:
    """Credit a wallet that was never seen before."""
    return Account(starting=starting, cash=starting)


@exactly
def fee_of(quantity: Quantity, price: Price, rate: Decimal) -> Usd:
    """Charge a rate of the notional, rounded up to the smallest amount."""
    return (quantity * price * rate).quantize(CENT, ROUND_UP, ROUNDED)


@exactly
def post(books: Books, trade: Trade) -> Books:
    """Apply a trade: what opposes the holding reduces it, what is left over extends it."""
    opposed = books.holding.net * trade.delta < 0
    reduced = min(abs(trade.delta), abs(books.holding.net)) if opposed else ZERO
    if reduced:
        books = _reduce(books, reduced, trade.price)
    extended = abs(trade.delta) - reduced
    if extended:
        books = _extend(books, extended.copy_sign(trade.delta), trade)
    return _charge(books, trade.fee)


def _reduce(books: Books, quantity: Quantity, price: Price) -> Books:
    account, holding = books.account, books.holding
    whole = abs(holding.net)
    cost, margin = (_part(sum_, quantity, whole) for sum_ in (holding.cost, holding.margin))
    earned = quantity * price - cost
    realised = earned if holding.net > 0 else -earned
    left = (whole - quantity).copy_sign(holding.net)
    return Books(
        account=replace(
            account,
            cash=account.cash + margin + realised,
            margin=account.margin - margin,
            realised=account.realised + realised,
        ),
        holding=Holding(
            net=left or ZERO,
            cost=holding.cost - cost,
            margin=holding.margin - margin,
        ),
    )


def _extend(books: Books, delta: Decimal, trade: Trade) -> Books:
    account, holding = books.account, books.holding
    notional = abs(delta) * trade.price
    margin = ROUNDED.divide(notional, trade.leverage).quantize(CENT, ROUND_UP, ROUNDED)
    return Books(
        account=replace(
            account,
            cash=account.cash - margin,
            margin=account.margin + margin,
        ),
        holding=Holding(
            net=holding.net + delta,
            cost=holding.cost + notional,
            margin=holding.margin + margin,
        ),
    )


def _charge(books: Books, fee: Usd) -> Books:
    account = books.account
    paid = replace(account, cash=account.cash - fee, fees=account.fees + fee)
    return replace(books, account=paid)


def _part(total: Usd, quantity: Quantity, whole: Quantity) -> Usd:
    """Return the share of a sum that goes with part of a holding; the last part takes the rest."""
    if quantity == whole:
        return total
    share = ROUNDED.divide(ROUNDED.multiply(total, quantity), whole)
    return share.quantize(GRAIN, ROUND_HALF_EVEN, ROUNDED)
