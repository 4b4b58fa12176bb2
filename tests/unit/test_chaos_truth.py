"""The chaos table sees what was lost, what was doubled, and books that differ."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from scripts.chaos.truth import Evidence, Line, compare, residual, truth_table
from tests.factories import a_wallet, an_id

WALLET = a_wallet(1)
ORDER = an_id("order")
FIRST, SECOND = an_id("attempt/1"), an_id("attempt/2")
FILL = (f"{FIRST}:1", Decimal(2), Decimal(100), Decimal("0.09"))

TRUE = Evidence(
    said_posts=("1", "2"),
    posts=("2", "1"),
    said_verdicts=(("1", True), ("2", False)),
    verdicts=(("1", True), ("2", False)),
    said_outcomes=(("1", "agent"), ("2", "agent")),
    outcomes=(("1", "agent"), ("2", "agent")),
    claimed_places=frozenset({("agent", "BTC", 7)}),
    signal_places=(("agent", "BTC", 7),),
    signals_by_deployment=(("signal", "deployment"),),
    decisions=(("signal", "deployment"),),
    intents=("intent",),
    ordered_intents=("intent",),
    orders=(ORDER,),
    settled_orders=(ORDER,),
    accepted_orders=(ORDER,),
    attempts={FIRST: ORDER, SECOND: ORDER},
    venue_orders=(FIRST,),
    fills=(FILL,),
    venue_fills=(FILL,),
    holdings={(WALLET, "BTC"): Decimal(2)},
    venue_holdings={(WALLET, "BTC"): Decimal("2.00")},
    books={WALLET: (Decimal(0), Decimal("0.09"))},
    venue_books={WALLET: (Decimal(0), Decimal("0.090")), a_wallet(2): (Decimal(0), Decimal(0))},
    closed=("position",),
    billed=("position",),
    closed_by_agent=(("agent", 1),),
    metrics=(("agent", 1),),
    deliveries=(("message", "orders"),),
    taken=(("message", "orders"),),
)


def untrue(evidence: Evidence) -> dict[str, tuple[int, int]]:
    """Return what was lost and doubled in the lines that are not true."""
    lines = [line for line in truth_table(evidence) if not line.true]
    return {line.what: (line.lost, line.doubled) for line in lines}


def test_a_run_in_which_all_agrees_is_true() -> None:
    assert untrue(TRUE) == {}
    assert residual(TRUE) == 0


@pytest.mark.parametrize(
    ("field", "what"),
    [
        ("posts", "posts"),
        ("verdicts", "verdicts"),
        ("outcomes", "post x agent: outcomes"),
        ("signal_places", "signals"),
        ("decisions", "signal x deployment: decisions"),
        ("ordered_intents", "intents with their order"),
        ("settled_orders", "orders settled"),
        ("venue_orders", "orders the venue accepted"),
        ("fills", "fills: id, quantity, price, fee"),
        ("billed", "closed positions billed"),
        ("metrics", "closed positions in metrics"),
        ("taken", "message x stage: taken"),
    ],
)
def test_what_is_missing_is_lost_and_what_is_there_twice_is_doubled(field: str, what: str) -> None:
    there: tuple[Any, ...] = getattr(TRUE, field)
    fewer: dict[str, Any] = {field: there[1:]}
    more: dict[str, Any] = {field: (*there, there[0])}
    assert untrue(replace(TRUE, **fewer)) == {what: (1, 0)}
    assert untrue(replace(TRUE, **more)) == {what: (0, 1)}


def test_an_order_accepted_under_a_second_name_is_doubled() -> None:
    assert untrue(replace(TRUE, venue_orders=(FIRST, SECOND))) == {
        "orders the venue accepted": (0, 1)
    }


def test_an_order_of_the_venue_that_we_never_made_is_doubled() -> None:
    assert untrue(replace(TRUE, venue_orders=(FIRST, an_id("stranger")))) == {
        "orders the venue accepted": (0, 1)
    }


def test_a_verdict_that_says_otherwise_is_lost_and_doubled() -> None:
    wrong = replace(TRUE, verdicts=(("1", True), ("2", True)))
    assert untrue(wrong) == {"verdicts": (1, 1)}


def test_a_fill_at_another_price_is_a_difference() -> None:
    dearer = (FILL[0], FILL[1], Decimal("100.01"), FILL[3])
    assert untrue(replace(TRUE, fills=(dearer,))) == {"fills: id, quantity, price, fee": (1, 1)}


def test_a_holding_the_venue_has_and_we_do_not_is_a_difference_of_books() -> None:
    assert untrue(replace(TRUE, holdings={})) == {"holdings: wallet x token": (1, 0)}


def test_a_holding_of_nothing_is_none() -> None:
    held = {**TRUE.holdings, (WALLET, "ETH"): Decimal(0)}
    assert untrue(replace(TRUE, holdings=held)) == {}


def test_a_fee_that_was_not_counted_leaves_a_residual() -> None:
    wrong = replace(TRUE, books={WALLET: (Decimal(0), Decimal("0.08"))})
    assert untrue(wrong) == {"books: realised, fees": (1, 1)}
    assert residual(wrong) == Decimal("-0.01")


def test_a_dead_letter_is_never_expected() -> None:
    assert untrue(replace(TRUE, dead_letters=("letter",))) == {"dead letters": (0, 1)}


RESTING = replace(
    TRUE,
    rests=True,
    venue_traded=(FIRST,),
    stops=("stop", "never accepted"),
    venue_stops=("stop",),
    guarded=((WALLET, "BTC", Decimal(2)),),
    venue_guarded=((WALLET, "BTC", Decimal("2.0")),),
    by_hand=(("external", WALLET, "ADA", Decimal(7)), ("closed outside", WALLET, "1/2")),
    named=(("closed outside", WALLET, "1/2"), ("external", WALLET, "ADA", Decimal("7.0"))),
)


def test_a_venue_at_which_stops_rest_and_users_trade_is_compared_too() -> None:
    assert untrue(RESTING) == {}
    assert len(truth_table(RESTING)) == len(truth_table(TRUE)) + 4


@pytest.mark.parametrize(
    ("changes", "what", "counts"),
    [
        ({"venue_traded": (FIRST, SECOND)}, "orders that traded, by attempt", (0, 1)),
        ({"venue_stops": ("stop", "stop")}, "stops the venue accepted", (0, 1)),
        ({"venue_stops": ("stop", "stranger")}, "stops the venue accepted", (0, 1)),
        ({"venue_guarded": ()}, "stops resting for what is open", (1, 0)),
        ({"guarded": ()}, "stops resting for what is open", (0, 1)),
        ({"named": RESTING.named[:1]}, "done by hand, and named", (1, 0)),
        ({"by_hand": RESTING.by_hand[:1]}, "done by hand, and named", (0, 1)),
    ],
)
def test_what_rests_or_is_done_by_hand_and_not_told_is_a_difference(
    changes: dict[str, Any], what: str, counts: tuple[int, int]
) -> None:
    assert untrue(replace(RESTING, **changes)) == {what: counts}


def test_a_line_names_a_few_of_what_is_wrong() -> None:
    line = compare("posts", ["a", "b", "b"], ["b", "c"])
    assert line == Line(
        what="posts",
        expected=3,
        found=2,
        lost=2,
        doubled=1,
        examples=("lost a", "lost b", "doubled c"),
    )
