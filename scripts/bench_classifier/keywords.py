"""The baseline: tokens by pattern, direction by counting words."""

import re
from decimal import Decimal

from contracts.market import Side
from contracts.posts import Call, Verdict
from infra.classifiers.rules.lists import words

_TOKEN = re.compile(
    r"\$([A-Z]{2,10})\b|\b(BTC|ETH|SOL|AVAX|ARB|OP|MATIC|LINK|UNI|AAVE|DOGE|SHIB|PEPE|XRP|ADA|DOT)\b"
)
_WORD = re.compile(r"[a-z]+")
_UP = words(
    """
    bullish buy bought buying long moon pump breakout target accumulate strong rally up reach hit
    breaking squeeze rocket parabolic undervalued entry
    """
)
_DOWN = words(
    """
    bearish sell sold selling short dump drop breakdown weak crash down falling plunge tank
    overvalued exit distribution
    """
)
_HALF = Decimal("0.5")


def judge(text: str) -> Verdict:
    """Judge a text by its words: one kind of them and not the other gives a direction."""
    tokens = dict.fromkeys(tag or plain for tag, plain in _TOKEN.findall(text))
    said = set(_WORD.findall(text.lower()))
    up, down = bool(said & _UP), bool(said & _DOWN)
    side = None if up == down else Side.LONG if up else Side.SHORT
    calls = tuple(Call(token=token, direction=side, confidence=_HALF) for token in tokens)
    return Verdict(
        classifier="keywords",
        candidate=bool(calls and side),
        calls=calls,
        confidence=_HALF if calls and side else Decimal(0),
        reason="keywords",
    )
