"""Risk limits: the strictest applies, the numbers are told, and no limit is ever exceeded."""

from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.intents import RefusalReason
from contracts.market import AgentId
from domain.policy import Policy
from domain.risk import Book, Entry, Standing, day_of, to_read
from domain.risk_limits import EVERY, PLATFORM, BadLimit, Limit, LimitName, Limits, LimitScope
from tests.factories import NOON, a_wallet, an_id

AGENT = AgentId(an_id("agent/a"))
WALLET = (LimitScope.WALLET, a_wallet(1))
OWN = {
    LimitScope.PLATFORM: PLATFORM,
    LimitScope.AGENT: (LimitScope.AGENT, str(AGENT)),
    LimitScope.WALLET: WALLET,
}
usd = st.decimals(min_value=0, max_value=10_000, places=2)


def an_entry(notional: str = "300", symbol: str = "BTC", n: int = 1) -> Entry:
    return Entry(wallet=a_wallet(n), agent_id=AGENT, symbol=symbol, notional=Decimal(notional))


def a_limit(
    name: LimitName,
    value: str | Decimal,
    scope: LimitScope = LimitScope.WALLET,
    target: str = EVERY,
) -> Limit:
    return Limit(scope=scope, target=target, name=name, value=Decimal(value))


def a_book(*limits: Limit, standing: Standing | None = None) -> Book:
    return Book(limits=Limits.of({}, limits), standing=standing or Standing())


def told(book: Book, entry: Entry | None = None) -> tuple[RefusalReason, str] | None:
    breach = book.breach(entry or an_entry(), NOON)
    return None if breach is None else (breach.reason, breach.detail)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"value": Decimal(-1)}, "value"),
        ({"value": Decimal("NaN")}, "value"),
        ({"value": Decimal("Infinity")}, "value"),
        ({"value": Decimal(10) ** 40}, "value"),
        ({"value": Decimal("0.001")}, "value"),
        ({"name": LimitName.OPEN_POSITIONS, "value": Decimal("1.5")}, "value"),
        ({"name": LimitName.OPEN_POSITIONS, "value": Decimal(1_000_001)}, "value"),
        ({"name": LimitName.STOP_COOLDOWN, "value": Decimal(86400 * 30 + 1)}, "value"),
        ({"scope": LimitScope.PLATFORM, "target": "me"}, "target"),
    ],
)
def test_a_limit_nobody_can_mean_names_what_is_wrong(values: dict[str, Any], field: str) -> None:
    good: dict[str, Any] = {
        "scope": LimitScope.WALLET,
        "name": LimitName.ORDER_NOTIONAL,
        "value": Decimal(5),
    }

    with pytest.raises(BadLimit, match=field) as caught:
        Limit(**{**good, **values})

    assert caught.value.field == field


def test_an_unknown_name_is_an_error_and_never_ignored() -> None:
    with pytest.raises(ValueError, match="max_notional"):
        LimitName("max_notional")


def test_a_set_limit_replaces_the_default_of_its_scope_and_joins_that_of_one_target() -> None:
    defaults = {LimitScope.WALLET: {LimitName.ORDER_NOTIONAL: Decimal(100)}}
    wider = a_limit(LimitName.ORDER_NOTIONAL, "500")
    mine = a_limit(LimitName.ORDER_NOTIONAL, "200", target=a_wallet(1))

    def found(*stored: Limit) -> Decimal | None:
        return Limits.of(defaults, stored).on(LimitName.ORDER_NOTIONAL, WALLET)

    assert found() == 100
    assert found(wider) == 500
    assert found(wider, mine) == 200
    assert found(mine) == 100
    assert Limits.of(defaults).on(LimitName.DRAWDOWN, WALLET) is None


@pytest.mark.parametrize("scope", list(LimitScope))
def test_each_limit_of_each_scope_refuses_with_its_reason_and_numbers(scope: LimitScope) -> None:
    own = OWN[scope]
    standing = Standing(
        exposure={(own, "BTC"): Decimal(4800)},
        positions={own: 3},
        results={own: Decimal(-250)},
        stopped={(own, "BTC"): NOON - timedelta(seconds=59)},
    )
    whom = {
        LimitScope.PLATFORM: "the platform",
        LimitScope.AGENT: f"agent {AGENT}",
        LimitScope.WALLET: f"wallet {a_wallet(1)}",
    }[scope]
    expected = {
        LimitName.ORDER_NOTIONAL: ("299.99", "order_too_large", "order 300.00 > 299.99 USD"),
        LimitName.TOKEN_EXPOSURE: (
            "5000",
            "token_exposure",
            "exposure 4,800.00 + 300.00 > 5,000.00 USD of BTC",
        ),
        LimitName.OPEN_POSITIONS: ("3", "too_many_positions", "3 + 1 > 3 live positions"),
        LimitName.DAILY_LOSS: ("250", "daily_loss", "lost 250.00 of 250.00 USD today (UTC)"),
        LimitName.STOP_COOLDOWN: (
            "60",
            "stop_cooldown",
            "BTC was stopped out at 2026-01-05T11:59:01+00:00, 60 s rest",
        ),
    }
    for name, (value, reason, detail) in expected.items():
        book = a_book(a_limit(name, value, scope), standing=standing)
        assert told(book) == (reason, f"{detail} for {whom}")


@pytest.mark.parametrize(
    ("name", "value", "standing"),
    [
        (LimitName.ORDER_NOTIONAL, "300", Standing()),
        (LimitName.TOKEN_EXPOSURE, "300", Standing(exposure={(WALLET, "ETH"): Decimal(900)})),
        (LimitName.OPEN_POSITIONS, "1", Standing()),
        (LimitName.DAILY_LOSS, "100", Standing(results={WALLET: Decimal("-99.99")})),
        (LimitName.DAILY_LOSS, "0", Standing(results={WALLET: Decimal(5)})),
        (LimitName.STOP_COOLDOWN, "60", Standing(stopped={(WALLET, "ETH"): NOON})),
        (
            LimitName.STOP_COOLDOWN,
            "60",
            Standing(stopped={(WALLET, "BTC"): NOON - timedelta(seconds=60)}),
        ),
        (LimitName.DRAWDOWN, "1", Standing(results={WALLET: Decimal(-500)})),
    ],
)
def test_what_is_just_within_a_limit_is_let_through(
    name: LimitName, value: str, standing: Standing
) -> None:
    assert told(a_book(a_limit(name, value), standing=standing)) is None


def test_a_limit_of_somebody_else_holds_nobody_back() -> None:
    limit = a_limit(LimitName.ORDER_NOTIONAL, "0", target=a_wallet(2))

    assert told(a_book(limit)) is None
    assert told(a_book(limit), an_entry(n=2)) is not None


def test_the_standard_limits_are_wide_and_there() -> None:
    book = Book(limits=Limits.of(Policy().limits))

    assert told(book, an_entry("250000")) is None
    assert told(book, an_entry("250000.01")) is not None


def test_only_what_some_limit_asks_about_is_read() -> None:
    nothing = to_read(Limits.of({}), [AGENT], [a_wallet(1)], NOON)
    assert (nothing.live, nothing.ended) == (frozenset(), frozenset())

    limits = Limits.of(
        {},
        [
            a_limit(LimitName.OPEN_POSITIONS, "5", LimitScope.AGENT),
            a_limit(LimitName.STOP_COOLDOWN, "3600"),
            a_limit(LimitName.STOP_COOLDOWN, "7200", target=a_wallet(1)),
        ],
    )
    asked = to_read(limits, [AGENT], [a_wallet(1)], NOON)
    assert asked.live == {LimitScope.AGENT}
    assert asked.ended == {LimitScope.WALLET}
    assert asked.since == NOON - timedelta(hours=2)
    assert asked.day == day_of(NOON)


def test_a_copied_book_takes_entries_without_a_trace_in_the_first() -> None:
    book = a_book(a_limit(LimitName.TOKEN_EXPOSURE, "300"))
    mine = book.copied()

    mine.take(an_entry())

    assert told(mine) is not None
    assert told(book) is None


limits = st.builds(
    a_limit,
    st.sampled_from([LimitName.ORDER_NOTIONAL, LimitName.TOKEN_EXPOSURE, LimitName.OPEN_POSITIONS]),
    st.integers(0, 5000).map(str),
    st.sampled_from(LimitScope),
)
asked = st.lists(
    st.builds(
        an_entry,
        st.integers(1, 3000).map(str),
        st.sampled_from(["BTC", "ETH"]),
        st.integers(1, 3),
    ),
    max_size=12,
)


@given(st.lists(limits, max_size=6), asked)
def test_whatever_comes_no_limit_is_exceeded(some: list[Limit], entries: list[Entry]) -> None:
    book = a_book(*some)
    taken = []
    for entry in entries:
        if book.breach(entry, NOON) is None:
            book.take(entry)
            taken.append(entry)

    for entry, (name, target) in product(taken, product(LimitName, OWN.values())):
        limit = book.limits.on(name, target)
        if limit is None or target not in entry.targets:
            continue
        together = [each for each in taken if target in each.targets]
        same = [each for each in together if each.symbol == entry.symbol]
        most = {
            LimitName.ORDER_NOTIONAL: entry.notional,
            LimitName.TOKEN_EXPOSURE: sum(each.notional for each in same),
            LimitName.OPEN_POSITIONS: len(together),
        }[name]
        assert most <= limit


@given(st.lists(limits, max_size=6), limits, st.builds(an_entry, st.integers(1, 3000).map(str)))
def test_one_more_limit_never_lets_an_entry_through(
    some: list[Limit], more: Limit, entry: Entry
) -> None:
    keys = {(each.scope, each.target, each.name) for each in some}
    if (more.scope, more.target, more.name) not in keys and told(a_book(*some), entry) is not None:
        assert told(a_book(*some, more), entry) is not None


@given(usd, usd, st.sampled_from(LimitScope))
def test_the_smaller_of_two_limits_decides(one: Decimal, other: Decimal, scope: LimitScope) -> None:
    target = OWN[scope]
    stored = [a_limit(LimitName.ORDER_NOTIONAL, one, scope)]
    if scope is not LimitScope.PLATFORM:
        stored.append(a_limit(LimitName.ORDER_NOTIONAL, other, scope, target[1]))

    found = Limits.of({}, stored).on(LimitName.ORDER_NOTIONAL, target)

    assert found == (one if scope is LimitScope.PLATFORM else min(one, other))
