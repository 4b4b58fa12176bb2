"""Equity by cash flows equals equity by positions, exactly, whatever happened."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest

from contracts.market import PositionId, Purpose, Side
from domain.ledger import (
    Deposit,
    Entry,
    Funding,
    Statement,
    Trade,
    cash_equity,
    residual,
    statement,
)
from domain.positions.holding import PositionFill, held
from tests.factories import NOON, an_id

D = Decimal
HISTORIES = 10_000
SYMBOLS = ("BTC", "ETH", "DOGE")


class Trader:
    """Trades at random: positions in parts, flips, fees and funding; some are left open."""

    def __init__(self, seed: int) -> None:
        self.luck = Random(seed)
        self.prices = {symbol: self._decimal(1, 90_000, 6) for symbol in SYMBOLS}
        self.entries: list[Entry] = [Deposit(amount=self._decimal(100, 100_000, 6))]
        self.opened = 0

    def history(self) -> list[Entry]:
        side = {symbol: self.luck.choice(list(Side)) for symbol in SYMBOLS}
        for _ in range(self.luck.randint(1, 4)):
            symbol = self.luck.choice(SYMBOLS)
            self._trade(symbol, side[symbol], whole=self.luck.random() < 0.7)
            side[symbol] = side[symbol].opposite
            if self.luck.random() < 0.2:
                self.entries.append(Deposit(amount=self._decimal(-500, 500, 6)))
        return self.entries

    def _trade(self, symbol: str, side: Side, *, whole: bool) -> None:
        self.opened += 1
        position_id = PositionId(UUID(int=self.opened))
        bought = [self._decimal(1, 900, 4) / 100 for _ in range(self.luck.randint(1, 3))]
        rest = sum(bought, D(0))
        for quantity in bought:
            self._fill(position_id, symbol, side, Purpose.OPEN, quantity)
        for part in range(self.luck.randint(1, 3)):
            self.entries.append(Funding(position_id=position_id, amount=self._decimal(-3, 3, 8)))
            quantity = min(rest, self._decimal(1, 900, 4) / 100)
            quantity = rest if whole and part == 0 and self.luck.random() < 0.5 else quantity
            if quantity:
                self._fill(position_id, symbol, side, Purpose.CLOSE, quantity)
                rest -= quantity
        if whole and rest:
            self._fill(position_id, symbol, side, Purpose.CLOSE, rest)

    def _fill(
        self, position_id: PositionId, symbol: str, side: Side, purpose: Purpose, quantity: Decimal
    ) -> None:
        moved = self.prices[symbol] * self._decimal(900_000, 1_100_000, 0) / 1_000_000
        self.prices[symbol] = max(moved.quantize(D("0.000001")), D("0.01"))
        fill = PositionFill(
            purpose=purpose,
            quantity=quantity,
            price=self.prices[symbol],
            fee=self._decimal(0, 2, 8),
            filled_at=NOON + timedelta(seconds=len(self.entries)),
        )
        trade = Trade(position_id=position_id, symbol=symbol, side=side, fill=fill)
        self.entries.append(trade)

    def _decimal(self, low: int, high: int, places: int) -> Decimal:
        return D(self.luck.randint(low * 10**places, high * 10**places)).scaleb(-places)


@pytest.mark.slow
def test_nothing_is_left_unexplained_in_ten_thousand_histories() -> None:
    still_open = 0
    for seed in range(HISTORIES):
        trader = Trader(seed)
        entries = trader.history()
        assert residual(entries, trader.prices) == 0, f"seed {seed}"
        unrealised = statement(entries, trader.prices).unrealised
        assert abs(unrealised - sum(_moves(entries, trader))) < D("1e-13"), f"seed {seed}"
        still_open += unrealised != 0
    assert 0.1 < still_open / HISTORIES < 0.9


def _moves(entries: list[Entry], trader: Trader) -> list[Decimal]:
    """Tell for each position what its rest would earn: quantity times move since entry."""
    trades = [entry for entry in entries if isinstance(entry, Trade)]
    moves = []
    for position_id in {trade.position_id for trade in trades}:
        mine = [trade for trade in trades if trade.position_id == position_id]
        holding = held(mine[0].side, [trade.fill for trade in mine])
        assert holding.entry_price is not None
        move = trader.prices[mine[0].symbol] - holding.entry_price
        moves.append(mine[0].side.sign * holding.quantity * move)
    return moves


def _a_flip() -> list[Entry]:
    def trade(name: str, side: Side, purpose: Purpose, price: str) -> Trade:
        fill = PositionFill(
            purpose=purpose, quantity=D(2), price=D(price), fee=D("0.1"), filled_at=NOON
        )
        return Trade(position_id=PositionId(an_id(name)), symbol="BTC", side=side, fill=fill)

    return [
        Deposit(amount=D(1000)),
        trade("long", Side.LONG, Purpose.OPEN, "100"),
        Funding(position_id=PositionId(an_id("long")), amount=D("-0.3")),
        trade("long", Side.LONG, Purpose.CLOSE, "110"),
        trade("short", Side.SHORT, Purpose.OPEN, "110"),
    ]


def test_a_flip_is_accounted_for_item_by_item() -> None:
    marks = {"BTC": D(105)}
    assert statement(_a_flip(), marks) == Statement(
        deposits=D(1000), gross_pnl=D(20), fees=D("0.3"), funding=D("-0.3"), unrealised=D(10)
    )
    assert cash_equity(_a_flip(), marks) == D("1029.4")


@pytest.mark.parametrize("lost", range(1, 5))
def test_an_entry_that_only_one_side_saw_is_a_residual(lost: int) -> None:
    entries, marks = _a_flip(), {"BTC": D(105)}
    fewer = [entry for n, entry in enumerate(entries) if n != lost]
    assert cash_equity(entries, marks) != statement(fewer, marks).equity


def test_a_fee_off_by_the_last_place_is_seen() -> None:
    entries, marks = _a_flip(), {"BTC": D(105)}
    last = entries[-1]
    assert isinstance(last, Trade)
    wrong = replace(last, fill=replace(last.fill, fee=last.fill.fee + D("1e-18")))
    off = cash_equity(entries, marks) - statement([*entries[:-1], wrong], marks).equity
    assert off == D("1e-18")
