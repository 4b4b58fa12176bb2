"""How far to trust what a post says of one coin."""

from collections.abc import Sequence
from decimal import Decimal

from contracts.market import Side
from contracts.posts import Call
from infra.classifiers.rules.calls import Evidence
from infra.classifiers.rules.lexicon import Grade
from infra.classifiers.rules.reasons import Reason

THRESHOLD = Decimal("0.5")
_ZERO = Decimal(0)
_HIGHEST = Decimal("0.95")
_EXPLICIT = Decimal("0.85")
_SUPPORT = Decimal("0.05")
_DOUBT = Decimal("0.15")
_WORTH = {
    Grade.SIGN: Decimal("0.50"),
    Grade.HINT: Decimal("0.55"),
    Grade.FORECAST: Decimal("0.70"),
    Grade.TRADE: Decimal("0.75"),
}
_SUPPORTING = 2


def weigh(coin: str, heard: Sequence[Evidence]) -> tuple[Call, Reason]:
    """Settle one coin: its call, and why it has no direction when it has none."""
    counted = _without_yielding([one for one in heard if one.muted is None])
    sides = {side: [one for one in counted if one.side is side] for side in Side}
    best = {side: max((one.grade for one in said), default=None) for side, said in sides.items()}
    if not counted:
        return _silent(coin), Reason.NO_DIRECTION
    if best[Side.LONG] == best[Side.SHORT]:
        return _silent(coin), Reason.CONFLICT
    side = max((side for side in Side if sides[side]), key=lambda side: best[side] or Grade.SIGN)
    return _call(coin, side, _confidence(side, sides, heard))


def _call(coin: str, side: Side, confidence: Decimal) -> tuple[Call, Reason]:
    if confidence < THRESHOLD:
        return _silent(coin), Reason.LOW_CONFIDENCE
    return Call(token=coin, direction=side, confidence=confidence), Reason.CALL


def _silent(coin: str) -> Call:
    return Call(token=coin, direction=None, confidence=_ZERO)


def _without_yielding(counted: list[Evidence]) -> list[Evidence]:
    """Drop soft cues, such as a bare target, where only firm ones point, and the other way."""
    firm = {one.side for one in counted if not one.cue.soft}
    return [one for one in counted if not one.cue.soft or one.side in firm or not firm]


def _confidence(
    side: Side, sides: dict[Side, list[Evidence]], heard: Sequence[Evidence]
) -> Decimal:
    """Add up: the best cue, what supports it, and each kind of doubt once."""
    said = sides[side]
    best = max(_EXPLICIT if one.explicit else _WORTH[one.grade] for one in said)
    support = min(len({one.text for one in said}) - 1, _SUPPORTING) * _SUPPORT
    doubts = [
        bool(sides[side.opposite]),
        all(one.hedged for one in said),
        any(one.muted is Reason.NEGATED and one.side is side for one in heard),
    ]
    return min(_HIGHEST, max(_ZERO, best + support - sum(doubts) * _DOUBT))
