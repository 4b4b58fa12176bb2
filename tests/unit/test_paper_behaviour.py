"""The paper venue's luck: a fixed function of the seed and the order, in the shares asked for."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from infra.venues.paper.behaviour import Fault, PaperBehaviour
from tests.factories import NOON, an_id
from tests.factories_paper import a_paper_order


def test_a_draw_is_a_fixed_function_of_seed_order_and_label() -> None:
    assert PaperBehaviour(seed="s").draw(an_id("x"), "part") == Decimal("0.412079725")
    assert PaperBehaviour(seed="t").draw(an_id("x"), "part") != Decimal("0.412079725")
    assert PaperBehaviour(seed="s").draw(an_id("x"), "fault") != Decimal("0.412079725")


def test_a_keeper_takes_its_time_within_its_range() -> None:
    shortest, longest = timedelta(seconds=60), timedelta(seconds=300)
    behaviour = PaperBehaviour(keeper=True, keeper_delay=(shortest, longest))
    delays = {behaviour.due_at(a_paper_order(str(n)), NOON) - NOON for n in range(50)}
    assert len(delays) == 50
    assert min(delays) >= shortest
    assert max(delays) <= longest


def test_each_fault_meets_its_share_of_orders() -> None:
    share = Decimal("0.25")
    behaviour = PaperBehaviour(
        drop_before_accept_share=share, timeout_after_accept_share=share, late_share=share
    )
    met = [behaviour.fault(a_paper_order(str(n))) for n in range(400)]
    counts = {fault: met.count(fault) for fault in set(met)}
    assert set(counts) == {None, Fault.DROP, Fault.TIMEOUT, Fault.LATE}
    assert all(60 < count < 140 for count in counts.values())


def test_a_fault_plan_overrules_the_shares() -> None:
    behaviour = PaperBehaviour(
        drop_before_accept_share=Decimal(1), fault_plan=lambda _: Fault.TIMEOUT
    )
    assert behaviour.fault(a_paper_order()) is Fault.TIMEOUT


@pytest.mark.parametrize(
    "character",
    [
        {"partial_share": Decimal("1.1")},
        {"keeper_cancel_share": Decimal("-0.1")},
        {"drop_before_accept_share": Decimal("0.6"), "late_share": Decimal("0.6")},
        {"fee_rate": Decimal(-1)},
        {"keeper_delay": (timedelta(seconds=2), timedelta(seconds=1))},
    ],
)
def test_a_venue_that_cannot_be_is_refused(character: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"share|negative|delay"):
        PaperBehaviour(**character)
