"""Values coming in that are taken just as they are written, and never read as something else."""

import re
from collections.abc import Hashable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    JsonValue,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
DECIMAL = r"-?[0-9]{1,20}(\.[0-9]{1,18})?"
T = TypeVar("T", bound=Hashable)


def as_written(value: object) -> object:
    """Take no number for a moment, as pydantic would: nobody sees which unit was meant."""
    if isinstance(value, datetime) or (isinstance(value, str) and "-" in value[1:]):
        return value
    raise PydanticCustomError("moment", "a moment is written as 2026-01-05T12:00:00Z")


def _in_our_days(value: datetime) -> datetime:
    if not EARLIEST <= value < LATEST:
        raise PydanticCustomError("moment", "a moment lies between the years 1970 and 2100")
    return value.astimezone(UTC)


def _decimal(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(DECIMAL, value):
        return value
    raise PydanticCustomError("decimal", "a decimal is a text such as 12.5")


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("whole", "a whole number is a number such as 5")
    return value


def _once_each(values: list[T]) -> list[T]:
    if len(set(values)) < len(values):
        raise PydanticCustomError("twice", "each is named once")
    return values


WHOLE = BeforeValidator(_number)
"""Makes an int take 5 and 5.0, and no text and no truth. Comes after the bounds, or they are lost
to the description: `Annotated[int, Field(ge=1, le=9), WHOLE]`."""
Truth = Annotated[bool, Field(strict=True)]
"""A yes or no: not a text, and not a number."""
UNIQUE: dict[str, JsonValue] = {"uniqueItems": True}
ONCE = AfterValidator(_once_each)
"""Makes a list name nothing twice; comes after its bounds, and after `json_schema_extra=UNIQUE`."""
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(as_written),
    AfterValidator(_in_our_days),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date-time",
            "pattern": "^(197[1-9]|19[89][0-9]|20[0-9][0-9])-",
            "examples": ["2026-01-05T12:00:00Z"],
        },
        mode="validation",
    ),
]
"""A moment with its offset from UTC, in years that every part of us can count in."""
Amount = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    WithJsonSchema(
        {"type": "string", "pattern": f"^{DECIMAL}$", "examples": ["12.5"]}, mode="validation"
    ),
]
"""An exact decimal; whoever bars some values says so beside it, by a bound or by a rule."""
