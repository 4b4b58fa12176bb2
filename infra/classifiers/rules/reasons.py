"""Why a verdict is what it is, in one word."""

from enum import StrEnum


class Reason(StrEnum):
    """The word a verdict gives; every one but CALL means that the post is no candidate."""

    CALL = "call"
    REPOST = "repost"
    GREETING = "greeting"
    SPAM = "spam"
    INJECTION = "injection"
    NO_TOKEN = "no_token"  # noqa: S105 - a coin, not a credential
    QUESTION = "question"
    CONDITIONAL = "conditional"
    PAST_TRADE = "past_trade"
    EXIT = "exit"
    REPORTED = "reported"
    NEGATED = "negated"
    INFORMATION = "information"
    CONFLICT = "conflict"
    LOW_CONFIDENCE = "low_confidence"
    NO_DIRECTION = "no_direction"
