"""Routing: the first venue in the agent's order that can take the trade, and why not the others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.intents import RefusalReason
from contracts.market import Side, VenueName
from domain.halts import Halt, HaltScope, HaltStrength
from domain.limits import Exposure
from domain.markets import Balance
from domain.routing import Case, Obstacle, Offer, Scene, route
from tests.factories import NOON, an_id
from tests.factories_scene import (
    AGENT,
    DEPLOYMENT,
    GMX,
    HL,
    MARKET,
    OSTIUM,
    QUOTE,
    SAFE,
    SPOT,
    USER,
    a_case,
    a_scene,
)


def without(mapping: Any, *venues: VenueName) -> dict[VenueName, Any]:
    return {venue: value for venue, value in mapping.items() if venue not in venues}


def test_the_agents_order_decides_not_the_deployments() -> None:
    finding, routing = route(a_case())

    assert isinstance(finding, Offer)
    assert finding.venue is HL
    assert routing.requested == (HL, OSTIUM, GMX, SPOT)
    assert routing.checked == {HL: "taken"}


def test_only_venues_the_deployment_enables_are_asked() -> None:
    deployment = replace(DEPLOYMENT, enabled_venues=(GMX, VenueName.PAPER))

    finding, routing = route(a_case(deployment=deployment))

    assert isinstance(finding, Offer)
    assert finding.venue is GMX
    assert routing.requested == (GMX,)


def test_a_deployment_that_enables_none_of_the_venues_is_not_ready() -> None:
    finding, routing = route(a_case(deployment=replace(DEPLOYMENT, enabled_venues=())))

    assert isinstance(finding, Obstacle)
    assert finding.reason is RefusalReason.NOT_READY
    assert routing.requested == ()
    assert routing.selected is None


def _no_market(scene: Scene) -> Scene:
    return replace(scene, markets=without(scene.markets, HL))


def _stale(scene: Scene) -> Scene:
    old = replace(QUOTE, seen_at=NOON - timedelta(seconds=31))
    return replace(scene, quotes={**scene.quotes, HL: old})


def _not_ready(scene: Scene) -> Scene:
    return replace(scene, ready=without(scene.ready, HL))


def _halted(scene: Scene) -> Scene:
    halt = Halt(
        id=an_id("halt"),
        scope=HaltScope.VENUE,
        target="HYPERLIQUID",
        strength=HaltStrength.NO_ENTRIES,
        reason="drill",
    )
    return replace(scene, halts=(halt,))


def _broke(scene: Scene) -> Scene:
    return replace(scene, balances=without(scene.balances, HL))


def _poor(scene: Scene) -> Scene:
    little = Balance(available=Decimal(100), seen_at=NOON)
    return replace(scene, balances={**scene.balances, HL: {SAFE: little}})


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_no_market, "no_market"),
        (_stale, "price_stale"),
        (_not_ready, "not_ready"),
        (_halted, "halted"),
        (_broke, "no_balance"),
        (_poor, "below_minimum"),
    ],
)
def test_a_venue_that_cannot_take_it_is_passed_over_with_its_reason(
    spoil: Callable[[Scene], Scene], reason: str
) -> None:
    finding, routing = route(a_case(spoil(a_scene())))

    assert isinstance(finding, Offer)
    assert finding.venue is OSTIUM
    assert routing.selected is OSTIUM
    assert routing.checked[HL].startswith(f"{reason}: ")
    assert routing.checked[OSTIUM] == "taken"


def test_a_wallet_that_holds_the_token_is_not_sent_to_another_venue_for_more() -> None:
    exposures = {SAFE: Exposure(slots=frozenset({(HL, "BTC")}))}

    finding, routing = route(a_case(a_scene(exposures=exposures)))

    assert isinstance(finding, Obstacle)
    assert finding.reason is RefusalReason.ALREADY_EXPOSED
    assert list(routing.checked) == [HL]


def test_a_price_that_ran_away_is_not_chased_on_another_venue() -> None:
    moved = replace(QUOTE, price=Decimal(60601))

    finding, routing = route(a_case(a_scene(quotes={HL: moved, OSTIUM: QUOTE})))

    assert isinstance(finding, Obstacle)
    assert finding.reason is RefusalReason.PRICE_MOVED
    assert "60601" in finding.detail
    assert "60000" in finding.detail
    assert list(routing.checked) == [HL]


def test_a_price_may_move_exactly_as_far_as_the_agent_allows() -> None:
    finding, _ = route(a_case(a_scene(quotes={HL: replace(QUOTE, price=Decimal(60600))})))

    assert isinstance(finding, Offer)


def test_when_no_venue_takes_it_the_nearest_obstacle_is_told() -> None:
    scene = a_scene(
        markets=without(dict.fromkeys(AGENT.venues, MARKET), HL),
        ready=dict.fromkeys((GMX,), frozenset({USER})),
        balances={},
    )

    finding, routing = route(a_case(scene))

    assert isinstance(finding, Obstacle)
    assert finding.reason is RefusalReason.NO_BALANCE
    assert [text.split(":")[0] for text in routing.checked.values()] == [
        "no_market",
        "not_ready",
        "no_balance",
        "not_ready",
    ]


def test_nothing_is_shorted_on_spot() -> None:
    deployment = replace(DEPLOYMENT, enabled_venues=(SPOT,))

    finding, _ = route(a_case(deployment=deployment, side=Side.SHORT))

    assert isinstance(finding, Obstacle)
    assert finding.reason is RefusalReason.SHORT_ON_SPOT


@pytest.mark.parametrize(
    ("venue", "wanted", "cap", "expected"),
    [
        (OSTIUM, None, 10, 3),
        (HL, None, 10, 1),
        (HL, 5, 10, 5),
        (HL, 15, 10, 10),
        (HL, 8, 4, 4),
        (SPOT, 5, 10, 1),
    ],
)
def test_leverage_is_the_agents_or_the_venues_default_within_the_caps(
    venue: VenueName, wanted: int | None, cap: int, expected: int
) -> None:
    leverage = None if wanted is None else Decimal(wanted)
    agent = replace(AGENT, venues=(venue,), leverage=leverage, leverage_cap=Decimal(cap))

    finding, _ = route(a_case(agent=agent))

    assert isinstance(finding, Offer)
    assert finding.size.leverage == expected


def test_a_venues_own_cap_binds_too() -> None:
    market = replace(MARKET, max_leverage=Decimal(2))

    finding, _ = route(
        a_case(a_scene(markets={HL: market}), agent=replace(AGENT, leverage=Decimal(9)))
    )

    assert isinstance(finding, Offer)
    assert finding.size.leverage == 2


def test_a_signal_cannot_commit_more_than_the_platform_allows() -> None:
    finding, _ = route(a_case(size=Decimal(1)))

    assert isinstance(finding, Offer)
    assert finding.size.notional <= Decimal(1000)


def test_every_number_a_size_came_from_is_kept() -> None:
    finding, routing = route(a_case())

    assert isinstance(finding, Offer)
    assert routing.reckoning == {
        "balance": "10000",
        "balance_seen_at": NOON.isoformat(),
        "share": "0.05",
        "share_most": "0.1",
        "share_by": "signal",
        "leverage": "1",
        "leverage_by": "venue",
        "leverage_wish": "1",
        "leverage_venue_most": "20",
        "leverage_agent_cap": "10",
        "price": "60000",
        "price_seen_at": NOON.isoformat(),
        "reference": "60000",
        "drift_most": "0.01",
        "lot": "0.00001",
        "least": "10",
        "notional": f"{finding.size.notional:f}",
    }


def test_whose_wish_a_leverage_was_is_kept() -> None:
    def by(case: Case) -> str:
        _, routing = route(case)
        assert routing.reckoning is not None
        return str(routing.reckoning["leverage_by"])

    assert by(a_case(agent=replace(AGENT, leverage=Decimal(2)))) == "agent"
    assert by(a_case(agent=replace(AGENT, leverage=Decimal(2)), leverage=Decimal(4))) == "signal"


def test_what_is_not_traded_has_no_reckoning() -> None:
    _, routing = route(a_case(a_scene(balances={})))

    assert routing.selected is None
    assert routing.reckoning is None


wanted_leverages = st.none() | st.decimals(1, 100, places=1)
leverage_caps = st.decimals(1, 10, places=1)


@given(wanted_leverages, wanted_leverages, leverage_caps, st.decimals(1, 50, places=1))
def test_no_wish_of_anybody_is_geared_beyond_the_agent_s_cap_or_the_venue_s(
    of_signal: Decimal | None, of_agent: Decimal | None, cap: Decimal, most: Decimal
) -> None:
    agent = replace(AGENT, leverage=of_agent, leverage_cap=cap)
    markets = {HL: replace(MARKET, max_leverage=most)}
    finding, routing = route(a_case(a_scene(markets=markets), agent=agent, leverage=of_signal))

    assert isinstance(finding, Offer)
    assert 1 <= finding.size.leverage <= min(cap, most)
    assert routing.reckoning is not None
    assert Decimal(routing.reckoning["leverage_agent_cap"]) == cap


@given(st.integers(59_000, 61_000), st.decimals("0.001", "0.02", places=4))
def test_a_price_beyond_the_agent_s_drift_is_refused_with_its_numbers_and_no_other_is(
    price: int, most: Decimal
) -> None:
    quotes = dict.fromkeys(AGENT.venues, replace(QUOTE, price=Decimal(price)))
    agent = replace(AGENT, max_price_drift=most)
    finding, _ = route(a_case(a_scene(quotes=quotes), agent=agent))

    if abs(Decimal(price) - 60_000) / 60_000 <= most:
        assert isinstance(finding, Offer)
    else:
        assert isinstance(finding, Obstacle)
        assert finding.reason is RefusalReason.PRICE_MOVED
        assert f"mark {price} is 0." in finding.detail
        assert f"at most {most.normalize():f}" in finding.detail
