"""Marks from a file: CSV with the columns time, symbol, price and, unless all are PAPER, venue."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.market import Symbol, VenueName
from contracts.positions import PriceMarked
from domain.markets import marked
from domain.ports.venue import Quote
from infra.feeds.csv_rows import Source, read_rows
from infra.feeds.lines import BadLine, Moment

_NEEDED = ("time", "symbol", "price")


class _Line(BaseModel):
    """The shape of a line; other columns are ignored."""

    model_config = ConfigDict(extra="ignore")

    time: Moment
    venue: VenueName = VenueName.PAPER
    symbol: Symbol
    price: Annotated[Decimal, Field(gt=0, max_digits=38, decimal_places=18)]


def read_marks(source: Source) -> Iterator[PriceMarked | BadLine]:
    """Read marks and, in their place, the lines that are none. Raises OSError."""
    return read_rows(source, _parse, needed=_NEEDED)


def _parse(named: dict[str, str]) -> PriceMarked:
    line = _Line.model_validate(named)
    quote = Quote(symbol=line.symbol, price=line.price, seen_at=line.time)
    return marked(line.venue, quote)
