"""Intents: what is decided for each deployment, and what is said of it."""

from dataclasses import replace

from contracts.intents import RefusalReason
from contracts.market import DeploymentId
from domain.intents import Approved, Refused, decide, decide_all
from domain.policy import Policy
from tests.factories import NOON, an_id
from tests.factories_scene import AGENT, DEPLOYMENT, HL, OSTIUM, SAFE, a_case, a_scene


def test_two_accounts_in_one_batch_are_counted_as_they_are_taken() -> None:
    twin = replace(DEPLOYMENT, id=DeploymentId(an_id("deployment/b")), enabled_venues=(OSTIUM,))
    scene = a_scene(policy=Policy(max_open_positions=1))
    case = a_case(scene)

    first, second = decide_all(case.signal, AGENT, [DEPLOYMENT, twin], scene)

    assert isinstance(first, Approved)
    assert isinstance(second, Refused)
    assert second.reason is RefusalReason.TOO_MANY_POSITIONS


def test_one_place_is_not_given_to_two_deployments_of_one_account() -> None:
    twin = replace(DEPLOYMENT, id=DeploymentId(an_id("deployment/b")))
    case = a_case()

    first, second = decide_all(case.signal, AGENT, [DEPLOYMENT, twin], case.scene)

    assert isinstance(first, Approved)
    assert isinstance(second, Refused)
    assert second.reason is RefusalReason.ALREADY_EXPOSED


def test_an_intent_is_on_the_account_that_owns_the_funds() -> None:
    decision = decide(a_case())

    assert isinstance(decision, Approved)
    intent = decision.intent(NOON)
    assert intent.wallet == SAFE
    assert intent.quantity * intent.reference_price == intent.collateral * intent.leverage
    assert decision.intent(NOON) == intent


def test_losing_the_race_for_a_place_is_a_refusal_that_names_the_venue() -> None:
    decision = decide(a_case())
    assert isinstance(decision, Approved)

    refused = decision.outrun()

    assert refused.reason is RefusalReason.ALREADY_EXPOSED
    assert refused.routing is not None
    assert refused.routing.selected is None
    assert refused.routing.checked[HL].startswith("already_exposed")
