"""How a story's values are spelled for people."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Context, Decimal
from typing import Any
from uuid import UUID

from rich.text import Text

from cli.explain.story import Seconds
from domain.sizing import tidy

MINUTE, HOUR, DAY = 60, 3600, 86_400
SHORT = Context(prec=12)


def line(
    text: str, *, style: str = "", ident: UUID | None = None, asked: UUID | None = None
) -> Text:
    """Make a line of text that draws no markup and no control codes, with its id behind it."""
    made = Text(plain(text), style=style)
    if ident is not None:
        made.append(f"  {ident}", style="dim")
    if ident is not None and ident == asked:
        made.append("  ◀ asked", style="bold magenta")
    return made


def plain(text: str) -> str:
    """Put a text from outside on one line, without anything a terminal would act upon."""
    words = " ".join(text.split())
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in words)


def amount(value: Decimal | None) -> str:
    """Spell an amount to twelve digits, without an exponent; None is what nobody knows."""
    return "unknown" if value is None else format(tidy(SHORT.plus(value)), "f")


def percent(share: Decimal) -> str:
    """Spell a share of one."""
    return f"{amount(share * 100)} %"


def moment(at: datetime | None) -> str:
    """Spell a moment to the second."""
    return "never" if at is None else f"{at:%Y-%m-%d %H:%M:%S} UTC"


def hop(after: Seconds, *, since: str = "") -> str:
    """Spell how long a step took, to be put behind it; nothing when it is not known."""
    if after is None:
        return ""
    return f" (+{span(after)}{' ' + since if since else ''})"


def span(seconds: float) -> str:
    """Spell a stretch of time in the unit that suits it."""
    if seconds == 0:
        return "0 s"
    for unit, length in (("d", DAY), ("h", HOUR), ("min", MINUTE), ("s", 1)):
        if abs(seconds) >= length:
            return f"{_short(seconds / length)} {unit}"
    return f"{_short(seconds * 1000)} ms"


def _short(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 100 else f"{number:.3g}"  # noqa: PLR2004 - three digits


def scored(breakdown: Mapping[str, Any]) -> str:
    """Spell how a score came about, number by number, or why there is none."""
    if "unscored" in breakdown:
        return f"{breakdown['unscored']}: {breakdown['detail']}"
    figures, parts = (_listed(breakdown[name]) for name in ("figures", "parts"))
    sums = ", ".join(f"{name} {breakdown[name]}" for name in ("market", "post", "combined"))
    return f"figures of {breakdown['seen_at']}: {figures}; scored {parts}; {sums}"


def _listed(numbers: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} {'unknown' if number is None else number}" for name, number in numbers.items()
    )


def reckoned(numbers: Mapping[str, str]) -> str:
    """Say how a size came about, with every number in it."""
    of = dict(numbers)
    share = f"{amount(Decimal(of['share']) * 100)} % (by the {of['share_by']})"
    balance = f"{of['balance']} USD (told {of['balance_seen_at']})"
    leverage = f"leverage {of['leverage']} (by the {of['leverage_by']})"
    price = f"{of['price']} (seen {of['price_seen_at']})"
    bounds = f"in lots of {of['lot']}, at least {of['least']} USD"
    return f"sized: {share} of {balance} x {leverage} / {price}, {bounds}: {of['notional']} USD"
