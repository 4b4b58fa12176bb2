"""Marks from a file: CSV with the columns time, symbol, price and, unless all are PAPER, venue."""

import csv
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Annotated, BinaryIO, TextIO

from pydantic import BaseModel, ConfigDict, Field

from contracts.market import Symbol, VenueName
from contracts.positions import PriceMarked
from domain.markets import marked
from domain.ports.venue import Quote
from infra.feeds.lines import BadLine, Moment, numbered, parsed

_NEEDED = ("time", "symbol", "price")


class _Line(BaseModel):
    """The shape of a line; other columns are ignored."""

    model_config = ConfigDict(extra="ignore")

    time: Moment
    venue: VenueName = VenueName.PAPER
    symbol: Symbol
    price: Annotated[Decimal, Field(gt=0, max_digits=38, decimal_places=18)]


def read_marks(source: Path | BinaryIO | TextIO) -> Iterator[PriceMarked | BadLine]:
    """Read marks and, in their place, the lines that are none. Raises OSError.

    Without a header that names the columns nothing else can be read, and that is the one bad line.
    """
    lines = numbered(source)
    header = next(lines, BadLine(number=1, reason="header: the file is empty"))
    if isinstance(header, BadLine):
        yield header
        return
    columns = [name.strip().lower() for name in _cells(header[1])]
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        yield BadLine(number=header[0], reason=f"header: no column {', '.join(missing)}")
        return
    for line in lines:
        yield line if isinstance(line, BadLine) else _mark(columns, *line)


def _mark(columns: Sequence[str], number: int, line: str) -> PriceMarked | BadLine:
    cells = _cells(line)
    if len(cells) != len(columns):
        return BadLine(
            number=number, reason=f"{len(cells)} fields, the header names {len(columns)}"
        )
    named = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
    return parsed(number, partial(_parse, named))


def _parse(named: dict[str, str]) -> PriceMarked:
    line = _Line.model_validate(named)
    quote = Quote(symbol=line.symbol, price=line.price, seen_at=line.time)
    return marked(line.venue, quote)


def _cells(line: str) -> list[str]:
    """Split a line; a quote left open ends with the line."""
    return next(csv.reader([line]))
