"""CSV with a header that names its columns, read line by line."""

import csv
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, TextIO, TypeVar

from infra.feeds.lines import BadLine, numbered, parsed

Source = Path | BinaryIO | TextIO
T = TypeVar("T")


def read_rows(
    source: Source,
    parse: Callable[[dict[str, str]], T],
    *,
    needed: Sequence[str],
    known: Collection[str] | None = None,
) -> Iterator[T | BadLine]:
    """Parse each row as its cells by column and, in their place, tell the rows that are none.

    Without a header that names the needed columns, and none but those that are known where that
    is told, nothing else can be read, and that is the one bad line. `parse` raises
    ValidationError for a row that is none. Raises OSError.
    """
    lines = numbered(source)
    header = next(lines, BadLine(number=1, reason="header: the file is empty"))
    if isinstance(header, BadLine):
        yield header
        return
    columns = [name.strip().lower() for name in _cells(header[1])]
    if problem := _problem(columns, needed, known):
        yield BadLine(number=header[0], reason=f"header: {problem}")
        return
    for line in lines:
        yield line if isinstance(line, BadLine) else _row(columns, parse, *line)


def _problem(
    columns: Sequence[str], needed: Sequence[str], known: Collection[str] | None
) -> str | None:
    if missing := [name for name in needed if name not in columns]:
        return f"no column {', '.join(missing)}"
    if twice := sorted({name for name in columns if columns.count(name) > 1}):
        return f"more than one column {', '.join(twice)}"
    strange = [name for name in columns if known is not None and name not in known]
    return f"nobody knows a column {', '.join(strange)}" if strange else None


def _row(
    columns: Sequence[str], parse: Callable[[dict[str, str]], T], number: int, line: str
) -> T | BadLine:
    cells = _cells(line)
    if len(cells) != len(columns):
        told = f"{len(cells)} fields, the header names {len(columns)}"
        return BadLine(number=number, reason=told)
    named = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
    return parsed(number, partial(parse, named))


def _cells(line: str) -> list[str]:
    """Split a line; a quote left open ends with the line."""
    return next(csv.reader([line]))
