"""Snapshots of market figures from a file: CSV with time, token, and a column for each figure."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from contracts.market import Symbol
from contracts.scores import MarketFigures
from domain.scores import Snapshot
from infra.feeds.csv_rows import Source, read_rows
from infra.feeds.lines import BadLine, Moment

_NEEDED = ("time", "token")
_KNOWN = frozenset({*_NEEDED, *MarketFigures.model_fields})


class _Line(BaseModel):
    """What says whose figures a line holds, and when they were true."""

    model_config = ConfigDict(extra="ignore")

    time: Moment
    token: Symbol


def read_scores(source: Source) -> Iterator[Snapshot | BadLine]:
    """Read snapshots and, in their place, the lines that are none. Raises OSError.

    An empty cell, or a column that is not there, is a figure that was not known.
    """
    return read_rows(source, _parse, needed=_NEEDED, known=_KNOWN)


def _parse(named: dict[str, str]) -> Snapshot:
    line = _Line.model_validate(named)
    figures = MarketFigures.model_validate({name: cell for name, cell in named.items() if cell})
    return Snapshot(token=line.token, seen_at=line.time, figures=figures)
