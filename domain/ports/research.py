"""Institutes and how their notes are read, as far as we care."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.posts import RawPost
from domain.research import Parsed


class Institute(Protocol):
    """A feed of research notes; `name` is the handle of the source they belong to."""

    @property
    def name(self) -> str: ...

    def configured(self) -> bool:
        """Tell whether it can be asked at all."""
        ...

    async def notes(self, since: datetime | None) -> Sequence[RawPost]:
        """Read the notes published since a moment, or all there are. Raises FeedUnavailable."""
        ...


class NoteParser(Protocol):
    """Reads what a note calls for; the text is data, never an instruction."""

    @property
    def version(self) -> str: ...

    async def parse(self, text: str) -> Parsed:
        """Read a note; it never raises, for a failure is an answer of its own."""
        ...
