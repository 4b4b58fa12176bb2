"""Where a source stands among all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from contracts.market import SourceId
from domain.sources.outcomes import Horizon


class Verdict(StrEnum):
    """What the data allow to be said; lack of data is an answer, not a gap."""

    SKILLED = "SKILLED"
    NOT_PROVEN = "NOT_PROVEN"
    NOT_ENOUGH_DATA = "NOT_ENOUGH_DATA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean net return per call with a 95 % interval, null when blocks are too few for one."""

    calls: int
    blocks: int
    mean: Decimal
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A source's line on the leaderboard.

    `rank` is null for whoever has not enough data. `shrunk`, `shrunk_low` and `shrunk_high` are
    what its next call can be expected to return, drawn towards all sources; `p_value` is before,
    and the verdict after, allowing for how many sources were tried.
    """

    source_id: SourceId
    verdict: Verdict
    rank: int | None
    calls: int
    by_horizon: Mapping[Horizon, Estimate]
    shrunk: Decimal | None
    shrunk_low: Decimal | None
    shrunk_high: Decimal | None
    p_value: Decimal | None
