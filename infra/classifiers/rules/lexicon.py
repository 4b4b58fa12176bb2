"""What a phrase means: a cue that points a way, or a mark that changes what a cue is worth."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from contracts.market import Side
from infra.classifiers.rules import vocabulary
from infra.classifiers.rules.lists import Phrase, phrases


class Grade(IntEnum):
    """How much a cue says; a higher grade outweighs a lower one."""

    SIGN = 0
    HINT = 1
    FORECAST = 2
    TRADE = 3


class Mark(StrEnum):
    """What a phrase does to the cues around it."""

    NEGATION = "negation"
    CONDITION = "condition"
    PAST = "past"
    EXIT = "exit"
    HEDGE = "hedge"
    REPORT = "report"
    CROWD = "crowd"
    FOREIGN = "foreign"
    NEWS = "news"
    FACT = "fact"
    SPAM = "spam"
    SPAM_HINT = "spam_hint"
    INJECTION = "injection"
    SELF = "self"
    FUTURE = "future"
    COMING = "coming"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that points a way.

    An acting cue is a deed and counts only when the author does it; a moving cue counts only when
    it lies ahead; a soft cue gives way to any cue that points the other way.
    """

    side: Side
    grade: Grade
    acting: bool = False
    moving: bool = False
    soft: bool = False


Meaning = Cue | Mark


def _lexicon() -> dict[Phrase, Meaning]:
    """Join the lists; where two hold one phrase, the later list says what it means."""
    return {phrase: meaning for listed, meaning in _MEANINGS for phrase in phrases(listed)}


_MEANINGS: tuple[tuple[str, Meaning], ...] = (
    (vocabulary.FACTS, Mark.FACT),
    (vocabulary.FOREIGN, Mark.FOREIGN),
    (vocabulary.SELF, Mark.SELF),
    (vocabulary.COMING, Mark.COMING),
    (vocabulary.FUTURE, Mark.FUTURE),
    (vocabulary.SPAM_HINTS, Mark.SPAM_HINT),
    (vocabulary.SPAM, Mark.SPAM),
    (vocabulary.CROWDS, Mark.CROWD),
    (vocabulary.REPORTS, Mark.REPORT),
    (vocabulary.HEDGES, Mark.HEDGE),
    (vocabulary.RISES, Cue(Side.LONG, Grade.FORECAST, moving=True)),
    (vocabulary.FALLS, Cue(Side.SHORT, Grade.FORECAST, moving=True)),
    (vocabulary.TARGETS_LONG, Cue(Side.LONG, Grade.FORECAST, soft=True)),
    (vocabulary.TARGETS_SHORT, Cue(Side.SHORT, Grade.FORECAST)),
    (vocabulary.LONG_HINTS, Cue(Side.LONG, Grade.HINT)),
    (vocabulary.SHORT_HINTS, Cue(Side.SHORT, Grade.HINT)),
    (vocabulary.LONG_FORECASTS, Cue(Side.LONG, Grade.FORECAST)),
    (vocabulary.SHORT_FORECASTS, Cue(Side.SHORT, Grade.FORECAST)),
    ("sell | selling", Cue(Side.SHORT, Grade.FORECAST, acting=True)),
    (vocabulary.LONG_TRADES, Cue(Side.LONG, Grade.TRADE, acting=True)),
    (vocabulary.SHORT_TRADES, Cue(Side.SHORT, Grade.TRADE, acting=True)),
    (vocabulary.EXITS, Mark.EXIT),
    (vocabulary.PAST, Mark.PAST),
    (vocabulary.CONDITIONS, Mark.CONDITION),
    (vocabulary.NEGATIONS, Mark.NEGATION),
    (vocabulary.NEWS, Mark.NEWS),
    (vocabulary.INJECTIONS, Mark.INJECTION),
    (vocabulary.NEUTRAL, Mark.NEUTRAL),
)
LEXICON = _lexicon()
LONGEST = max(len(phrase) for phrase in LEXICON)
SIGNS: dict[str, Cue] = {
    **dict.fromkeys(vocabulary.RISING_SIGNS, Cue(Side.LONG, Grade.SIGN)),
    **dict.fromkeys(vocabulary.FALLING_SIGNS, Cue(Side.SHORT, Grade.SIGN)),
}
