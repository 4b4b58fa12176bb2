"""How results add up to figures, and how credit is shared out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.market import SourceId
from domain.metrics import MIN_SAMPLE, Tally, credits_for
from tests.factories import an_id

D = Decimal


@pytest.mark.parametrize(
    ("closed", "wins", "rate"),
    [(0, 0, None), (MIN_SAMPLE - 1, 4, None), (MIN_SAMPLE, 0, "0"), (6, 4, "0.666667")],
)
def test_a_win_rate_needs_a_sample(closed: int, wins: int, rate: str | None) -> None:
    tally = Tally(closed_positions=closed, wins=wins, net_pnl=D(0), fees=D(0))
    assert tally.win_rate == (None if rate is None else D(rate))


@given(st.decimals(-1_000_000, 1_000_000, places=18), st.integers(1, 9))
def test_credit_is_shared_equally_and_nothing_is_lost(pnl: Decimal, sources: int) -> None:
    shares = credits_for(pnl, [SourceId(an_id(str(n))) for n in range(sources)])
    assert sum(share.weight for share in shares) == 1
    assert sum(share.pnl for share in shares) == pnl
    assert len({share.source_id for share in shares}) == sources
    assert max(s.weight for s in shares) - min(s.weight for s in shares) <= D("1e-17")


def test_a_result_without_sources_is_credited_to_nobody() -> None:
    assert credits_for(D(5), []) == ()
