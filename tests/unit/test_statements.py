"""Our books beside a venue's: what agrees, and every difference by its name."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from contracts.market import PositionId, Purpose, Side, VenueName
from domain.ports.venue import AccountHolding, AccountTrade, FundingPayment
from domain.positions import PositionFill
from domain.statements import BookedFill, Statement, Told, statement
from tests.factories import NOON, a_wallet, an_id

D = Decimal
AMOUNTS = st.decimals(min_value="0.001", max_value="1000", places=3)


def booked(n: int, purpose: Purpose, quantity: Decimal, price: Decimal) -> BookedFill:
    fill = PositionFill(
        purpose=purpose,
        quantity=quantity,
        price=price,
        fee=D("0.01"),
        filled_at=NOON + timedelta(seconds=n),
    )
    return BookedFill(
        fill_id=str(n),
        position_id=PositionId(an_id("position")),
        wallet=a_wallet(),
        symbol="BTC",
        side=Side.LONG,
        fill=fill,
    )


def traded(ours: BookedFill, closed_pnl: Decimal | None = None) -> AccountTrade:
    is_entry = ours.fill.purpose is Purpose.OPEN
    return AccountTrade(
        fill_id=ours.fill_id,
        client_order_id=None,
        side=Side.LONG if is_entry else Side.SHORT,
        quantity=ours.fill.quantity,
        price=ours.fill.price,
        fee=ours.fill.fee,
        filled_at=ours.fill.filled_at,
        closed_pnl=closed_pnl,
    )


def stated(books: list[BookedFill], told: Told, *names: str) -> Statement:
    known = frozenset(an_id(name) for name in names)
    return statement(VenueName.HYPERLIQUID, a_wallet(), books, told, known)


def holding(quantity: str, symbol: str = "BTC", side: Side = Side.LONG) -> AccountHolding:
    return AccountHolding(wallet=a_wallet(), symbol=symbol, side=side, quantity=D(quantity))


ENTRY = booked(1, Purpose.OPEN, D(2), D(100))
EXIT = booked(2, Purpose.CLOSE, D(2), D(110))
BOTH = Told(trades=(traded(ENTRY, D(0)), traded(EXIT, D(20))))


@given(quantity=AMOUNTS, bought=AMOUNTS, sold=AMOUNTS)
def test_a_round_trip_that_the_venue_tells_alike_has_no_differences(
    quantity: Decimal, bought: Decimal, sold: Decimal
) -> None:
    books = [
        booked(1, Purpose.OPEN, quantity, bought),
        booked(2, Purpose.CLOSE, quantity, sold),
    ]
    earned = (sold - bought) * quantity
    told = Told(trades=[traded(books[0], D(0)), traded(books[1], earned)])
    account = stated(books, told)
    assert account.differences == ()
    assert account.our_pnl == account.venue_pnl == earned
    assert (account.our_fees, account.venue_fees) == (D("0.02"), D("0.02"))


def test_what_is_held_agrees_or_differs_and_what_is_not_ours_is_external() -> None:
    ether = holding("3", "ETH", Side.SHORT)
    told = Told(holdings=(holding("2"), ether), trades=(traded(ENTRY, D(0)),))
    account = stated([ENTRY], told)
    assert (account.differences, account.external) == ((), (ether,))
    apart = stated([ENTRY], replace(told, holdings=(holding("5"),)))
    assert apart.differences == ("BTC held: 2 in our books, 5 on the venue",)
    gone = stated([ENTRY], replace(told, holdings=()))
    assert gone.differences == ("BTC held: 2 in our books, 0 on the venue",)


def test_an_account_that_we_never_traded_on_is_stated_too() -> None:
    account = stated([], Told(holdings=(holding("1"),)))
    assert (account.differences, len(account.external), account.our_fills) == ((), 1, 0)


def test_profit_and_fees_differ_from_a_cent_on() -> None:
    told = replace(BOTH, trades=(traded(ENTRY, D(0)), traded(EXIT, D("20.009"))))
    assert stated([ENTRY, EXIT], told).differences == ()
    cent = replace(BOTH, trades=(traded(ENTRY, D(0)), traded(EXIT, D("20.01"))))
    [difference] = stated([ENTRY, EXIT], cent).differences
    assert difference == "realised profit: 20 in our books, 20.01 on the venue"
    dear = replace(traded(EXIT, D(20)), fee=D(1))
    [difference] = stated([ENTRY, EXIT], Told(trades=(BOTH.trades[0], dear))).differences
    assert difference == "fees: 0.02 in our books, 1.01 on the venue"


def test_a_venue_that_tells_no_profit_is_not_compared_by_it() -> None:
    account = stated([ENTRY, EXIT], Told(trades=(traded(ENTRY), traded(EXIT))))
    assert (account.venue_pnl, account.differences) == (None, ())


def test_fills_of_ours_that_only_one_side_knows_are_named() -> None:
    stray = replace(traded(EXIT), fill_id="9", client_order_id=an_id("ours"))
    theirs = replace(stray, fill_id="10", client_order_id=an_id("theirs"))
    told = replace(BOTH, trades=(*BOTH.trades, stray, theirs))
    account = stated([ENTRY, EXIT], told, "ours")
    assert account.differences == ("fill 9 is of an order of ours and not booked",)
    assert (account.our_fills, account.venue_fills, account.foreign_fills) == (2, 4, 1)
    missing = stated([ENTRY, EXIT], Told(trades=BOTH.trades[:1], holdings=()))
    assert missing.differences[0] == "fill 2 is booked and not told by the venue"


def test_a_fill_that_was_cut_or_is_told_otherwise_now_is_named() -> None:
    large = replace(traded(EXIT, D(20)), quantity=D(5))
    [difference] = stated([ENTRY, EXIT], Told(trades=(BOTH.trades[0], large))).differences
    assert difference == "fill 2: 2 of 5 closed what was ours, the rest was not"
    other = replace(traded(EXIT, D(20)), price=D(111))
    [difference] = stated([ENTRY, EXIT], Told(trades=(BOTH.trades[0], other))).differences
    assert difference == "fill 2 is told otherwise now than when it was booked"


def test_funding_is_summed_and_is_in_neither_profit() -> None:
    paid = [FundingPayment(symbol="BTC", amount=D(a), paid_at=NOON) for a in ("-0.5", "0.2")]
    account = stated([ENTRY, EXIT], replace(BOTH, funding=paid))
    assert (account.funding, account.our_pnl, account.differences) == (D("-0.3"), D(20), ())


def test_what_no_order_or_stop_of_ours_asked_for_was_closed_by_somebody_else() -> None:
    asked = replace(BOTH.trades[0], client_order_id=an_id("entry"))
    account = stated([ENTRY, EXIT], Told(trades=(asked, BOTH.trades[1])), "entry")
    assert account.outside == ("2",)
    assert account.differences == ()
