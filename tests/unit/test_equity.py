"""The equity curve: a sum of days, and the drawdown that is published."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.performance.equity import Earned, equity_curve
from domain.performance.ratios import max_drawdown

D = Decimal
RETURNS = st.none() | st.decimals(min_value="-1.5", max_value="2", places=6)


def a_day(n: int, net_pnl: str, return_share: D | None) -> Earned:
    day = date(2026, 1, 1) + timedelta(days=n)
    return Earned(day=day, closed=1, net_pnl=D(net_pnl), fees=D(0), return_share=return_share)


def test_days_add_up_and_a_fall_is_measured_from_the_height() -> None:
    days = [a_day(0, "10", D("0.1")), a_day(1, "-22", D("-0.2")), a_day(2, "5", None)]

    points = equity_curve(days)

    assert [point.equity for point in points] == [D(10), D(-12), D(-7)]
    assert [point.growth for point in points] == [D("1.1"), D("0.88"), D("0.88")]
    assert [point.drawdown for point in points] == [D(0), D("0.2"), D("0.2")]


@given(st.lists(RETURNS, min_size=1, max_size=20))
def test_the_deepest_drawdown_is_the_published_one(returns: list[D | None]) -> None:
    points = equity_curve([a_day(n, "1", share) for n, share in enumerate(returns)])

    known = [share for share in returns if share is not None]
    assert max(point.drawdown for point in points) == (max_drawdown(known) or 0)
    assert points[-1].equity == len(returns)
