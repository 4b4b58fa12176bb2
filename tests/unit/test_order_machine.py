"""Each seed is one history, replayed identically, and none doubles or loses an order.

Mutants of the rules run beside the rules, so that a world too kind to break anything would be seen.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from domain.order_answers import Heard, NoAnswer, NotSent, answered
from domain.orders import (
    AttemptOutcome,
    Case,
    OrderState,
    Step,
)
from domain.policy import Policy
from domain.ports.venue import Proof
from tests.order_histories import HARMS, History, Rules

SEEDS = 600
MUTANT_SEEDS = 600


def retry_on_silence(
    case: Case, heard: Heard, *, filled: Decimal, now: datetime, policy: Policy
) -> Step:
    """Take a timeout for a no: the mistake that doubles orders."""
    silent = isinstance(heard.answer, NoAnswer) and case.attempt and case.attempt.outcome is None
    answer = NotSent("took silence for a no") if silent else heard.answer
    taken = replace(heard, answer=answer)
    return answered(case, taken, filled=filled, now=now, policy=policy)


def trust_any_venue(
    case: Case, heard: Heard, *, filled: Decimal, now: datetime, policy: Policy
) -> Step:
    """Take "never heard of it" for proof, whatever the venue can prove."""
    taken = replace(heard, proof=Proof.EXPIRY)
    return answered(case, taken, filled=filled, now=now, policy=policy)


def first_harm(rules: Rules, seeds: Sequence[int]) -> str | None:
    """Live through histories until one does harm, and say which."""
    for seed in seeds:
        try:
            History(seed, rules).live()
        except AssertionError as broken:
            if str(broken).startswith(HARMS):
                return str(broken)
    return None


HASTY = Policy(order_margin=-Policy().order_life)

SOUND = {
    "a venue that enforces deadlines": Rules(),
    "the same without our own guard": Rules(guard=False),
    "no deadlines, prompt delivery, our own guard": Rules(enforces=False, prompt=True),
    "a venue that proves nothing": Rules(enforces=False, proof=Proof.NONE),
}
MUTANTS = {
    "retry on timeout": Rules(judge=retry_on_silence),
    "ask before the deadline": Rules(policy=HASTY),
    "no guard, and a venue without expiry": Rules(guard=False, enforces=False, prompt=True),
    "trust a venue that proves nothing": Rules(
        judge=trust_any_venue, enforces=False, proof=Proof.NONE
    ),
    "late words are not fenced": Rules(fence=False),
}


@pytest.mark.slow
@pytest.mark.parametrize("rules", SOUND.values(), ids=SOUND.keys())
def test_no_history_doubles_or_loses_an_order(rules: Rules) -> None:
    for seed in range(SEEDS):
        History(seed, rules).live()


@pytest.mark.slow
@pytest.mark.parametrize("rules", MUTANTS.values(), ids=MUTANTS.keys())
def test_each_mutant_of_the_rules_is_found(rules: Rules) -> None:
    assert first_harm(rules, range(MUTANT_SEEDS)) is not None


def test_histories_reach_every_state_and_outcome() -> None:
    states: set[OrderState] = set()
    outcomes: set[AttemptOutcome | None] = set()

    class Watched(History):
        def check(self) -> None:
            states.add(self.case.order.state)
            outcomes.add(self.case.attempt.outcome if self.case.attempt else None)
            super().check()

    for seed in range(300):
        Watched(seed, Rules()).live()

    assert states == set(OrderState) - {OrderState.SENT, OrderState.DEAD}
    assert outcomes == {*AttemptOutcome, None} - {AttemptOutcome.REFUSED}
