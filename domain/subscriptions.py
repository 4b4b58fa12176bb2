"""Subscriptions: what a deployment owes for a month of being served, after its trial."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from contracts.market import DeploymentId, Usd

TRIAL = timedelta(days=30)
PRICE = Decimal(20)
"""USDC a month, unless a tariff says otherwise."""
AHEAD = timedelta(minutes=1)
"""A month is accrued this long before it begins, so that nothing lapses in between."""
MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Until when a deployment is served, and the moment its months are counted from."""

    deployment_id: DeploymentId
    anchor: datetime
    paid_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month of one deployment, owed once."""

    deployment_id: DeploymentId
    begins: datetime
    ends: datetime
    amount: Usd

    @property
    def bill_id(self) -> UUID:
        """Name its bill; the same month is the same bill."""
        return uuid5(self.deployment_id, f"bill/SUBSCRIPTION/{self.begins:%Y-%m-%d}")


def month_due(term: Term, amount: Usd, now: datetime) -> Month | None:
    """Return the month that is to be accrued; None while the trial or a paid month runs.

    Months that went by entirely without being accrued are not owed: nobody was served in them.
    """
    if term.paid_until > now + AHEAD:
        return None
    begun = _months_between(term.anchor, now + AHEAD)
    begins = max(_after(term.anchor, begun), term.paid_until)
    return Month(
        deployment_id=term.deployment_id,
        begins=begins,
        ends=_after(term.anchor, begun + 1),
        amount=amount,
    )


def _months_between(anchor: datetime, at: datetime) -> int:
    """Count the whole months from the anchor to a moment that does not come before it."""
    start, end = anchor.astimezone(UTC), at.astimezone(UTC)
    months = (end.year - start.year) * MONTHS + end.month - start.month
    return months if _after(anchor, months) <= at else months - 1


def _after(anchor: datetime, months: int) -> datetime:
    """Go so many months on; a day the month does not have is its last."""
    start = anchor.astimezone(UTC)
    years, month = divmod(start.month - 1 + months, MONTHS)
    year, month = start.year + years, month + 1
    day = min(start.day, monthrange(year, month)[1])
    return start.replace(year=year, month=month, day=day)
