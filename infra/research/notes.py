"""Notes as institutes write them: JSON with a text and a date, and a name of their own or none."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, BinaryIO, TextIO

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from domain.posts import MAX_TEXT, X_BEGAN, RawPost
from domain.research import external_id, note_id
from infra.feeds.lines import BadLine, Moment, numbered, parsed

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
"""How an institute is called: the handle of its source."""


class Note(BaseModel):
    """The shape of a note; unknown fields are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore")

    text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
    published_at: Annotated[Moment, Field(ge=X_BEGAN)]
    id: Annotated[str, Field(pattern=r"^[\w.:-]{1,80}$")] | None = None

    def post_of(self, institute: str) -> RawPost:
        """Return the note as a post of an institute."""
        own = self.id
        named = note_id(institute, self.text, self.published_at)
        return RawPost(
            external_id=named if own is None else external_id(institute, own),
            author=institute,
            text=self.text,
            published_at=self.published_at,
        )


def read_notes(institute: str, source: Path | BinaryIO | TextIO) -> Iterator[RawPost | BadLine]:
    """Read notes, one JSON object a line, and in their place the lines that are none.

    Raises OSError.
    """
    for line in numbered(source):
        if isinstance(line, BadLine):
            yield line
        else:
            yield parsed(line[0], partial(_post, institute, line[1]))


def _post(institute: str, line: str) -> RawPost:
    return Note.model_validate_json(line).post_of(institute)
