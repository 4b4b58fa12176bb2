"""The numbers the platform decides by, in one place; every one of them can be set."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from contracts.market import Network, VenueName
from domain.jumps import Jumps
from domain.risk_limits import Defaults, default_limits

STABLECOINS = frozenset({"USDC", "USDT", "DAI", "USDCE", "BUSD", "FRAX", "TUSD", "USDE", "FDUSD"})


class SizingMode(StrEnum):
    """How a score becomes a size: in proportion to it, or to its square and the confidence."""

    LINEAR = "linear"
    QUADRATIC = "quadratic"


def _default_leverage() -> dict[VenueName, Decimal]:
    return {
        VenueName.HYPERLIQUID: Decimal(1),
        VenueName.OSTIUM: Decimal(3),
        VenueName.GMX: Decimal(1),
        VenueName.SPOT: Decimal(1),
        VenueName.PAPER: Decimal(1),
    }


def _floors() -> dict[VenueName, Decimal]:
    return {
        VenueName.HYPERLIQUID: Decimal(10),
        VenueName.OSTIUM: Decimal(10),
        VenueName.GMX: Decimal("1.5"),
        VenueName.SPOT: Decimal("0.1"),
        VenueName.PAPER: Decimal(10),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How the platform judges, sizes, sends and watches."""

    network: Network = Network.PAPER
    min_confidence: Decimal = Decimal("0.5")
    post_signal_life: timedelta = timedelta(minutes=15)
    research_signal_life: timedelta = timedelta(hours=24)
    signal_bucket: timedelta = timedelta(hours=6)
    default_size: Decimal = Decimal("0.05")
    min_size: Decimal = Decimal("0.005")
    max_size: Decimal = Decimal("0.10")
    sizing_mode: SizingMode = SizingMode.LINEAR
    max_score_age: timedelta = timedelta(minutes=60)
    """How old what was told of a token may be and still be scored."""
    max_price_age: timedelta = timedelta(seconds=30)
    max_balance_age: timedelta = timedelta(minutes=10)
    max_open_positions: int = 20
    default_leverage: dict[VenueName, Decimal] = field(default_factory=_default_leverage)
    min_notional: dict[VenueName, Decimal] = field(default_factory=_floors)
    order_life: timedelta = timedelta(seconds=15)
    """How long after its claim an attempt may still be sent, and be traded by the venue."""
    order_margin: timedelta = timedelta(seconds=2)
    """How far past its deadline an attempt must be before its absence proves anything."""
    order_attempts: int = 3
    venue_timeout: timedelta = timedelta(seconds=10)
    lease: timedelta = timedelta(seconds=30)
    """How long a claim on work lasts; measured by the database's clock, not ours."""
    classifier: str = "rules-1"
    """The classifier version new posts are put up for."""
    note_classifier: str | None = None
    """The same for research notes; None puts them up for the classifier of posts."""
    classify_attempts: int = 8
    echo_window: timedelta = timedelta(minutes=10)
    """How far apart two posts of different sources may be for the later to be an echo."""
    stale_after: timedelta = timedelta(seconds=60)
    """How old the mark over an open position may grow before an alarm is raised."""
    max_reconcile_age: timedelta | None = None
    """How long ago an account must have been settled with its venue for an entry to be sent, on
    venues that want signatures; None asks for no look, where nobody takes any."""
    limits: Defaults = field(default_factory=default_limits)
    """What may be at risk, where no limit was set."""
    jumps: Jumps = field(default_factory=Jumps)
