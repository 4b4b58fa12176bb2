"""Files read line by line, where a line that cannot be read is told by number and reason."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO, TextIO, TypeVar

from pydantic import AwareDatetime, BeforeValidator, Strict, ValidationError

MAX_LINE = 2_000_000
"""Bytes in the longest line read: a text of the greatest length, each character escaped."""

T = TypeVar("T")


def _written_out(value: object) -> object:
    if isinstance(value, str) and "-" in value:
        return value
    raise ValueError("should be a date and time with its zone, such as 2026-01-05T12:00:00Z")


Moment = Annotated[AwareDatetime, Strict(strict=False), BeforeValidator(_written_out)]
"""A moment as ISO 8601 with its zone; a bare number of seconds is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that was left out, counted from 1, and why; the reason names the field."""

    number: int
    reason: str


def numbered(source: Path | BinaryIO | TextIO) -> Iterator[tuple[int, str] | BadLine]:
    """Read lines with their numbers, blank ones left out. Raises OSError."""
    if isinstance(source, Path):
        with source.open("rb") as opened:
            yield from _numbered(opened)
    else:
        yield from _numbered(getattr(source, "buffer", source))


def parsed(number: int, parse: Callable[[], T]) -> T | BadLine:
    """Return what parsing gives, or the bad line that a ValidationError makes of it."""
    try:
        return parse()
    except ValidationError as error:
        return BadLine(number=number, reason=reason(error))


def reason(error: ValidationError) -> str:
    """Say in one line which field is wrong and how, without quoting what it holds."""
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    return f"{field}: {message}" if field else message


def _numbered(stream: BinaryIO | TextIO) -> Iterator[tuple[int, str] | BadLine]:
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE and not _ended(line):
            _skip(stream)
            yield BadLine(number=number, reason=f"longer than {MAX_LINE} bytes")
        else:
            yield from _decoded(number, line)


def _decoded(number: int, line: str | bytes) -> Iterator[tuple[int, str] | BadLine]:
    try:
        text = line.decode("utf-8") if isinstance(line, bytes) else line
    except UnicodeDecodeError:
        yield BadLine(number=number, reason="not valid UTF-8")
        return
    text = text.removeprefix("\ufeff").strip()
    if text:
        yield number, text


def _skip(stream: BinaryIO | TextIO) -> None:
    """Read on to the end of the line."""
    while (rest := stream.readline(MAX_LINE)) and not _ended(rest):
        pass


def _ended(line: str | bytes) -> bool:
    return line[-1:] in {"\n", b"\n"}
