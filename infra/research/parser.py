"""Judging research notes: the parser of notes, as a classifier like any other."""

from contracts.posts import Verdict
from domain.errors import ClassifierAway
from domain.ports.classifier import Reading
from domain.ports.research import NoteParser
from domain.research import Failed, Parsed, parse_note, verdict


class RulesNotes:
    """Reads notes by rules: no network, no clock, no memory, and so no failure."""

    version = "research-rules-1"

    async def parse(self, text: str) -> Parsed:
        """Read a note."""
        return parse_note(text)


class ResearchClassifier:
    """Gives verdicts on notes; one that could not be read is read again, never called invalid."""

    def __init__(self, parser: NoteParser | None = None) -> None:
        self._parser = parser or RulesNotes()

    @property
    def version(self) -> str:
        """Name the parser."""
        return self._parser.version

    async def classify(self, text: str) -> Reading:
        """Read a note. Raises ClassifierAway when it could not be read this time."""
        parsed = await self._parser.parse(text)
        if isinstance(parsed, Failed):
            raise ClassifierAway(parsed.detail)
        return Reading(verdict=verdict(parsed, self.version))

    def stand_in(self, text: str, /) -> Verdict | None:
        """Judge a note by rules, after another parser failed for good; rules have no stand-in."""
        if self.version == RulesNotes.version:
            return None
        stood_in = verdict(parse_note(text), RulesNotes.version)
        return stood_in.model_copy(update={"fallback_for": self.version})

    async def close(self) -> None:
        """Hold nothing."""
