"""The rules classifier itself: from a text to a verdict."""

import re
from collections.abc import Sequence
from decimal import Decimal

from contracts.market import Side
from contracts.posts import Call, Verdict
from domain.ports.classifier import Reading
from infra.classifiers.rules.calls import Evidence, evidence
from infra.classifiers.rules.clauses import Clause, clauses
from infra.classifiers.rules.items import Item, items
from infra.classifiers.rules.lexicon import Grade, Mark
from infra.classifiers.rules.reasons import Reason
from infra.classifiers.rules.text import clean, sentences
from infra.classifiers.rules.vocabulary import GREETINGS
from infra.classifiers.rules.weights import weigh

_WORD = re.compile(r"[^\W_][^\W_']*(?:'[^\W_]+)?")
_REPOST = re.compile(r"\s*(?:RT\b|rt\s*:)")
_MOST_TOKENS = 5
_TICKER_STORM = 8
_SPAM_HINTS = 2
_ORDER = (
    Reason.CONFLICT,
    Reason.LOW_CONFIDENCE,
    Reason.INJECTION,
    Reason.QUESTION,
    Reason.CONDITIONAL,
    Reason.PAST_TRADE,
    Reason.EXIT,
    Reason.REPORTED,
    Reason.NEGATED,
    Reason.INFORMATION,
)
_MARKED = (
    (Mark.INJECTION, Reason.INJECTION),
    (Mark.CONDITION, Reason.CONDITIONAL),
    (Mark.PAST, Reason.PAST_TRADE),
    (Mark.EXIT, Reason.EXIT),
    (Mark.NEWS, Reason.INFORMATION),
    (Mark.FACT, Reason.INFORMATION),
    (Mark.FOREIGN, Reason.INFORMATION),
    (Mark.NEGATION, Reason.NEGATED),
)


class RulesClassifier:
    """Judge posts by their words alone: no network, no memory, the same answer every time.

    A post is a candidate when it holds at least one call with a direction and a confidence of 0.5
    or more. Conditionals ("if it breaks 70k I'll long") are none, unless a clear call stands beside
    them. Only the author's own words count: not questions, reports, quotes, reposts or history.
    """

    version = "rules-1"

    async def classify(self, text: str) -> Reading:
        """Give the verdict on a text."""
        return Reading(verdict=self.judge(text))

    def stand_in(self, _text: str, /) -> None:
        """Give none: rules that fail on a text would fail on it again."""

    async def close(self) -> None:
        """Let go of nothing."""

    def judge(self, text: str) -> Verdict:
        """Give the verdict on a text; every text has one, and none raises."""
        cleaned = clean(text)
        spoken = [(items(sentence), sentence.asks) for sentence in sentences(cleaned)]
        read = [item for said, _ in spoken for item in said]
        coins = list(dict.fromkeys(item.coin.name for item in read if item.coin))
        refused = _refused(cleaned, read, coins)
        if refused:
            return _verdict(refused, [_silent(coin) for coin in coins])
        cut = [clause for said, asks in spoken for clause in clauses(said, asks=asks)]
        return _weighed(cut, coins)


def _weighed(said: Sequence[Clause], coins: Sequence[str]) -> Verdict:
    """Settle every coin on what the clauses say of it."""
    heard = _without_bare_signs(_under_orders(list(evidence(said)), said))
    settled = [weigh(coin, [one for one in heard if one.coin == coin]) for coin in coins]
    reasons = {reason for _, reason in settled}
    reason = Reason.CALL if Reason.CALL in reasons else _why_not(reasons, heard, said)
    return _verdict(reason, [call for call, _ in settled])


def _under_orders(heard: list[Evidence], said: Sequence[Clause]) -> list[Evidence]:
    """Believe only explicit deeds in a text that gives orders to a machine."""
    if not any(Mark.INJECTION in clause.marks for clause in said):
        return heard
    return [one for one in heard if one.explicit or one.muted]


def _without_bare_signs(heard: list[Evidence]) -> list[Evidence]:
    """Let emoji count only in a text that took nothing back."""
    if not any(one.muted for one in heard):
        return heard
    return [one for one in heard if one.muted or one.grade > Grade.SIGN]


def _why_not(reasons: set[Reason], heard: Sequence[Evidence], said: Sequence[Clause]) -> Reason:
    """Name the weightiest thing that kept the post from being a candidate."""
    against = reasons | {one.muted for one in heard if one.muted}
    found = next((reason for reason in _ORDER if reason in against), None)
    if found:
        return found
    if any(clause.barred is Reason.QUESTION for clause in said):
        return Reason.QUESTION
    marks = {mark for clause in said for mark in clause.marks}
    return next((reason for mark, reason in _MARKED if mark in marks), Reason.NO_DIRECTION)


def _refused(cleaned: str, read: Sequence[Item], coins: Sequence[str]) -> Reason | None:
    """Name the reason not to read a text at all."""
    if _REPOST.match(cleaned):
        return Reason.REPOST
    if _greets(cleaned):
        return Reason.GREETING
    if len(coins) >= _TICKER_STORM or _sells(read):
        return Reason.SPAM
    return None if coins else Reason.NO_TOKEN


def _greets(cleaned: str) -> bool:
    """Tell whether a text is nothing but a greeting."""
    words = _WORD.findall(cleaned.lower())
    return bool(words) and all(word in GREETINGS for word in words)


def _sells(read: Sequence[Item]) -> bool:
    """Tell whether a text advertises: one plain sign of it, or two faint ones."""
    hints = {item.text for item in read if item.mark is Mark.SPAM_HINT}
    return any(item.mark is Mark.SPAM for item in read) or len(hints) >= _SPAM_HINTS


def _silent(coin: str) -> Call:
    return Call(token=coin, direction=None, confidence=Decimal(0))


def _verdict(reason: Reason, calls: Sequence[Call]) -> Verdict:
    """Write the verdict down; of more than five coins, those that point somewhere stay first."""
    pointing = [call for call in calls if isinstance(call.direction, Side)]
    kept = [*pointing, *(call for call in calls if call.direction is None)][:_MOST_TOKENS]
    ordered = tuple(call for call in calls if call in kept)
    return Verdict(
        classifier=RulesClassifier.version,
        candidate=reason is Reason.CALL,
        calls=ordered,
        confidence=max((call.confidence for call in ordered), default=Decimal(0)),
        reason=reason,
    )
