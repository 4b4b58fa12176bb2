"""Posts from a file: one JSON object a line."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, BinaryIO, TextIO

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from domain.posts import MAX_TEXT, X_BEGAN, RawPost
from infra.feeds.lines import BadLine, Moment, numbered, parsed


def _normal_handle(value: object) -> object:
    return value.strip().removeprefix("@").lower() if isinstance(value, str) else value


class _Line(BaseModel):
    """The shape of a line; unknown fields are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore")

    id: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,18}$")]
    author: Annotated[str, BeforeValidator(_normal_handle), Field(pattern=r"^[a-z0-9_]{1,30}$")]
    text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
    created_at: Annotated[Moment, Field(ge=X_BEGAN)]


def read_posts(source: Path | BinaryIO | TextIO) -> Iterator[RawPost | BadLine]:
    """Read posts and, in their place, the lines that are none. Raises OSError."""
    for line in numbered(source):
        yield line if isinstance(line, BadLine) else parsed(line[0], partial(_post, line[1]))


def _post(line: str) -> RawPost:
    post = _Line.model_validate_json(line)
    return RawPost(
        external_id=post.id, author=post.author, text=post.text, published_at=post.created_at
    )
