"""The two feeds of notes that come with us: a file that grows, and a page of JSON."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from domain.errors import FeedUnavailable
from domain.posts import RawPost
from infra.feeds.http import ask, misshapen
from infra.feeds.lines import BadLine
from infra.research.notes import Note, read_notes

log = logging.getLogger(__name__)


class _Page(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    notes: list[Note]


class FileInstitute:
    """Notes from a file, one JSON object a line; it may be appended to at any time."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self._path = path

    def configured(self) -> bool:
        """Tell whether the file is there."""
        return self._path.is_file()

    async def notes(self, since: datetime | None) -> Sequence[RawPost]:
        """Read the notes since a moment; bad lines are logged. Raises FeedUnavailable."""
        try:
            lines = await asyncio.to_thread(lambda: list(read_notes(self.name, self._path)))
        except OSError as error:
            raise FeedUnavailable(f"{self._path}: {error.strerror}") from error
        for line in lines:
            if isinstance(line, BadLine):
                log.warning("%s: line %s: %s", self._path, line.number, line.reason)
        good = (line for line in lines if isinstance(line, RawPost))
        return [note for note in good if since is None or note.published_at >= since]


class HttpInstitute:
    """Notes from an address that answers `?since=` with `{"notes": [...]}`.

    Use it in `async with`: it keeps connections open.
    """

    def __init__(self, name: str, url: str, *, timeout: float = 10.0) -> None:
        self.name = name
        self._url = url
        self._timeout = timeout
        self._client = httpx.AsyncClient(
            timeout=timeout,
            follow_redirects=False,
            headers={"accept": "application/json", "accept-encoding": "identity"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    def configured(self) -> bool:
        """Return True: it has an address."""
        return True

    async def notes(self, since: datetime | None) -> Sequence[RawPost]:
        """Read the notes since a moment. Raises FeedUnavailable."""
        query = {} if since is None else {"since": since.isoformat()}
        answer = await ask(self._client, self._url, query, self._timeout)
        if answer.status != httpx.codes.OK:
            raise FeedUnavailable(f"{self.name} answered with status {answer.status}")
        try:
            page = _Page.model_validate_json(answer.body)
        except ValidationError as error:
            raise misshapen(error) from error
        return [note.post_of(self.name) for note in page.notes]
