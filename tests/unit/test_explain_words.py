"""How the values of a story are spelled in the terminal."""

from decimal import Decimal

import pytest

from cli.explain.words import amount, hop, line, percent, plain, span
from tests.factories import an_id


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        (None, "unknown"),
        (Decimal(0), "0"),
        (Decimal("60000.000000000000000000"), "60000"),
        (Decimal("93489.24800498753117207"), "93489.248005"),
        (Decimal("0.00000012"), "0.00000012"),
        (Decimal("-4.20"), "-4.2"),
        (Decimal("1E+5"), "100000"),
    ],
)
def test_an_amount_is_short_and_without_an_exponent(value: Decimal | None, spelled: str) -> None:
    assert amount(value) == spelled


def test_a_share_is_spelled_in_percent() -> None:
    assert percent(Decimal("0.050000000000000000")) == "5 %"
    assert percent(Decimal("0.0625")) == "6.25 %"


@pytest.mark.parametrize(
    ("seconds", "spelled"),
    [
        (0.0, "0 s"),
        (0.0004, "0.4 ms"),
        (0.9996, "1000 ms"),
        (2.41, "2.41 s"),
        (90.0, "1.5 min"),
        (7200.0, "2 h"),
        (86_400.0 * 1234, "1234 d"),
        (-3.0, "-3 s"),
    ],
)
def test_a_stretch_of_time_has_the_unit_that_suits_it(seconds: float, spelled: str) -> None:
    assert span(seconds) == spelled


def test_a_hop_that_nobody_measured_is_not_mentioned() -> None:
    assert hop(None) == ""
    assert hop(1.0, since="since then") == " (+1 s since then)"


def test_what_a_terminal_would_act_upon_is_replaced() -> None:
    assert plain("a\x1b]0;title\x07\tb\n\u2066c") == "a\ufffd]0;title\ufffd b \ufffdc"


def test_only_what_was_asked_about_is_marked() -> None:
    asked, other = an_id("asked"), an_id("other")

    assert line("a", ident=asked, asked=asked).plain == f"a  {asked}  ◀ asked"
    assert line("a", ident=other, asked=asked).plain == f"a  {other}"
    assert line("a", asked=asked).plain == "a"
