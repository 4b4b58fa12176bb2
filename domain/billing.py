"""Billing: what a closed position owes, by the tariff of its day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from enum import StrEnum

from contracts.billing import BillKind
from contracts.market import DeploymentId, PositionId, Usd, VenueName
from domain.rounding import WIDE, rounded

CENT = Decimal("0.01")
ALWAYS = datetime.min.replace(tzinfo=UTC)
"""A share of less than this is not worth collecting."""
USDC_PLACES = Decimal("0.000001")


class BillStatus(StrEnum):
    PENDING = "PENDING"
    CHARGED = "CHARGED"
    FAILED = "FAILED"
    WAIVED = "WAIVED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """What a kind of bill costs from a day on: a flat amount, or a share of a net profit.

    Without a venue it is for all of them, but for those that have one of their own.
    """

    kind: BillKind
    venue: VenueName | None = None
    flat: Usd | None = None
    share: Decimal | None = None
    effective_from: datetime | None = None


DEFAULT_TARIFFS = (
    Tariff(kind=BillKind.INFRA_FEE, flat=Decimal("0.20")),
    Tariff(kind=BillKind.PROFIT_SHARE, share=Decimal("0.10")),
)
"""What holds where nothing else is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """One amount owed, in USDC."""

    kind: BillKind
    amount: Usd


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A debt of a position, accrued once per kind and settled later."""

    position_id: PositionId
    deployment_id: DeploymentId
    kind: BillKind
    amount: Usd
    net_pnl: Usd | None
    accrued_at: datetime


def in_force(tariffs: Iterable[Tariff], venue: VenueName, at: datetime) -> tuple[Tariff, ...]:
    """Choose one tariff of each kind a position can owe.

    A tariff of the venue's own goes before a general one, and a later one before an earlier.
    """
    chosen = {tariff.kind: tariff for tariff in DEFAULT_TARIFFS}
    eligible = (t for t in tariffs if t.venue in (None, venue) and _since(t) <= at)
    for tariff in sorted(eligible, key=lambda t: (t.venue is not None, _since(t))):
        if tariff.kind in chosen:
            chosen[tariff.kind] = tariff
    return tuple(chosen.values())


def owed(net_pnl: Usd | None, tariffs: Iterable[Tariff]) -> tuple[Debt, ...]:
    """Tell what a closed position owes; of a profit that is not known, no share is taken."""
    debts = (Debt(kind=tariff.kind, amount=_amount(net_pnl, tariff)) for tariff in tariffs)
    return tuple(debt for debt in debts if debt.amount > 0)


def _amount(net_pnl: Usd | None, tariff: Tariff) -> Usd:
    profit = max(net_pnl or Decimal(0), Decimal(0))
    if tariff.kind is BillKind.PROFIT_SHARE and not profit:
        return Decimal(0)
    if tariff.flat is not None:
        return rounded(tariff.flat, USDC_PLACES)
    with localcontext(WIDE):
        amount = rounded(profit * (tariff.share or 0), USDC_PLACES)
    return amount if amount >= CENT else Decimal(0)


def _since(tariff: Tariff) -> datetime:
    return tariff.effective_from or ALWAYS
