"""Sources judged by their calls: what a call was worth, and whether that proves anything."""

from domain.sources.calls import Call, first_calls
from domain.sources.costs import Costs
from domain.sources.outcomes import HORIZONS, Horizon, Outcome, Prices, net_return, outcome_of
from domain.sources.standing import Estimate, Standing, Verdict

__all__ = [
    "HORIZONS",
    "Call",
    "Costs",
    "Estimate",
    "Horizon",
    "Outcome",
    "Prices",
    "Standing",
    "Verdict",
    "first_calls",
    "net_return",
    "outcome_of",
]
