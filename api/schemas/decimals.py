"""Decimals that come in: texts, exact to the digit, within bounds that a pattern can tell."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

_PLACES = r"[0-9]{1,18}"
_SHARE = r"0\.[0-9]{0,8}[1-9][0-9]{0,9}"
_GEARING = rf"(10(\.0{{1,18}})?|[1-9](\.{_PLACES})?)"
_SCORE = rf"(-?0(\.{_PLACES})?|-?1(\.0{{1,18}})?)"
_GAIN = rf"({_SHARE}|[1-9][0-9]?(\.{_PLACES})?)"


def _written(pattern: str, meant: str) -> BeforeValidator:
    def exact(value: object) -> object:
        if isinstance(value, Decimal) or (isinstance(value, str) and re.fullmatch(pattern, value)):
            return value
        raise PydanticCustomError("decimal", "{meant}", {"meant": meant})

    return BeforeValidator(exact)


def _told(pattern: str, example: str) -> WithJsonSchema:
    schema = {"type": "string", "pattern": f"^{pattern}$", "examples": [example]}
    return WithJsonSchema(schema, mode="validation")


Share = Annotated[
    Decimal,
    _written(_SHARE, "a share is a text between 0 and 1, such as 0.05"),
    _told(_SHARE, "0.05"),
]
"""A share of something, above 0 and below 1."""
Gearing = Annotated[
    Decimal,
    _written(_GEARING, "a leverage is a text from 1 to 10, such as 2.5"),
    _told(_GEARING, "2.5"),
]
"""A leverage; no agent is geared beyond 10."""
Score = Annotated[
    Decimal,
    _written(_SCORE, "a score is a text from -1 to 1, such as 0.25"),
    _told(_SCORE, "0.25"),
]
"""A market score."""
Gain = Annotated[
    Decimal,
    _written(_GAIN, "a gain is a text above 0 and below 100, such as 0.15"),
    _told(_GAIN, "0.15"),
]
"""What is won, as a share of what was put in; it may be more than all of it."""
