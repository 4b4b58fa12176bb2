"""Decimals leave with every digit, as strings that their schema describes."""

import re
from decimal import Decimal

import pytest

from api.schemas.base import Number, Out


class Told(Out):
    amount: Number


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("12.500000000000000000", "12.5"),
        ("0E-18", "0"),
        ("-0.000", "0"),
        ("1E+3", "1000"),
        ("-100", "-100"),
        ("12345678901234567890.123456789012345678", "12345678901234567890.123456789012345678"),
    ],
)
def test_a_decimal_is_shown_exactly(amount: str, shown: str) -> None:
    told = Told(amount=Decimal(amount)).model_dump(mode="json")
    schema = Told.model_json_schema(mode="serialization")["properties"]["amount"]

    assert told == {"amount": shown}
    assert re.fullmatch(schema["pattern"], shown)
