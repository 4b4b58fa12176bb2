"""Snapshots of tokens, preferences and scored signals, valid by default."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from contracts.market import Side
from contracts.scores import MarketFigures, ScoreBreakdown
from domain.ports.unit_of_work import UnitsOfWork
from domain.scores import Snapshot
from domain.scoring import Question, score
from tests.factories import NOON

EXAMPLE = {"galaxy": 60, "sentiment": "0.6", "social_change": 0, "momentum": 0, "rank": 200}
"""Figures that come to .2 for a long, and with confidence .8 to a score of .36."""


def a_snapshot(symbol: str = "BTC", *, seen_at: datetime = NOON, **values: Any) -> Snapshot:
    told = {name: Decimal(str(value)) for name, value in (EXAMPLE | values).items()}
    return Snapshot(token=symbol, seen_at=seen_at, figures=MarketFigures(**told))


def a_breakdown(side: Side = Side.LONG, confidence: str = "0.8", **values: Any) -> ScoreBreakdown:
    return score(a_snapshot(**values), Question(side=side, confidence=Decimal(confidence)))


async def store_snapshot(units: UnitsOfWork, snapshot: Snapshot) -> None:
    async with units() as uow:
        await uow.scores.save([snapshot], forget_before=snapshot.seen_at)
