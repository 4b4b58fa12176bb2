"""What a position is worth now: what its fills realised, and what a mark makes of the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from contracts.market import Price, Side, Usd
from domain.positions.holding import Holding, PositionFill, held
from domain.rounding import WIDE, rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Valuation:
    """Money in USD, each null when nobody can tell, never 0 for that.

    `realised` is after all fees so far; `pnl` is what is realised and what is not, together.
    """

    fees: Usd | None
    realised: Usd | None
    unrealised: Usd | None
    pnl: Usd | None

    def share_of(self, collateral: Usd) -> Decimal | None:
        """Tell the result as a share of the collateral, so that leverage shows in it."""
        if self.pnl is None or not collateral:
            return None
        with localcontext(WIDE):
            return rounded(self.pnl / collateral)


UNKNOWN = Valuation(fees=None, realised=None, unrealised=None, pnl=None)
"""The worth of what was never opened."""


def valued(side: Side, fills: Sequence[PositionFill], mark: Price | None) -> Valuation:
    """Value a position that is held by its fills and a fresh mark; without one, in part."""
    holding = held(side, fills)
    unrealised = _unrealised(side, holding, mark)
    return Valuation(
        fees=holding.fees,
        realised=holding.net_pnl,
        unrealised=unrealised,
        pnl=None if unrealised is None else holding.net_pnl + unrealised,
    )


def settled(net_pnl: Usd | None, fees: Usd | None) -> Valuation:
    """Value a position that ended: nothing of it is unrealised."""
    return Valuation(fees=fees, realised=net_pnl, unrealised=None, pnl=net_pnl)


def _unrealised(side: Side, holding: Holding, mark: Price | None) -> Usd | None:
    if not holding.quantity:
        return Decimal(0)
    if mark is None or holding.entry_price is None:
        return None
    with localcontext(WIDE):
        return rounded(side.sign * (mark - holding.entry_price) * holding.quantity)
