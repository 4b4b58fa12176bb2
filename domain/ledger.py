"""Does what we say an account earned equal what went through it, to the last digit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import assert_never

from contracts.market import PositionId, Price, Purpose, Side, Symbol, Usd
from domain.positions.holding import Holding, PositionFill, held
from domain.rounding import WIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """Money put in, or taken out when negative."""

    amount: Usd


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """What a venue paid for holding a position, or took when negative."""

    position_id: PositionId
    amount: Usd


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A fill of one position."""

    position_id: PositionId
    symbol: Symbol
    side: Side
    fill: PositionFill


Entry = Deposit | Funding | Trade


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An account's money by where it came from, in USD; fees are what was paid."""

    deposits: Usd
    gross_pnl: Usd
    fees: Usd
    funding: Usd
    unrealised: Usd

    @property
    def equity(self) -> Usd:
        """Add it up: what the account would be worth, closed at the marks."""
        with localcontext(WIDE):
            return self.deposits + self.gross_pnl - self.fees + self.funding + self.unrealised


def cash_equity(entries: Sequence[Entry], marks: Mapping[Symbol, Price]) -> Usd:
    """Follow every dollar and token through an account, then value the tokens at the marks.

    This knows nothing of positions: it is what a venue's own ledger does.
    """
    cash, tokens = Decimal(0), dict[Symbol, Decimal]()
    with localcontext(WIDE):
        for entry in entries:
            match entry:
                case Deposit(amount=amount) | Funding(amount=amount):
                    cash += amount
                case Trade(symbol=symbol, fill=fill):
                    moved = _bought(entry)
                    cash -= moved * fill.price + fill.fee
                    tokens[symbol] = tokens.get(symbol, Decimal(0)) + moved
                case _:
                    assert_never(entry)
        return cash + sum(held * marks[symbol] for symbol, held in tokens.items() if held)


def statement(entries: Sequence[Entry], marks: Mapping[Symbol, Price]) -> Statement:
    """Account for the same entries by positions, with the arithmetic that PnL is made with."""
    with localcontext(WIDE):
        sums = [_position(trades, marks) for trades in _by_position(entries).values()]
        return Statement(
            deposits=sum((e.amount for e in entries if isinstance(e, Deposit)), Decimal(0)),
            gross_pnl=sum((holding.gross_pnl for holding, _ in sums), Decimal(0)),
            fees=sum((holding.fees for holding, _ in sums), Decimal(0)),
            funding=sum((e.amount for e in entries if isinstance(e, Funding)), Decimal(0)),
            unrealised=sum((unrealised for _, unrealised in sums), Decimal(0)),
        )


def residual(entries: Sequence[Entry], marks: Mapping[Symbol, Price]) -> Usd:
    """Tell how far the two are apart; anything but 0 is money that nobody can explain."""
    with localcontext(WIDE):
        return cash_equity(entries, marks) - statement(entries, marks).equity


def _by_position(entries: Sequence[Entry]) -> dict[PositionId, list[Trade]]:
    trades = dict[PositionId, list[Trade]]()
    for entry in entries:
        if isinstance(entry, Trade):
            trades.setdefault(entry.position_id, []).append(entry)
    return trades


def _position(trades: Sequence[Trade], marks: Mapping[Symbol, Price]) -> tuple[Holding, Usd]:
    """Add a position up, with what its rest would earn over what is left of its cost.

    The cost left is all that went in less what `held` already took out as the cost of what was
    sold, so that its rounding to the store's places is never counted twice or lost.
    """
    side = trades[0].side
    holding = held(side, [trade.fill for trade in trades])
    if not holding.quantity:
        return holding, Decimal(0)
    spent = sum(_bought(trade) * trade.fill.price for trade in trades)
    worth = side.sign * holding.quantity * marks[trades[0].symbol]
    return holding, worth - spent - holding.gross_pnl


def _bought(trade: Trade) -> Decimal:
    """Tell how many tokens came in; negative when they went out."""
    adds = trade.fill.purpose is Purpose.OPEN
    return trade.side.sign * trade.fill.quantity * (1 if adds else -1)
