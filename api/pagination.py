"""Lists in pages: by cursor, or by the old limit and offset; the body stays a plain array."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Response

from api.errors import Invalid

T = TypeVar("T")
MOST = 100
NEXT = "X-Next-Cursor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Which part of a list is asked for; `after` holds the sort key of the row before it."""

    limit: int
    offset: int
    after: tuple[str, ...] | None

    def values(self, **kinds: Callable[[str], Any]) -> dict[str, Any]:
        """Bind each part of the cursor under a name, or null for each; and limit and offset.

        One row more than asked for is read, to know whether there is a next page. Raises Invalid
        for a cursor of another list.
        """
        bound: dict[str, Any] = {"limit": self.limit + 1, "offset": self.offset}
        if self.after is None:
            return bound | dict.fromkeys(kinds)
        try:
            parts = zip(kinds.items(), self.after, strict=True)
            return bound | {name: read(part) for (name, read), part in parts}
        except ValueError as error:
            raise Invalid("query.cursor", "is of another list") from error

    def page(
        self, response: Response, rows: Sequence[T], key: Callable[[T], Sequence[object]]
    ) -> Sequence[T]:
        """Return the rows asked for, and name the next page in a header if there is one."""
        if len(rows) > self.limit:
            response.headers[NEXT] = cursor(key(rows[self.limit - 1]))
        return rows[: self.limit]


def cursor(parts: Sequence[object]) -> str:
    """Spell a place in a list so that nobody is tempted to write one."""
    return base64.urlsafe_b64encode(json.dumps([str(part) for part in parts]).encode()).decode()


def _place(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(text.encode()))
    except (binascii.Error, ValueError) as error:
        raise Invalid("query.cursor", "is not one of ours") from error
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise Invalid("query.cursor", "is not one of ours")
    return tuple(parts)


async def _paging(
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many rows at most.")] = 20,
    offset: Annotated[int, Query(ge=0, le=100_000, description="Rows to skip.")] = 0,
    cursor: Annotated[
        str | None, Query(max_length=500, description=f"What {NEXT} said of the page before.")
    ] = None,
) -> Paging:
    return Paging(limit=limit, offset=offset, after=_place(cursor))


Paged = Annotated[Paging, Depends(_paging)]
