"""Intents: what is decided for each deployment, and what is said of it."""

from dataclasses import replace

from contracts.intents import RefusalReason
from contracts.market import DeploymentId
from domain.agents import Deployment
from domain.intents import Approved, Proposal, Refused, decide, decide_all
from domain.limits import Exposure
from domain.policy import Policy
from domain.routing import Case
from tests.factories import NOON, an_id
from tests.factories_scene import DEPLOYMENT, HL, OSTIUM, SAFE, a_case, a_scene


def proposed(case: Case, *deployments: Deployment) -> Proposal:
    """Put the signal of a case to deployments of its agent."""
    return Proposal(signal=case.signal, agent=case.agent, deployments=deployments, scene=case.scene)


def test_two_accounts_in_one_batch_are_counted_as_they_are_taken() -> None:
    twin = replace(DEPLOYMENT, id=DeploymentId(an_id("deployment/b")), enabled_venues=(OSTIUM,))
    scene = a_scene(policy=Policy(max_open_positions=1))
    case = a_case(scene)

    first, second = decide_all([proposed(case, DEPLOYMENT, twin)], {})

    assert isinstance(first, Approved)
    assert isinstance(second, Refused)
    assert second.reason is RefusalReason.TOO_MANY_POSITIONS


def test_one_place_is_not_given_to_two_deployments_of_one_account() -> None:
    twin = replace(DEPLOYMENT, id=DeploymentId(an_id("deployment/b")))
    case = a_case()

    first, second = decide_all([proposed(case, DEPLOYMENT, twin)], {})

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


def test_what_one_signal_takes_the_next_one_finds_taken() -> None:
    first, second = a_case(), a_case(token="ETH")
    crowded = {SAFE: Exposure(slots=frozenset((OSTIUM, f"T{n}") for n in range(19)))}

    decisions = decide_all([proposed(each, DEPLOYMENT) for each in (first, second)], crowded)

    assert isinstance(decisions[0], Approved)
    assert isinstance(decisions[1], Refused)
    assert decisions[1].reason is RefusalReason.TOO_MANY_POSITIONS
    assert decisions[1].detail == "the wallet has 20 live positions, at most 20"


def test_a_token_held_on_a_venue_does_not_stand_in_the_way_of_another_token() -> None:
    held = {SAFE: Exposure(slots=frozenset({(HL, "ETH")}))}

    (decision,) = decide_all([proposed(a_case(), DEPLOYMENT)], held)

    assert isinstance(decision, Approved)
    assert decision.offer.venue is HL
