"""Research: what a note of an institute calls for, read by rules from its words alone."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias
from unicodedata import normalize
from uuid import uuid5

from contracts.market import Fraction, Leverage, Side, Symbol
from contracts.posts import Call, Verdict
from contracts.scores import NoScore, Unscored
from domain.posts import MAX_TEXT, POSTS
from domain.scoring import Worth

RESEARCH_SIZE = Decimal("0.05")
"""The share of a balance that a research signal commits, whatever the market thinks."""
RESEARCH_LEVERAGE = Decimal(3)
"""The leverage of a note that names none."""
NOTE_WORTH = Worth(
    breakdown=NoScore(unscored=Unscored.NOTE, detail="a research note has a size of its own"),
    size=RESEARCH_SIZE,
)
MOST_LEVERAGE = Decimal(10)
CONFIDENCE = Decimal("0.8")
"""How sure one can be of a note that says it in so many words."""

_NAMES = {"bitcoin": "BTC", "ethereum": "ETH", "ether": "ETH", "solana": "SOL"}
_SIDES = {"long": Side.LONG, "buy": Side.LONG, "short": Side.SHORT, "sell": Side.SHORT}
_NOT_SIDES = re.compile(
    r"\b(?:long|short)(?:er)?[- ](?:term|run|lived|standing|squeeze|sellers?|interest)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:might|may|maybe|could|would|perhaps|possibly|potential(?:ly)?|probably|if|unless|until"
    r"|when|once|wait(?:ing)?|watch(?:ing|list)?|consider(?:ing)?|eye(?:ing)?|looking|expect(?:ing)?"
    r"|likely|should|hypothetical(?:ly)?)\b|\?",
    re.IGNORECASE,
)
_UNDONE = re.compile(
    r"\b(?:not|never|no|avoid|without|stop|cancel(?:l?ed)?|clos(?:e|ed|ing)|exit(?:ed|ing)?"
    r"|cover(?:ed|ing)?|trim|reduce|instead)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_STOP_LOSS = re.compile(r"\bstop[- ]?loss(?:es)?\b|\bstop(?: at)? \$?\d[\d.,]*", re.IGNORECASE)
_SIDE = re.compile(r"\b(long|buy|short|sell)\b", re.IGNORECASE)
_TOKENS = re.compile(
    r"\$[A-Za-z][A-Za-z0-9]{1,9}\b|\b[A-Z][A-Z0-9]{1,9}\b|\b(?i:bitcoin|ethereum|ether|solana)\b"
)
_LABEL = re.compile(r"(?:TP|SL|PT|T|Q|H)\d")
_QUOTE = re.compile(r"(?<=[A-Z0-9]{2})(?:USDT|USDC|USD|PERP)$")
_LEVERAGE = re.compile(r"\b(\d{1,3}(?:\.\d{1,2})?)\s?[xX]\b")
_WORDS = (
    "USD USDT USDC PERP PERPS SL TP RR ATH ATL AI CEO CPI FED FOMC ETF SEC GDP EU UK US UTC EOD "
    "LONG SHORT BUY SELL NOW ENTRY TARGET STOP LEVERAGE LEV WITH AT ON THE AND OR GO IN TO FOR OF "
    "MARKET LIMIT SPOT TRADE CALL NOTE RISK HIGH LOW MEDIUM RSI MACD EMA SMA"
)
_NOT_TOKENS = frozenset(_WORDS.split(" "))


class NoteReason(StrEnum):
    """Why a note calls for no trade."""

    EMPTY = "empty"
    VAGUE = "vague"
    UNDONE = "undone"
    NO_SIDE = "no_side"
    BOTH_SIDES = "both_sides"
    NO_TOKEN = "no_token"  # noqa: S105 - a coin, not a credential
    SEVERAL_TOKENS = "several_tokens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Valid:
    """A note that calls for one trade; `leverage` is within what a note may ask for."""

    token: Symbol
    side: Side
    leverage: Leverage = RESEARCH_LEVERAGE
    confidence: Fraction = CONFIDENCE


@dataclass(frozen=True, slots=True)
class Invalid:
    """A note that calls for no trade, however often it is read."""

    reason: NoteReason


@dataclass(frozen=True, slots=True)
class Failed:
    """A note that could not be read this time; it is to be read again."""

    detail: str


Parsed: TypeAlias = Valid | Invalid | Failed


def parse_note(text: str) -> Valid | Invalid:
    """Read a note: one token and one side, said outright; anything else is no call.

    A hedge or a negation anywhere spoils the note: what it leaves open is not for us to decide.
    """
    plain = normalize("NFKC", text[:MAX_TEXT]).strip()
    if not plain:
        return Invalid(NoteReason.EMPTY)
    words = _NOT_SIDES.sub(" ", plain)
    if _VAGUE.search(words):
        return Invalid(NoteReason.VAGUE)
    if _UNDONE.search(_STOP_LOSS.sub(" ", words)):
        return Invalid(NoteReason.UNDONE)
    side, token = _side(words), _token(words)
    if isinstance(side, NoteReason):
        return Invalid(side)
    if isinstance(token, NoteReason):
        return Invalid(token)
    return Valid(token=token, side=side, leverage=_leverage(words))


def verdict(parsed: Valid | Invalid, classifier: str) -> Verdict:
    """Turn what a note says into the verdict on it as a post."""
    if isinstance(parsed, Invalid):
        return Verdict(
            classifier=classifier,
            candidate=False,
            calls=(),
            confidence=Decimal(0),
            reason=parsed.reason.value,
        )
    call = Call(
        token=parsed.token,
        direction=parsed.side,
        confidence=parsed.confidence,
        leverage=parsed.leverage,
    )
    return Verdict(
        classifier=classifier,
        candidate=True,
        calls=(call,),
        confidence=parsed.confidence,
        reason="call",
    )


def note_id(institute: str, text: str, published_at: datetime) -> str:
    """Name a note that came without a name: its words, its institute and its day."""
    day = published_at.astimezone(UTC).date().isoformat()
    return external_id(institute, str(uuid5(POSTS, f"note/{institute}/{day}/{text}")))


def external_id(institute: str, own_id: str) -> str:
    """Name a note among those of all institutes."""
    return f"{institute}/{own_id}"


def _side(words: str) -> Side | NoteReason:
    sides = {_SIDES[found.lower()] for found in _SIDE.findall(words)}
    if len(sides) == 1:
        return sides.pop()
    return NoteReason.BOTH_SIDES if sides else NoteReason.NO_SIDE


def _token(words: str) -> Symbol | NoteReason:
    found = {_canonical(token) for token in _TOKENS.findall(words) if not _LABEL.fullmatch(token)}
    found -= _NOT_TOKENS
    if len(found) == 1:
        return found.pop()
    return NoteReason.SEVERAL_TOKENS if found else NoteReason.NO_TOKEN


def _canonical(token: str) -> str:
    """Name a token without its quote: BTCUSDT is BTC."""
    symbol = _NAMES.get(token.lower(), token.removeprefix("$").upper())
    return _QUOTE.sub("", symbol)


def _leverage(words: str) -> Decimal:
    """Return the least leverage that is named, within bounds: a larger one is a guess."""
    named = [Decimal(found) for found in _LEVERAGE.findall(words)]
    return min(max(min(named, default=RESEARCH_LEVERAGE), Decimal(1)), MOST_LEVERAGE)
