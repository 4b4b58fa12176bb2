"""Changing a rule by name: read by its type, refused with its name."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cli.replay.rules import BadChange, Rules, changed, keys, parsed
from contracts.market import Basis, RiskPlan, VenueName
from domain.policy import Policy
from infra.venues.paper.behaviour import PaperBehaviour

USUAL = Rules(policy=Policy(), behaviour=PaperBehaviour())


def set_to(*words: str) -> Rules:
    return changed(USUAL, parsed(words))


@pytest.mark.parametrize(
    ("word", "name", "value"),
    [
        ("min_confidence=0.7", "min_confidence", Decimal("0.7")),
        ("max_open_positions=3", "max_open_positions", 3),
        ("post_signal_life=600", "post_signal_life", timedelta(minutes=10)),
        ("post_signal_life=30m", "post_signal_life", timedelta(minutes=30)),
        ("post_signal_life=PT1H", "post_signal_life", timedelta(hours=1)),
        ("classifier=rules-1", "classifier", "rules-1"),
    ],
)
def test_a_number_of_the_policy_is_read_by_its_type(word: str, name: str, value: object) -> None:
    assert getattr(set_to(word).policy, name) == value


def test_one_entry_of_a_mapping_is_changed_alone() -> None:
    leverage = set_to("default_leverage.PAPER=3").policy.default_leverage
    assert leverage[VenueName.PAPER] == 3
    assert leverage[VenueName.OSTIUM] == Policy().default_leverage[VenueName.OSTIUM]


def test_the_venue_and_risk_plans_are_changed_too() -> None:
    rules = set_to("paper.fee_rate=0.001", "paper.keeper_delay=[1, 4]", "plan.hard_stop=0.05")
    assert rules.behaviour.fee_rate == Decimal("0.001")
    assert rules.behaviour.keeper_delay == (timedelta(seconds=1), timedelta(seconds=4))
    plan = rules.planned(RiskPlan(take_profit=Decimal("0.2"), basis=Basis.COLLATERAL))
    assert (plan.hard_stop, plan.take_profit) == (Decimal("0.05"), Decimal("0.2"))
    assert plan.basis is Basis.COLLATERAL


def test_a_target_may_be_taken_out_of_every_plan() -> None:
    plan = set_to("plan.take_profit=null").planned(RiskPlan(take_profit=Decimal("0.2")))
    assert plan.take_profit is None


def test_posts_may_be_seen_later() -> None:
    assert set_to("delay=30s").delay == timedelta(seconds=30)


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("min_confidense=0.7", "did you mean min_confidence"),
        ("nonsense", "key=value"),
        ("min_confidence=high", "min_confidence=high: "),
        ("order_attempts=-1", "order_attempts=-1: it must not be negative"),
        ("post_signal_life=soon", "post_signal_life=soon: "),
        ("plan.hard_stop=2", "plan.hard_stop=2: "),
        ("plan.stop=0.1", "nothing called 'plan.stop'"),
        ("paper.partial_share=2", "paper.partial_share=2: shares lie between 0 and 1"),
        ("min_confidence.PAPER=1", "nothing called 'min_confidence.PAPER'"),
        ("default_leverage.MOON=1", "default_leverage.MOON=MOON: "),
        ("network=mainnet", "nothing called 'network'"),
        ("paper.on_accepted=1", "nothing called 'paper.on_accepted'"),
    ],
)
def test_what_cannot_be_set_is_told_by_its_name(word: str, told: str) -> None:
    with pytest.raises(BadChange) as refused:
        set_to(word)
    assert told in str(refused.value)


def test_every_key_is_one_that_can_be_named() -> None:
    assert len(set(keys())) == len(keys())
    assert {"min_confidence", "paper.seed", "plan.trail_distance", "delay"} <= set(keys())
