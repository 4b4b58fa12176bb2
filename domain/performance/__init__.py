"""How an agent or a deployment has done: one set of published figures, and the old ones."""

from domain.performance.days import Day, by_day
from domain.performance.figures import Figures, figures_of
from domain.performance.legacy import LegacyFigures, legacy_of
from domain.performance.stints import Stint, deployed, peak

__all__ = [
    "Day",
    "Figures",
    "LegacyFigures",
    "Stint",
    "by_day",
    "deployed",
    "figures_of",
    "legacy_of",
    "peak",
]
