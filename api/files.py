"""Files to download: rows of any number as CSV or JSON, made as they are sent."""

import csv
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from fastapi.responses import StreamingResponse

from api.schemas.base import Out

T = TypeVar("T", bound=Out)
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes a cell that begins with it for."""


class Format(StrEnum):
    CSV = "csv"
    JSON = "json"


MEDIA_TYPES: Mapping[Format, str] = {Format.CSV: "text/csv", Format.JSON: "application/json"}


def file_of(
    name: str, kind: type[T], pages: AsyncIterator[Sequence[T]], form: Format
) -> StreamingResponse:
    """Answer with a file of all rows; a page is read when the one before it is sent."""
    body = _csv(kind, pages) if form is Format.CSV else _json(pages)
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return StreamingResponse(body, media_type=MEDIA_TYPES[form], headers=disposition)


def answer_of(rows: object) -> dict[int | str, dict[str, Any]]:
    """Describe such an answer by the type of its rows."""
    as_csv = {MEDIA_TYPES[Format.CSV]: {"schema": {"type": "string"}}}
    return {200: {"description": "The file.", "model": rows, "content": as_csv}}


async def _csv(kind: type[T], pages: AsyncIterator[Sequence[T]]) -> AsyncIterator[str]:
    names = [field.alias or name for name, field in kind.model_fields.items()]
    yield _lines([names])
    async for page in pages:
        yield _lines([[_cell(value) for value in _values(row).values()] for row in page])


async def _json(pages: AsyncIterator[Sequence[T]]) -> AsyncIterator[str]:
    """Write an array, closed only when all rows are in it: what is cut short does not parse."""
    before = "["
    async for page in pages:
        for row in page:
            yield before + row.model_dump_json(by_alias=True)
            before = ",\n"
    yield "]" if before != "[" else "[]"


def _values(row: Out) -> dict[str, Any]:
    return row.model_dump(mode="json", by_alias=True)


def _cell(value: Any) -> str:
    """Spell a value; words of people are kept from being taken for a formula."""
    text = "" if value is None else str(value)
    is_number = text.removeprefix("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(FORMULAS) and not is_number else text


def _lines(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
