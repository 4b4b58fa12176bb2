"""Flips: when an agent changes sides, and when it is refused as any other."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.intents import RefusalReason
from contracts.market import DeploymentId, PositionId, Purpose, Side
from domain.flips import Held, left_waiting
from domain.halts import Halt, HaltScope, HaltStrength
from domain.intents import Approved, Flip, Refused, decide
from domain.limits import Exposure
from domain.orders import OrderState
from domain.positions import PositionOrder, PositionStatus
from domain.routing import Case
from tests.factories import an_id
from tests.factories_scene import AGENT, DEPLOYMENT, HL, OSTIUM, SAFE, a_case, a_scene
from tests.unit.test_positions import a_position

FLIPPING = replace(AGENT, flips=True)
HELD = Held(position_id=PositionId(an_id("position")), side=Side.LONG)


def exposed(side: Side = Side.SHORT, *, held: Held | None = HELD, **scene: Any) -> Case:
    """Put a signal to a deployment whose wallet has a live position of the token."""
    mine = {} if held is None else {(DEPLOYMENT.id, HL): held}
    exposures = {SAFE: Exposure(slots=frozenset({(HL, "BTC")}))}
    return a_case(a_scene(exposures=exposures, held=mine, **scene), agent=FLIPPING, side=side)


def test_the_other_side_of_what_the_deployment_holds_is_a_flip() -> None:
    decision = decide(exposed())

    assert isinstance(decision, Flip)
    assert decision.position_id == HELD.position_id
    assert decision.routing.selected is None
    pending = decision.pending()
    assert (pending.deployment_id, pending.position_id) == (DEPLOYMENT.id, HELD.position_id)
    assert pending.question.deployment_id == DEPLOYMENT.id
    assert pending.question.signal_id == decision.case.signal.signal_id


def test_a_flip_that_came_too_late_is_a_refusal_that_names_the_venue() -> None:
    decision = decide(exposed())
    assert isinstance(decision, Flip)

    refused = decision.outrun()

    assert refused.reason is RefusalReason.ALREADY_EXPOSED
    assert HL in refused.detail


@pytest.mark.parametrize(
    "case",
    [
        exposed(Side.LONG),
        exposed(held=None),
        replace(exposed(), agent=AGENT),
        replace(
            exposed(), deployment=replace(DEPLOYMENT, id=DeploymentId(an_id("deployment/twin")))
        ),
    ],
    ids=["the same side", "not open, or somebody else's", "an agent that does not", "a twin"],
)
def test_anything_else_in_the_place_is_refused(case: Case) -> None:
    decision = decide(case)

    assert isinstance(decision, Refused)
    assert decision.reason is RefusalReason.ALREADY_EXPOSED


def test_a_halt_forbids_a_flip_as_it_forbids_an_entry() -> None:
    halt = Halt(
        id=an_id("halt"),
        scope=HaltScope.GLOBAL,
        target=None,
        strength=HaltStrength.NO_ENTRIES,
        reason="drill",
    )
    decision = decide(exposed(halts=[halt]))

    assert isinstance(decision, Refused)
    assert decision.reason is RefusalReason.HALTED


def test_a_place_on_another_venue_is_taken_without_a_flip() -> None:
    decision = decide(replace(exposed(), agent=replace(FLIPPING, venues=(OSTIUM, HL))))

    assert isinstance(decision, Approved)
    assert decision.offer.venue is OSTIUM


def test_what_a_flip_waited_for_in_vain_is_told_with_the_orders_that_failed() -> None:
    position = replace(a_position(), status=PositionStatus.CLOSING)
    orders = [
        PositionOrder(purpose=purpose, state=state)
        for purpose, state in (
            (Purpose.OPEN, OrderState.FILLED),
            (Purpose.CLOSE, OrderState.REJECTED),
            (Purpose.CLOSE, OrderState.ACKED),
            (Purpose.CLOSE, OrderState.REJECTED),
        )
    ]
    waited = f"waited for position {position.id} to close, which is CLOSING"
    assert left_waiting(position, orders) == f"{waited}; exit orders: 1 ACKED, 2 REJECTED"
    assert left_waiting(position, orders[:1]) == f"{waited}; no exit order was planned yet"


def test_a_refusal_without_an_exit_to_tell_of_stays_as_it_is() -> None:
    refused = decide(replace(exposed(), agent=AGENT))
    assert isinstance(refused, Refused)
    assert refused.adding(None) is refused
    assert refused.adding("so much more").detail == f"{refused.detail}; so much more"
