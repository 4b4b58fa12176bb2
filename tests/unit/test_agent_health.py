"""Agent health: whether an agent can trade, and all that is in its way."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid5

import pytest

from contracts.market import VenueName
from domain.agent_health import Checkup, Deployed, FollowedSource, Listing, Place, examine
from domain.agents import AgentStatus, DeploymentStatus
from domain.halts import Halt, HaltScope, HaltStrength
from domain.markets import Balance
from domain.policy import Policy
from tests.factories import NOON, ROOT
from tests.factories_scene import AGENT, BALANCE, DEPLOYMENT, GMX, HL

HOUR = timedelta(hours=1)
ALICE = FollowedSource(handle="alice", active=True, last_seen_at=NOON)
LISTED = Listing(markets=3, priced_at=NOON)
READY = Place(approved=True, balance=BALANCE)


def deployed(places: dict[VenueName, Place] | None = None, **changes: Any) -> Deployed:
    places = dict.fromkeys(AGENT.venues, READY) if places is None else places
    return Deployed(deployment=replace(DEPLOYMENT, **changes), places=places)


def a_checkup(**changes: Any) -> Checkup:
    checkup = Checkup(
        agent=AGENT,
        sources=[ALICE],
        listings=dict.fromkeys(AGENT.venues, LISTED),
        deployed=[deployed()],
        halts=(),
        now=NOON,
        policy=Policy(),
    )
    return replace(checkup, **changes)


def a_halt(scope: HaltScope, target: object = None) -> Halt:
    return Halt(
        id=uuid5(ROOT, "halt"),
        scope=scope,
        target=None if target is None else str(target),
        strength=HaltStrength.NO_ENTRIES,
        reason="a test",
    )


def test_an_agent_with_all_it_needs_can_trade() -> None:
    health = examine(a_checkup())

    assert health.can_trade
    assert (health.sources_active, health.deployments_ready) == (1, 1)
    assert health.venues_open == AGENT.venues
    assert health.deployments == {}


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"agent": replace(AGENT, status=AgentStatus.DRAFT)}, "the agent is a DRAFT"),
        ({"agent": replace(AGENT, deleted=True)}, "the agent was deleted"),
        ({"sources": []}, "it follows nobody"),
        ({"sources": [replace(ALICE, active=False)]}, "none of its sources is polled: alice"),
        ({"deployed": []}, "nobody has deployed it"),
        ({"deployed": [deployed({})]}, "none of its 1 deployments is ready"),
        ({"halts": [a_halt(HaltScope.GLOBAL)]}, "NO_ENTRIES on GLOBAL: a test"),
        ({"halts": [a_halt(HaltScope.AGENT, AGENT.id)]}, f"NO_ENTRIES on AGENT {AGENT.id}: a test"),
    ],
)
def test_what_is_in_the_way_is_named(changes: dict[str, Any], obstacle: str) -> None:
    health = examine(a_checkup(**changes))

    assert not health.can_trade
    assert obstacle in health.in_the_way


@pytest.mark.parametrize(
    ("listing", "why"),
    [
        (Listing(), "no markets are known"),
        (Listing(markets=3), "no price was ever seen"),
        (replace(LISTED, priced_at=NOON - HOUR), "the last price was seen at 2026-01-05T11:00"),
    ],
)
def test_an_agent_whose_venues_are_all_shut_is_told_why_of_each(listing: Listing, why: str) -> None:
    health = examine(a_checkup(listings=dict.fromkeys(AGENT.venues, listing)))

    shut = [line for line in health.in_the_way if why in line]
    assert [line.split(":")[0] for line in shut] == list(AGENT.venues)
    assert health.deployments == {DEPLOYMENT.id: "it enables no venue on which the agent can trade"}


def test_one_open_venue_is_enough() -> None:
    health = examine(a_checkup(listings={GMX: LISTED}))

    assert health.can_trade
    assert health.venues_open == (GMX,)


def test_a_halted_venue_is_shut() -> None:
    health = examine(a_checkup(halts=[a_halt(HaltScope.VENUE, HL)]))

    assert health.can_trade
    assert HL not in health.venues_open


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (deployed(status=DeploymentStatus.PAUSED), "it is PAUSED"),
        (deployed(sub_active=False), "its subscription has lapsed"),
        (deployed(trial_ends_at=NOON - HOUR), "its subscription has lapsed"),
        (
            deployed({HL: replace(READY, approved=False)}, enabled_venues=(HL,)),
            f"no approved credential for {HL}",
        ),
        (
            deployed({HL: replace(READY, balance=None)}, enabled_venues=(HL,)),
            f"{HL} never told its balance",
        ),
        (
            deployed(
                {HL: Place(approved=True, balance=replace(BALANCE, seen_at=NOON - HOUR))},
                enabled_venues=(HL,),
            ),
            f"{HL} last told its balance at 2026-01-05T11:00:00+00:00",
        ),
        (
            deployed(
                {HL: Place(approved=True, balance=Balance(available=Decimal("0.5"), seen_at=NOON))},
                enabled_venues=(HL,),
            ),
            f"0.5 USD on {HL}, at least 1",
        ),
    ],
)
def test_a_deployment_that_cannot_trade_is_told_why(one: Deployed, why: str) -> None:
    health = examine(a_checkup(deployed=[one, deployed(id=uuid5(ROOT, "another"))]))

    assert health.can_trade
    assert health.deployments_ready == 1
    assert health.deployments == {DEPLOYMENT.id: why}


def test_a_halted_deployment_is_not_ready() -> None:
    halt = a_halt(HaltScope.DEPLOYMENT, DEPLOYMENT.id)

    assert examine(a_checkup(halts=[halt])).deployments == {DEPLOYMENT.id: str(halt)}
