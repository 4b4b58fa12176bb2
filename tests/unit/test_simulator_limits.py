"""Agents, rate limits and ordered failures of the simulated Hyperliquid."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.simulators.hyperliquid.accounts import ZERO
from infra.simulators.hyperliquid.agents import Agents
from infra.simulators.hyperliquid.faults import Asked, Fault, Faults, Kind
from infra.simulators.hyperliquid.limits import Limits, batch, exchange_weight, info_weight
from infra.simulators.hyperliquid.words import NOWHERE, Refused
from tests.factories_simulator import NOON_MS, USER

A, B, C, D, E = (f"0x{number:040x}" for number in range(1, 6))


def test_an_agent_of_the_same_name_takes_the_place_of_the_first() -> None:
    agents = Agents()
    agents.approve(USER, A, "one", NOON_MS)
    agents.approve(USER, B, "one", NOON_MS)
    assert agents.principal(A, NOON_MS) is None
    assert agents.just_lost(A, NOON_MS) == USER
    assert agents.just_lost(A, NOON_MS + 5_000) is None
    assert agents.principal(B, NOON_MS) == USER
    with pytest.raises(Refused, match="already used"):
        agents.approve(USER, A, "two", NOON_MS)


def test_a_user_has_three_named_agents_and_an_unnamed_one() -> None:
    agents = Agents()
    for address, name in zip((A, B, C, D), ("1", "2", "3", ""), strict=True):
        agents.approve(USER, address, name, NOON_MS)
    assert [row["name"] for row in agents.named(USER)] == ["1", "2", "3"]
    with pytest.raises(Refused, match="Current limit is 3"):
        agents.approve(USER, E, "4", NOON_MS)


def test_an_agent_trades_until_its_end_and_a_little_longer_if_the_venue_is_slow() -> None:
    agents = Agents()
    agents.approve(USER, A, f"one valid_until {NOON_MS + 10}", NOON_MS)
    assert agents.named(USER) == [{"name": "one", "address": A, "validUntil": NOON_MS + 10}]
    assert agents.principal(A, NOON_MS + 9) == USER
    assert agents.principal(A, NOON_MS + 10) is None
    agents.grace_ms = 5
    assert agents.principal(A, NOON_MS + 14) == USER


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a name far too long", "between 1 and 16"),
        (f"one valid_until {NOON_MS}", "already expired"),
        (f"one valid_until {NOON_MS + 181 * 86_400_000}", "already expired"),
        ("one valid_until soon", "already expired"),
    ],
)
def test_an_approval_with_a_bad_name_or_end_is_refused(name: str, text: str) -> None:
    with pytest.raises(Refused, match=text):
        Agents().approve(USER, A, name, NOON_MS)


def test_after_a_removal_no_agent_is_approved_for_a_while() -> None:
    agents = Agents()
    agents.approve(USER, A, "one", NOON_MS)
    agents.approve(USER, NOWHERE, "one", NOON_MS)
    assert agents.principal(A, NOON_MS) is None
    with pytest.raises(Refused, match="pending agent removal"):
        agents.approve(USER, B, "one", NOON_MS + 4_999)
    agents.approve(USER, B, "one", NOON_MS + 5_000)
    agents.remove(USER, "nobody", NOON_MS)
    assert agents.principal(B, NOON_MS) == USER


@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 60)), max_size=60))
def test_no_minute_holds_more_weight_than_allowed(asks: list[tuple[int, int]]) -> None:
    limits, allowed, now = Limits(weight=100), list[tuple[int, int]](), 0
    for wait, weight in asks:
        now += wait
        if limits.allow("here", weight, now):
            allowed.append((now, weight))
    for at, _ in allowed:
        assert sum(paid for when, paid in allowed if at - 60_000 < when <= at) <= 100


def test_weights_are_the_venues() -> None:
    assert info_weight("allMids") == 2
    assert info_weight("userRole") == 60
    assert info_weight("meta") == 20
    assert info_weight("userFills", [None] * 45) == 22
    assert exchange_weight({"type": "noop"}) == 1
    assert exchange_weight({"type": "order", "orders": [None] * 80}) == 3
    assert batch({"type": "cancel", "cancels": [None] * 3}) == 3


def test_switched_off_limits_count_and_refuse_nothing() -> None:
    limits = Limits(weight=1, enabled=False)
    assert all(limits.allow("here", 1, NOON_MS) for _ in range(3))
    assert limits.counters(NOON_MS)["weight"] == {"here": 3}
    limits.enabled = True
    assert not limits.allow("here", 1, NOON_MS)
    assert limits.allow("there", 1, NOON_MS)
    assert limits.counters(NOON_MS) == {
        "weight": {"here": 3, "there": 1},
        "actions": {},
        "refused": 1,
    }


def test_an_account_that_used_its_allowance_acts_once_in_ten_seconds() -> None:
    limits, order = Limits(start=1), {"type": "order", "orders": [None]}
    limits.check(USER, order, ZERO, NOON_MS)
    limits.count(USER, 1, NOON_MS)
    with pytest.raises(Refused, match=r"Too many cumulative requests sent \(1 > 1\)"):
        limits.check(USER, order, ZERO, NOON_MS + 9_999)
    limits.check(USER, order, Decimal(1), NOON_MS)
    limits.check(USER, order, ZERO, NOON_MS + 10_000)
    limits.check(USER, {"type": "cancel", "cancels": [None]}, ZERO, NOON_MS)


def test_a_fault_befalls_what_it_names_as_often_as_it_was_ordered() -> None:
    faults = Faults()
    faults.add(Fault(kind=Kind.LIMITED, action="order", user=f"0x{USER[2:].upper()}", nth=2))
    faults.add(Fault(kind=Kind.DELAY, every=2, count=None, cloid="0xAB"))
    faults.add(Fault(kind=Kind.REFUSE, when=lambda asked: asked.kind == "noop"))

    def kinds(asked: Asked) -> list[Kind | None]:
        found = [faults.befalling(asked) for _ in range(4)]
        return [None if fault is None else fault.kind for fault in found]

    assert kinds(Asked(exchange=True, kind="order", user=USER)) == [None, Kind.LIMITED, None, None]
    named = Asked(exchange=True, kind="cancel", cloids=("0xab",))
    assert kinds(named) == [None, Kind.DELAY, None, Kind.DELAY]
    assert kinds(Asked(exchange=True, kind="noop")) == [Kind.REFUSE, None, None, None]
    assert kinds(Asked(exchange=False, kind="noop")) == [None] * 4
    faults.clear()
    assert faults.due == []


def test_weight_comes_back_after_a_minute() -> None:
    limits = Limits(weight=2)
    assert limits.allow("here", 2, NOON_MS)
    assert not limits.allow("here", 1, NOON_MS + 59_999)
    assert limits.allow("here", 2, NOON_MS + 60_000)
    limits.charge("here", 0, NOON_MS + 60_000)
    limits.charge("there", 3, NOON_MS + 60_000)
    assert limits.counters(NOON_MS + 60_000)["weight"] == {"here": 2, "there": 3}
