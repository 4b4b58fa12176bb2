"""How the paper venue behaves: its costs, its delays, and how it fails its callers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Final
from uuid import UUID

from contracts.market import Usd
from domain.ports.venue import OrderRequest

_STEPS: Final = 10**9


class Fault(StrEnum):
    """One way of failing the caller of `place`."""

    UNAVAILABLE = "UNAVAILABLE"
    """The request does not leave: nothing is done, and the caller knows it."""
    DROP = "DROP"
    """The request is lost: nothing is done, and the caller cannot know."""
    TIMEOUT = "TIMEOUT"
    """The order is accepted and the answer is lost."""
    LATE = "LATE"
    """As TIMEOUT, and looking the order up finds nothing for a while, as if it were on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperBehaviour:
    """The venue's character; the same seed and the same orders always meet the same luck.

    `*_share` are fractions of orders; bps are hundredths of a percent; `fault_plan` names the
    fault an order meets, instead of the shares; `on_accepted` runs between commit and answer.
    """

    seed: str = "paper"
    spread_bps: Decimal = Decimal(2)
    slippage_bps_per_10k: Decimal = Decimal(1)
    fee_rate: Decimal = Decimal("0.00045")
    starting_balance: Usd = Decimal(10_000)
    partial_share: Decimal = Decimal(0)
    latency: timedelta = timedelta(0)
    keeper: bool = False
    keeper_delay: tuple[timedelta, timedelta] = (timedelta(seconds=2), timedelta(seconds=10))
    keeper_cancel_share: Decimal = Decimal(0)
    drop_before_accept_share: Decimal = Decimal(0)
    timeout_after_accept_share: Decimal = Decimal(0)
    late_share: Decimal = Decimal(0)
    late_by: timedelta = timedelta(seconds=2)
    fault_plan: Callable[[OrderRequest], Fault | None] | None = None
    on_accepted: Callable[[OrderRequest], None] | None = None

    def __post_init__(self) -> None:
        """Refuse what no venue could be. Raises ValueError."""
        faults = self.drop_before_accept_share + self.timeout_after_accept_share + self.late_share
        for share in (self.partial_share, self.keeper_cancel_share, faults):
            if not 0 <= share <= 1:
                raise ValueError("shares lie between 0 and 1, and those of faults add up to 1")
        if min(self.spread_bps, self.slippage_bps_per_10k, self.fee_rate) < 0:
            raise ValueError("spread, slippage and fees are not negative")
        if not timedelta(0) <= self.keeper_delay[0] <= self.keeper_delay[1]:
            raise ValueError("the keeper's delay is a range that does not lie in the past")

    def draw(self, client_order_id: UUID, label: str) -> Decimal:
        """Draw from [0, 1); it depends on the seed, the order and the label alone."""
        digest = sha256(f"{self.seed}/{client_order_id}/{label}".encode()).digest()
        return Decimal(int.from_bytes(digest[:16]) % _STEPS).scaleb(-9)

    def fault(self, order: OrderRequest) -> Fault | None:
        """Tell how placing this order fails, if it does."""
        if self.fault_plan is not None:
            return self.fault_plan(order)
        luck = self.draw(order.client_order_id, "fault")
        for fault, share in (
            (Fault.DROP, self.drop_before_accept_share),
            (Fault.TIMEOUT, self.timeout_after_accept_share),
            (Fault.LATE, self.late_share),
        ):
            if luck < share:
                return fault
            luck -= share
        return None

    def due_at(self, order: OrderRequest, accepted_at: datetime) -> datetime:
        """Tell when an order accepted now will be settled at the earliest."""
        due = accepted_at + self.latency
        if not self.keeper:
            return due
        shortest, longest = self.keeper_delay
        luck = int(self.draw(order.client_order_id, "keeper-delay") * _STEPS)
        return due + shortest + (longest - shortest) * luck // _STEPS

    def keeper_cancels(self, order: OrderRequest) -> bool:
        """Tell whether the keeper will not execute this order."""
        luck = self.draw(order.client_order_id, "keeper-cancel")
        return self.keeper and luck < self.keeper_cancel_share
