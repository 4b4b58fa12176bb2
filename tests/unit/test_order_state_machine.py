"""Hypothesis looks for a history that doubles or loses an order, and finds one in each mutant.

Seeds try what somebody thought of; a state machine is searched, and what it finds is shrunk to the
few steps that do the harm. Steps that belong together are one rule, or the search never gets deep.
"""

import os
import random
from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.order_histories import HARMS, SPANS, History, Rules
from tests.unit.test_order_machine import MUTANTS, SOUND

EXAMPLES = int(os.environ.get("MACHINES", "1000")) // len(SOUND)
"""Machines for each kind of venue; MACHINES sets how many all of them get."""
MUTANT_EXAMPLES, MUTANT_SEARCHES = 500, 12
"""A search can stay where there is no harm: several short ones find it sooner than a long one."""
STEPS = 30


class Orders(RuleBasedStateMachine):
    """One order in hostile hands: every choice a history makes is the search's to make."""

    law: ClassVar[Rules] = Rules()
    history: History

    @initialize(kind=st.integers(0, 2), choices=st.randoms(use_true_random=False))
    def begin(self, kind: int, choices: random.Random) -> None:
        self.history = History(kind, self.law, choices)

    @rule(span=st.sampled_from(SPANS))
    def time_passes_and_who_is_free_claims(self, span: float) -> None:
        self.history.now += timedelta(seconds=span)
        self.history.claim()

    @rule()
    def somebody_claims_and_works(self) -> None:
        self.history.claim()
        self.history.work()

    @rule()
    def somebody_works(self) -> None:
        self.history.work()

    @rule()
    def what_left_us_arrives_or_is_lost(self) -> None:
        self.history.carry()

    @rule()
    def the_venue_gets_on(self) -> None:
        self.history.progress()

    @rule()
    def somebody_dies(self) -> None:
        self.history.crash()

    @invariant()
    def nothing_is_doubled_or_given_up_wrongly(self) -> None:
        if hasattr(self, "history"):
            self.history.check()

    def teardown(self) -> None:
        if hasattr(self, "history"):
            # Calm has no choices worth searching, and hundreds of them.
            self.history.rng = random.Random(0)
            self.history.come_to_rest()


def search(rules: Rules, examples: int, *phases: Phase, number: int = 0) -> None:
    """Look for harm under these rules, the same way in every run. Raises what it finds."""
    machine = seed(number)(type("Searched", (Orders,), {"law": rules}))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            database=None,
            deadline=None,
            report_multiple_bugs=False,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )


def search_often(rules: Rules) -> None:
    for number in range(MUTANT_SEARCHES):
        search(rules, MUTANT_EXAMPLES, Phase.generate, number=number)


@pytest.mark.slow
@pytest.mark.parametrize("rules", SOUND.values(), ids=SOUND.keys())
def test_no_machine_doubles_or_loses_an_order(rules: Rules) -> None:
    search(rules, EXAMPLES, Phase.generate, Phase.shrink)


@pytest.mark.slow
@pytest.mark.timeout(300)  # a dozen seconds of nothing but work: minutes where it gets a tenth
@pytest.mark.parametrize("rules", MUTANTS.values(), ids=MUTANTS.keys())
def test_the_search_finds_the_harm_in_each_mutant(rules: Rules) -> None:
    with pytest.raises(AssertionError, match="|".join(HARMS)):
        search_often(rules)
