"""How a story's values are spelled for people."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Context, Decimal
from typing import Any
from uuid import UUID

from rich.text import Text

from contracts.market import Side
from contracts.scores import ScoreBreakdown
from domain.limits import drift
from domain.policy import Policy, SizingMode
from domain.reckoning import dial_words, fit_words
from domain.scoring import (
    MARKET_WEIGHT,
    POST_WEIGHT,
    WEIGHTS,
    Question,
    composite,
    post_term,
    share,
)
from domain.sizing import tidy
from infra.reading.explain_story import Seconds, Signal, Waiting

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


def scored(signal: Signal) -> list[str]:
    """Spell how a score and a size came about, number by number, or why there is no score."""
    told = signal.score_breakdown
    if told is None:
        return []
    if "unscored" in told:
        return [f"{told['unscored']}: {told['detail']}"]
    figures, parts = (_listed(told[name]) for name in ("figures", "parts"))
    return [f"figures of {told['seen_at']}: {figures}; scored {parts}", summed(signal)]


def summed(signal: Signal) -> str:
    """Spell the sums of a score and the size it gave, with the weights that give those numbers.

    A row of a version that weighed otherwise is told without weights rather than with wrong ones.
    """
    question = Question(side=Side(signal.side), confidence=signal.confidence)
    found = ScoreBreakdown.model_validate(signal.score_breakdown)
    market, post, combined = (amount(each) for each in (found.market, found.post, found.combined))
    plainly = f"market {market}, post {post}, combined {combined}"
    if composite(found.parts) != found.market or post_term(signal.confidence) != found.post:
        return plainly
    terms = " + ".join(f"{weight} {name}" for name, weight in WEIGHTS.items())
    sums = (
        f"market {market} = {terms}; post {post} = 2 x (confidence {amount(signal.confidence)}"
        f" - 0.5); combined {combined} = {MARKET_WEIGHT} market + {POST_WEIGHT} post"
    )
    modes = (Policy(sizing_mode=mode) for mode in SizingMode)
    mode = next((p.sizing_mode for p in modes if share(found, question, p) == signal.size), None)
    return sums if mode is None else f"{sums}; size {percent(signal.size)}, {mode}"


def _listed(numbers: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} {'unknown' if number is None else number}" for name, number in numbers.items()
    )


def reckoned(numbers: Mapping[str, Any]) -> list[str]:
    """Say how a size came about, with every number in it; what older rows lack is left out."""
    of = dict(numbers)
    share = f"{amount(Decimal(of['share']) * 100)} % (by the {of['share_by']})"
    balance = f"{of['balance']} USD (told {of['balance_seen_at']})"
    leverage = f"leverage {of['leverage']} (by the {of['leverage_by']})"
    price = f"{of['price']} (seen {of['price_seen_at']})"
    bounds = f"in lots of {of['lot']}, at least {of['least']} USD"
    sized = f"sized: {share} of {balance} x {leverage} / {price}, {bounds}: {of['notional']} USD"
    return [sized, *_shared(of), *_geared(of), *_drifted(of)]


def _shared(of: Mapping[str, Any]) -> list[str]:
    """Say how the share of the balance came about."""
    if "share_most" not in of:
        return []
    fit, most = of.get("fit"), f"at most {amount(Decimal(of['share_most']) * 100)} %"
    if fit is None:
        return [f"share: the signal's own, {most}"]
    return [
        f"share: {fit['least']} + {fit['spread']} x conviction {fit['final']}, {most}",
        fit_words(fit),
    ]


def _geared(of: Mapping[str, Any]) -> list[str]:
    """Say whose wish the leverage was, and what bounded it."""
    if "leverage_wish" not in of:
        return []
    caps = f"{of['leverage_venue_most']} on the venue, {of['leverage_agent_cap']} for the agent"
    said = f"leverage: {of['leverage_wish']} by the {of['leverage_by']}, at most {caps}"
    dials = of.get("dials") or of.get("fit", {}).get("dials")
    if of["leverage_by"] != "preferences" or dials is None:
        return [said]
    return [f"{said}; dials: {dial_words(dials)}"]


def _drifted(of: Mapping[str, Any]) -> list[str]:
    """Say how far the price was from the signal's, and how far the agent lets it be."""
    if "reference" not in of:
        return []
    moved = amount(drift(Decimal(of["price"]), Decimal(of["reference"])))
    return [f"drift: {moved} from the reference {of['reference']}, at most {of['drift_most']}"]


def waits(flip: Waiting) -> str:
    """Say which position has to close before a deployment changes sides, and until when it may."""
    if flip.settled_at is not None:
        return f"waited for position {flip.position_id} to close until {moment(flip.settled_at)}"
    state = "no order yet" if flip.state is None else f"order {flip.state}"
    why = f", {flip.reject_reason}" if flip.reject_reason else ""
    leaving = f"intent {flip.intent_id}, {state}{why}"
    end = f"gives up at {moment(flip.expires_at)}, when the signal expires"
    return f"waiting for the close of position {flip.position_id} ({leaving}); {end}"


def undecided(asked: int) -> str:
    """Say why there is no decision on a signal."""
    if asked == 0:
        return "not traded: the agent has no deployment"
    return f"not decided yet: the intents stage has not asked {asked} deployments"
