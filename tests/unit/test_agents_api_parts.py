"""Parts of agent-api that need no server: decimals as written, cursors, and percentages."""

import re
from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from api.places import decimal, moment, whole, words
from api.schemas.decimals import Gain, Gearing, Score, Share
from api.schemas.routings import percentage

KINDS = {
    "share": TypeAdapter(Share),
    "gearing": TypeAdapter(Gearing),
    "score": TypeAdapter(Score),
    "gain": TypeAdapter(Gain),
}


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("share", ["0.05", "0.10", "0.000000001"], ["0", "0.0", "1", "-0.1", "0.", ".5", "0.05\n"]),
        ("gearing", ["1", "2.5", "10", "10.00"], ["0.9", "10.1", "11", "\u0661", "1e0", " 2"]),
        ("score", ["-1", "0", "-0.25", "1.0"], ["1.01", "-2", "+1", "NaN"]),
        ("gain", ["0.15", "1", "99.99"], ["0", "100", "-1", "Infinity"]),
    ],
)
def test_a_decimal_is_taken_as_its_pattern_says(kind: str, good: list[str], bad: list[str]) -> None:
    adapter = KINDS[kind]
    pattern = re.compile(adapter.json_schema()["pattern"].replace("$", r"\Z"))
    for text in good:
        assert adapter.validate_python(text) == Decimal(text)
        assert pattern.match(text)
    for text in bad:
        assert not pattern.match(text)
        with pytest.raises(ValidationError):
            adapter.validate_python(text)


@pytest.mark.parametrize("value", [1, 2.5, True, None])
def test_a_number_is_no_decimal(value: object) -> None:
    with pytest.raises(ValidationError):
        KINDS["gearing"].validate_python(value)


@pytest.mark.parametrize(
    ("read", "part"),
    [
        (whole, "x"),
        (whole, "9" * 400),
        (whole, "4294967296"),
        (decimal, "NaN"),
        (decimal, "1e9"),
        (words, "a\x00"),
        (words, "\ud800"),
        (moment, "noon"),
    ],
)
def test_a_cursor_somebody_wrote_is_told_from_ours(read: object, part: str) -> None:
    assert callable(read)
    with pytest.raises(ValueError, match=r".*"):
        read(part)


def test_percentages_have_one_decimal_and_of_nothing_there_is_none() -> None:
    shares = [percentage(2, 3), percentage(1, 1), percentage(1, 2_000), percentage(0, 0)]
    assert shares == ["66.7", "100.0", "0.1", "0"]
