"""What a call was worth to somebody who could act on it: at prices to be had, after costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, localcontext
from enum import Enum
from typing import Protocol

from contracts.market import Price, Side, Symbol
from domain.rounding import WIDE, rounded
from domain.sources.calls import Call
from domain.sources.costs import Costs

ENTRY_WITHIN = timedelta(minutes=5)
"""A call without a price this soon could not have been acted on."""
PATIENCE = 10
"""At a horizon's end a price may be late by a tenth of the horizon."""


class Horizon(Enum):
    """How long after its entry a call is looked at again."""

    HOUR = timedelta(hours=1)
    SIX_HOURS = timedelta(hours=6)
    DAY = timedelta(days=1)
    WEEK = timedelta(days=7)

    @property
    def label(self) -> str:
        """Spell it for people and for the store."""
        return {1: "1h", 6: "6h", 24: "24h", 168: "7d"}[self.value // timedelta(hours=1)]


HORIZONS = tuple(Horizon)


class Prices(Protocol):
    """Prices that were quoted, by token."""

    def first(self, token: Symbol, at: datetime, within: timedelta) -> Price | None:
        """Return the first price seen at a moment or so much later; None when there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A call with what it returned after costs by each horizon that has come and has a price.

    `raw` is how the token moved, whatever the call said; both are fractions of the entry price.
    """

    call: Call
    entry: Price
    net: Mapping[Horizon, Decimal]
    raw: Mapping[Horizon, Decimal]


def outcome_of(call: Call, prices: Prices, costs: Costs) -> Outcome | None:
    """Judge a call; None when no price was to be had soon after it became known."""
    entry = prices.first(call.token, call.known_at, ENTRY_WITHIN)
    if entry is None:
        return None
    exits = {
        horizon: price
        for horizon in HORIZONS
        if (price := _exit(call, horizon, prices)) is not None
    }
    return Outcome(
        call=call,
        entry=entry,
        net={h: net_return(call.side, entry, price, costs) for h, price in exits.items()},
        raw={h: _moved(entry, price) for h, price in exits.items()},
    )


def net_return(side: Side, entry: Price, leaving: Price, costs: Costs) -> Decimal:
    """Return what one dollar's worth earned, paying slippage and fees on the way in and out.

    Source: the profit of a taker. Both prices are worse by the slippage, and each fee is a share
    of the value traded at its price; funding is left out.
    """
    with localcontext(WIDE):
        bought = entry * (1 + side.sign * costs.slippage)
        sold = leaving * (1 - side.sign * costs.slippage)
        fees = costs.fee * (bought + sold)
        return rounded((side.sign * (sold - bought) - fees) / bought)


def _exit(call: Call, horizon: Horizon, prices: Prices) -> Price | None:
    span = horizon.value
    return prices.first(call.token, call.known_at + span, span / PATIENCE)


def _moved(entry: Price, leaving: Price) -> Decimal:
    with localcontext(WIDE):
        return rounded(leaving / entry - 1)
