"""The paper venue's pure core: luck without history, and books without a missing cent."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.market import Network, Purpose, Side
from contracts.orders import RejectReason
from domain.errors import VenueRefused
from domain.ports.venue import Market, OrderRequest, ReportStatus
from infra.venues.paper.behaviour import PaperBehaviour
from infra.venues.paper.ledger import Account, Books, Holding, Trade, fee_of, open_account, post
from infra.venues.paper.matching import Execution, admit, direction, execute, keep
from tests.factories import NOON
from tests.factories_paper import a_paper_order

BTC = Market(
    symbol="BTC",
    min_notional=Decimal(10),
    lot=Decimal("0.00001"),
    tick=Decimal("0.1"),
    max_leverage=Decimal(40),
)
FREE = PaperBehaviour(spread_bps=Decimal(0), slippage_bps_per_10k=Decimal(0), fee_rate=Decimal(0))
MID = Decimal(50_000)


def an_order(name: str = "one", **changes: Any) -> OrderRequest:
    return a_paper_order(name, **({"quantity": Decimal("0.1")} | changes))


def books_of(cash: int = 10_000) -> Books:
    return Books(account=open_account(Decimal(cash)), holding=Holding())


def run(order: OrderRequest, books: Books | None = None, **character: Any) -> Execution:
    return execute(order, BTC, MID, books or books_of(), replace(FREE, **character))


lots = st.integers(min_value=1, max_value=10**7)
orders = st.builds(
    an_order,
    name=st.text(st.characters(codec="ascii"), max_size=4),
    side=st.sampled_from(Side),
    purpose=st.sampled_from(Purpose),
    quantity=lots.map(lambda n: n * BTC.lot),
    leverage=st.integers(min_value=10, max_value=400).map(lambda n: Decimal(n) / 10),
    limit_price=st.none() | st.integers(1, 2_000_000).map(lambda n: n * BTC.tick),
)
mids = st.integers(min_value=1, max_value=20_000_000).map(lambda n: Decimal(n).scaleb(-2))
behaviours = st.builds(
    PaperBehaviour,
    seed=st.sampled_from(["a", "b"]),
    spread_bps=st.decimals(0, 50, places=3),
    slippage_bps_per_10k=st.decimals(0, 50, places=3),
    fee_rate=st.decimals(0, "0.01", places=6),
    partial_share=st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1)]),
)
histories = st.lists(st.tuples(orders, mids), max_size=25)


@given(histories, behaviours)
def test_cash_and_margin_are_what_came_in_plus_earnings_less_fees_to_the_last_digit(
    history: list[tuple[OrderRequest, Decimal]], behaviour: PaperBehaviour
) -> None:
    books = books_of(1_000_000)
    for order, mid in history:
        books = execute(order, BTC, mid, books, behaviour).books
        assert books.account.residual == 0
        assert books.account.margin == books.holding.margin >= 0


@given(histories, behaviours)
def test_earnings_are_what_the_fills_say_once_nothing_is_held(
    history: list[tuple[OrderRequest, Decimal]], behaviour: PaperBehaviour
) -> None:
    books, earned, fees = books_of(1_000_000), Decimal(0), Decimal(0)
    for order, mid in history:
        execution = execute(order, BTC, mid, books, replace(behaviour, partial_share=Decimal(0)))
        books = execution.books
        earned -= sum(p.quantity * p.price for p in execution.pieces) * direction(order)
        fees += sum(p.fee for p in execution.pieces)
    net = books.holding.net
    if net:
        books = post(books, Trade(delta=-net, price=MID, leverage=Decimal(1), fee=Decimal(0)))
        earned += net * MID
    assert books.holding == Holding()
    assert books.account.realised == earned
    assert books.account.cash == 1_000_000 + earned - fees


@given(histories, behaviours)
def test_a_close_brings_a_holding_nearer_to_nothing_and_never_past_it(
    history: list[tuple[OrderRequest, Decimal]], behaviour: PaperBehaviour
) -> None:
    books = books_of(1_000_000)
    for order, mid in history:
        before = books.holding.net
        books = execute(order, BTC, mid, books, behaviour).books
        if order.purpose is Purpose.CLOSE:
            assert abs(books.holding.net) <= abs(before)
            assert books.holding.net * before >= 0


@given(orders, mids, behaviours)
def test_fills_are_whole_lots_on_the_tick_within_the_order_and_its_limit(
    order: OrderRequest, mid: Decimal, behaviour: PaperBehaviour
) -> None:
    execution = execute(order, BTC, mid, books_of(), behaviour)
    filled = sum((piece.quantity for piece in execution.pieces), Decimal(0))
    assert filled <= order.quantity
    assert (filled == order.quantity) == (execution.status is ReportStatus.FILLED)
    assert (execution.reason is None) == (execution.status is ReportStatus.FILLED)
    for piece in execution.pieces:
        assert piece.quantity > 0
        assert piece.quantity % BTC.lot == piece.price % BTC.tick == 0
        assert piece.fee == fee_of(piece.quantity, piece.price, behaviour.fee_rate)
        if order.limit_price is not None:
            assert (order.limit_price - piece.price) * direction(order) >= 0


@given(orders, mids, behaviours)
def test_opening_never_spends_cash_that_is_not_there(
    order: OrderRequest, mid: Decimal, behaviour: PaperBehaviour
) -> None:
    execution = execute(order, BTC, mid, books_of(100), behaviour)
    assert execution.books.account.cash >= 0


@given(st.lists(orders, min_size=1, max_size=6), mids, behaviours)
@settings(max_examples=50)
def test_luck_does_not_depend_on_what_came_before(
    asked: list[OrderRequest], mid: Decimal, behaviour: PaperBehaviour
) -> None:
    alone = [execute(order, BTC, mid, books_of(), behaviour) for order in asked]
    backwards = [execute(order, BTC, mid, books_of(), behaviour) for order in reversed(asked)]
    assert alone == backwards[::-1]


def test_a_taker_pays_half_the_spread_and_the_slippage_of_its_size() -> None:
    character: dict[str, Any] = {"spread_bps": Decimal(4), "slippage_bps_per_10k": Decimal(2)}
    bought = run(an_order(), **character)
    sold = run(an_order(side=Side.SHORT), **character)
    assert [piece.price for piece in bought.pieces] == [Decimal("50015.0")]
    assert [piece.price for piece in sold.pieces] == [Decimal("49985.0")]


def test_prices_are_rounded_to_the_tick_against_the_taker() -> None:
    character: dict[str, Any] = {"spread_bps": Decimal("0.001")}
    assert run(an_order(), **character).pieces[0].price == Decimal("50000.1")
    assert run(an_order(side=Side.SHORT), **character).pieces[0].price == Decimal("49999.9")


def test_no_price_falls_to_nothing() -> None:
    sold = run(an_order(side=Side.SHORT), spread_bps=Decimal(30_000))
    assert sold.pieces[0].price == BTC.tick


def test_opening_locks_margin_and_pays_the_fee() -> None:
    account = run(an_order(), fee_rate=Decimal("0.001")).books.account
    assert account == Account(
        starting=Decimal(10_000),
        cash=Decimal(8_995),
        margin=Decimal(1_000),
        fees=Decimal(5),
    )


def test_closing_half_returns_half_the_margin_and_what_was_earned() -> None:
    held = run(an_order()).books
    close = an_order("close", purpose=Purpose.CLOSE, quantity=Decimal("0.05"))
    after = execute(close, BTC, Decimal(51_000), held, FREE).books
    assert after.account.cash == 9_000 + 500 + 50
    assert after.holding == Holding(net=Decimal("0.05"), cost=Decimal(2_500), margin=Decimal(500))


def test_a_short_earns_when_the_price_falls() -> None:
    held = run(an_order(side=Side.SHORT)).books
    close = an_order("close", side=Side.SHORT, purpose=Purpose.CLOSE)
    after = execute(close, BTC, Decimal(49_000), held, FREE).books
    assert after.account.realised == 100
    assert after.holding == Holding()


def test_opening_the_other_side_nets_first_and_then_turns() -> None:
    held = run(an_order()).books
    turned = run(an_order("turn", side=Side.SHORT, quantity=Decimal("0.3")), held).books
    assert turned.holding == Holding(
        net=Decimal("-0.2"), cost=Decimal(10_000), margin=Decimal(2_000)
    )


def test_a_loss_beyond_the_margin_is_owed_and_the_close_goes_through() -> None:
    held = run(an_order(quantity=Decimal("0.9"))).books
    close = an_order("close", purpose=Purpose.CLOSE, quantity=Decimal("0.9"))
    after = execute(close, BTC, Decimal(30_000), held, FREE)
    assert after.status is ReportStatus.FILLED
    assert after.books.account.cash == -8_000


def test_an_opening_beyond_the_cash_is_cancelled_whole() -> None:
    execution = run(an_order(quantity=Decimal(2)))
    assert (execution.pieces, execution.reason) == ((), RejectReason.INSUFFICIENT_BALANCE)
    assert execution.books == books_of()


def test_a_seeded_share_of_orders_comes_in_two_fills_or_one_and_no_more() -> None:
    found = [run(an_order(str(n)), partial_share=Decimal("0.5")) for n in range(200)]
    shapes = [(len(e.pieces), e.status) for e in found]
    halves = {shape: shapes.count(shape) for shape in set(shapes)}
    assert set(halves) == {
        (1, ReportStatus.FILLED),
        (1, ReportStatus.CANCELLED),
        (2, ReportStatus.FILLED),
    }
    assert 70 < halves[1, ReportStatus.FILLED] < 130
    cut = {e.reason for e in found if e.status is ReportStatus.CANCELLED}
    assert cut == {RejectReason.NO_LIQUIDITY}


def test_a_second_fill_beyond_the_limit_is_cancelled() -> None:
    character: dict[str, Any] = {"slippage_bps_per_10k": Decimal(100), "partial_share": Decimal(1)}
    free = [run(an_order(str(n)), **character) for n in range(20)]
    name, twice = next((str(n), e) for n, e in enumerate(free) if len(e.pieces) == 2)
    limited = run(an_order(name, limit_price=twice.pieces[0].price), **character)
    assert limited.pieces == twice.pieces[:1]
    assert limited.reason is RejectReason.PRICE_BEYOND_LIMIT


def test_a_single_lot_is_never_parted() -> None:
    lot = an_order(quantity=BTC.lot)
    assert run(lot, partial_share=Decimal(1)).status is ReportStatus.FILLED


def test_a_keeper_cancels_its_share_and_what_is_beyond_the_limit() -> None:
    character = replace(FREE, keeper=True, keeper_cancel_share=Decimal("0.5"))
    kept = [keep(an_order(str(n)), BTC, MID, books_of(), character) for n in range(100)]
    cancelled = [e for e in kept if e.reason is RejectReason.KEEPER_CANCELLED]
    assert 30 < len(cancelled) < 70
    assert all(e.books == books_of() and not e.pieces for e in cancelled)

    never = replace(character, keeper_cancel_share=Decimal(0))
    beyond = keep(an_order(limit_price=MID - 1), BTC, MID, books_of(), never)
    assert (beyond.pieces, beyond.reason) == ((), RejectReason.KEEPER_CANCELLED)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"expires_at": NOON}, RejectReason.EXPIRED),
        ({"network": Network.TESTNET}, RejectReason.VENUE_REFUSED),
        ({"quantity": Decimal("0.000015")}, RejectReason.VENUE_REFUSED),
        ({"quantity": Decimal(0)}, RejectReason.VENUE_REFUSED),
        ({"leverage": Decimal(41)}, RejectReason.VENUE_REFUSED),
        ({"quantity": Decimal("0.00019")}, RejectReason.BELOW_MINIMUM),
    ],
)
def test_what_breaks_a_rule_is_refused_with_the_reason(
    changes: dict[str, Any], reason: RejectReason
) -> None:
    with pytest.raises(VenueRefused) as refused:
        admit(an_order(**changes), BTC, MID, NOON)
    assert refused.value.reason is reason


def test_an_unlisted_symbol_has_no_market() -> None:
    with pytest.raises(VenueRefused) as refused:
        admit(an_order(), None, None, NOON)
    assert refused.value.reason is RejectReason.NO_MARKET


def test_exactly_the_minimum_is_admitted() -> None:
    assert admit(an_order(quantity=Decimal("0.0002")), BTC, MID, NOON) is BTC
