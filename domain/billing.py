"""Billing: what a closed position owes, by the tariff of its day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import assert_never

from contracts.billing import BillKind
from contracts.market import DeploymentId, PositionId, Usd, VenueName
from domain.rounding import WIDE, rounded

CENT = Decimal("0.01")
ALWAYS = datetime.min.replace(tzinfo=UTC)
"""A share of less than this is not worth collecting."""
USDC_PLACES = Decimal("0.000001")


class FeeModel(StrEnum):
    """Ways to charge for a closed position that are known by name."""

    PROFIT_SHARE = "PROFIT_SHARE"
    FLAT = "FLAT"
    PERCENTAGE = "PERCENTAGE"
    TIERED = "TIERED"


class BillStatus(StrEnum):
    PENDING = "PENDING"
    CHARGED = "CHARGED"
    FAILED = "FAILED"
    WAIVED = "WAIVED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """From a net profit of this much on, the share taken of all of it."""

    from_profit: Usd
    share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """What a kind of bill costs from a day on, in one of four ways.

    A flat amount, a share of a net profit, a share of what was traded, or a share of a net profit
    that depends on how large it is. Without a venue it is for all of them, but for those that
    have one of their own.
    """

    kind: BillKind
    venue: VenueName | None = None
    flat: Usd | None = None
    share: Decimal | None = None
    of_notional: Decimal | None = None
    tiers: tuple[Tier, ...] = ()
    effective_from: datetime | None = None


DEFAULT_TARIFFS = (
    Tariff(kind=BillKind.INFRA_FEE, flat=Decimal("0.20")),
    Tariff(kind=BillKind.PROFIT_SHARE, share=Decimal("0.10")),
)
"""What holds where nothing else is stored."""

TIERS = (
    Tier(from_profit=Decimal(500), share=Decimal("0.15")),
    Tier(from_profit=Decimal(100), share=Decimal("0.10")),
    Tier(from_profit=Decimal(0), share=Decimal("0.05")),
)
"""What the TIERED model takes unless told otherwise; the whole profit is in one tier."""


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


def modelled(model: FeeModel) -> Tariff:
    """Return the tariff a fee model stands for, with the figures it has by default.

    Those that charge a loss too are infra fees; a profit share is owed of a profit alone.
    """
    match model:
        case FeeModel.PROFIT_SHARE:
            return Tariff(kind=BillKind.PROFIT_SHARE, share=Decimal("0.10"))
        case FeeModel.FLAT:
            return Tariff(kind=BillKind.INFRA_FEE, flat=Decimal("0.5"))
        case FeeModel.PERCENTAGE:
            return Tariff(kind=BillKind.INFRA_FEE, of_notional=Decimal("0.001"))
        case FeeModel.TIERED:
            return Tariff(kind=BillKind.PROFIT_SHARE, tiers=TIERS)
    assert_never(model)


def owed(
    net_pnl: Usd | None, tariffs: Iterable[Tariff], notional: Usd | None = None
) -> tuple[Debt, ...]:
    """Tell what a closed position owes; of what is not known, no share is taken.

    The notional is what the position was worth when it was entered.
    """
    debts = (Debt(kind=t.kind, amount=_amount(net_pnl, notional, t)) for t in tariffs)
    return tuple(debt for debt in debts if debt.amount > 0)


def _amount(net_pnl: Usd | None, notional: Usd | None, tariff: Tariff) -> Usd:
    profit = max(net_pnl or Decimal(0), Decimal(0))
    if tariff.kind is BillKind.PROFIT_SHARE and not profit:
        return Decimal(0)
    if tariff.flat is not None:
        return rounded(tariff.flat, USDC_PLACES)
    with localcontext(WIDE):
        amount = rounded(_taken(profit, notional or Decimal(0), tariff), USDC_PLACES)
    return amount if amount >= CENT else Decimal(0)


def _taken(profit: Usd, notional: Usd, tariff: Tariff) -> Usd:
    if tariff.of_notional is not None:
        return notional * tariff.of_notional
    if tariff.tiers:
        reached = [tier for tier in tariff.tiers if profit >= tier.from_profit]
        return profit * max(reached, key=_threshold).share if reached else Decimal(0)
    return profit * (tariff.share or 0)


def _threshold(tier: Tier) -> Usd:
    return tier.from_profit


def _since(tariff: Tariff) -> datetime:
    return tariff.effective_from or ALWAYS
