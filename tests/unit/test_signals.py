"""Signals: every check of a call, the place it competes for, and how long it is good."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.market import AgentId, RiskPlan, Side, VenueName
from contracts.posts import Call, PostClassified, SourceKind
from contracts.signals import IgnoreReason
from domain.agents import Agent, AgentStatus
from domain.halts import Halt, HaltScope, HaltStrength
from domain.policy import Policy
from domain.ports.venue import Market, Quote
from domain.signals import Ignored, Outlook, Signal, dedupe_key, judge
from tests.factories import NOON, a_wallet, an_id
from tests.factories_signals import a_call, a_classified

SOURCE = an_id("source/a")
PAPER, SPOT, GMX = VenueName.PAPER, VenueName.SPOT, VenueName.GMX
SIX_HOURS = timedelta(hours=6)
AGENT = Agent(
    id=AgentId(an_id("agent/a")),
    creator_wallet=a_wallet(9),
    name="a",
    status=AgentStatus.PUBLIC,
    venues=(PAPER,),
    risk_plan=RiskPlan(),
)
MARKET = Market(
    symbol="BTC",
    min_notional=Decimal(10),
    lot=Decimal("0.001"),
    tick=Decimal(1),
    max_leverage=Decimal(5),
)
QUOTE = Quote(symbol="BTC", price=Decimal("60000.00"), seen_at=NOON)


def an_outlook(*venues: VenueName, **values: Any) -> Outlook:
    venues = venues or (PAPER,)
    outlook = Outlook(
        now=NOON,
        policy=Policy(),
        markets={"BTC": dict.fromkeys(venues, MARKET)},
        quotes={"BTC": dict.fromkeys(venues, QUOTE)},
    )
    return replace(outlook, **values)


def judged(
    call: Call | None = None,
    outlook: Outlook | None = None,
    agent: Agent = AGENT,
    post: PostClassified | None = None,
) -> Signal | Ignored:
    post = post or a_classified(SOURCE)
    return judge(post, call or a_call(), agent, outlook or an_outlook())


def ignored_for(outcome: Signal | Ignored) -> IgnoreReason:
    assert isinstance(outcome, Ignored)
    assert outcome.detail
    return outcome.reason


def test_a_clear_call_is_a_signal_of_the_default_size_without_a_score() -> None:
    signal = judged()

    assert isinstance(signal, Signal)
    assert signal.score is None
    assert signal.size == Decimal("0.05")
    assert str(signal.reference_price) == "60000"
    assert signal.expires_at == NOON + timedelta(minutes=15)
    assert signal.dedupe_key == f"auto:{AGENT.id}:BTC:2026-01-05T12:00Z"
    assert judged() == signal


def a_halt(scope: HaltScope, target: str | None) -> Halt:
    return Halt(
        id=an_id("halt"),
        scope=scope,
        target=target,
        strength=HaltStrength.NO_ENTRIES,
        reason="drill",
    )


REASONS: dict[IgnoreReason, Callable[[], Signal | Ignored]] = {
    IgnoreReason.AGENT_NOT_LIVE: lambda: judged(agent=replace(AGENT, status=AgentStatus.DRAFT)),
    IgnoreReason.NO_DIRECTION: lambda: judged(a_call(direction=None)),
    IgnoreReason.LOW_CONFIDENCE: lambda: judged(a_call(confidence="0.49")),
    IgnoreReason.STABLECOIN: lambda: judged(a_call("USDC")),
    IgnoreReason.NO_MARKET: lambda: judged(a_call("DOGE")),
    IgnoreReason.SHORT_ON_SPOT: lambda: judged(
        a_call(direction=Side.SHORT), an_outlook(SPOT), replace(AGENT, venues=(SPOT, GMX))
    ),
    IgnoreReason.EXPIRED: lambda: judged(
        post=a_classified(SOURCE, at=NOON - timedelta(minutes=15))
    ),
    IgnoreReason.NO_FRESH_PRICE: lambda: judged(
        outlook=an_outlook(quotes={"BTC": {PAPER: replace(QUOTE, seen_at=NOON - timedelta(1))}})
    ),
    IgnoreReason.HALTED: lambda: judged(
        outlook=an_outlook(halts=(a_halt(HaltScope.SOURCE, str(SOURCE)),))
    ),
}


@pytest.mark.parametrize("reason", REASONS)
def test_each_check_refuses_what_it_is_for(reason: IgnoreReason) -> None:
    assert ignored_for(REASONS[reason]()) is reason


def test_checks_run_in_order_so_the_first_reason_is_told() -> None:
    draft = replace(AGENT, status=AgentStatus.DRAFT)

    assert ignored_for(judged(a_call("USDC", None), agent=draft)) is IgnoreReason.AGENT_NOT_LIVE
    assert ignored_for(judged(a_call("USDC", None, "0.1"))) is IgnoreReason.NO_DIRECTION
    assert ignored_for(judged(a_call("USDC", confidence="0.1"))) is IgnoreReason.LOW_CONFIDENCE


def test_a_venue_halt_is_left_to_each_deployment() -> None:
    halted = an_outlook(halts=(a_halt(HaltScope.VENUE, "PAPER"),))

    assert isinstance(judged(outlook=halted), Signal)


def test_a_short_takes_its_price_from_a_venue_that_can_be_short() -> None:
    agent = replace(AGENT, venues=(SPOT, GMX))
    prices = {SPOT: QUOTE, GMX: replace(QUOTE, price=Decimal(59990))}

    short = judged(
        a_call(direction=Side.SHORT), an_outlook(SPOT, GMX, quotes={"BTC": prices}), agent
    )

    assert isinstance(short, Signal)
    assert short.reference_price == 59990


def test_research_is_good_for_a_day() -> None:
    note = a_classified(SOURCE, at=NOON - timedelta(hours=23), source_kind=SourceKind.RESEARCH)

    signal = judged(post=note)

    assert isinstance(signal, Signal)
    assert signal.expires_at == NOON + timedelta(hours=1)


def test_a_post_dated_ahead_is_good_no_longer_for_it() -> None:
    signal = judged(post=a_classified(SOURCE, at=NOON + timedelta(days=30)))

    assert isinstance(signal, Signal)
    assert signal.expires_at == NOON + timedelta(minutes=15)


def test_two_posts_that_compete_for_a_place_have_ids_of_their_own() -> None:
    one, other = (judged(post=a_classified(SOURCE, name)) for name in ("one", "other"))

    assert isinstance(one, Signal)
    assert isinstance(other, Signal)
    assert one.dedupe_key == other.dedupe_key
    assert one.id != other.id


def test_places_are_told_apart_at_the_hour_not_by_the_clock_of_the_writer() -> None:
    before = datetime(2026, 1, 5, 5, 59, tzinfo=UTC)
    elsewhere = before.astimezone(timezone(timedelta(hours=9)))

    def key(at: datetime) -> str:
        return dedupe_key(AGENT.id, "BTC", at, SIX_HOURS)

    assert key(before) == key(elsewhere)
    assert key(before) != key(before + timedelta(minutes=2))
    assert key(before).endswith("2026-01-05T00:00Z")


# Bounds are naive because hypothesis wants them so; `timezones` makes every value aware.
@given(
    st.datetimes(datetime(2009, 1, 3), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.timedeltas(min_value=timedelta(0), max_value=SIX_HOURS),
)
def test_posts_a_bucket_apart_never_share_a_place_and_nearer_ones_share_one_of_two(
    at: datetime, gap: timedelta
) -> None:
    moments = (at, at + gap, at + SIX_HOURS)

    keys = {dedupe_key(AGENT.id, "BTC", moment, SIX_HOURS) for moment in moments}

    assert len(keys) == 2
