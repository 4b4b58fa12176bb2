"""The tape: everything that came in and everything that was said, one numbered line each."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from contracts.base import Message
from contracts.channels import routing_key
from contracts.positions import PriceMarked
from domain.halts import Halt
from domain.ports.clock import Clock
from domain.posts import RawPost


class Tape:
    """Keeps a line for each post, look at prices, halt and message, in the order they came.

    A line ends with a fingerprint of all that it stands for, so one changed byte changes a line.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.lines: list[str] = []

    def post(self, post: RawPost) -> None:
        """Note a post that came in."""
        words = (post.external_id, post.author, post.text, post.published_at.isoformat())
        self._note("post", post.external_id, "\x1f".join(words))

    def prices(self, marks: Sequence[PriceMarked]) -> None:
        """Note a look at prices."""
        quoted = " ".join(f"{mark.symbol}={mark.price:f}" for mark in marks)
        self._note("prices", f"{len(marks)} symbols", quoted)

    def halt(self, halt: Halt, *, lifted: bool) -> None:
        """Note a halt, or its end."""
        self._note("halt lifted" if lifted else "halt raised", str(halt.id), str(halt))

    def message(self, message: Message) -> None:
        """Note what a stage said."""
        name = routing_key(type(message)).removesuffix(".v1")
        self._note(name, str(message.id), message.model_dump_json())

    def end(self, digest: str) -> None:
        """Note the digest over every decision."""
        self._note("digest", digest, digest)

    def _note(self, kind: str, name: str, content: str) -> None:
        mark = hashlib.sha256(content.encode()).hexdigest()[:16]
        at = self._clock.now().isoformat()
        self.lines.append(f"{len(self.lines) + 1} | {at} | {kind} | {name} | {mark}")


@dataclass(frozen=True, slots=True)
class Difference:
    """The first line in which two tapes are not the same; None where one of them had ended."""

    number: int
    ours: str | None
    theirs: str | None


def first_difference(ours: Iterable[str], theirs: Iterable[str]) -> Difference | None:
    """Find the first line that differs, counted from 1; None when all are the same."""
    for number, (mine, other) in enumerate(zip_longest(ours, theirs), start=1):
        if mine != other:
            return Difference(number, mine, other)
    return None


def save(lines: Iterable[str], path: Path) -> None:
    """Write a tape. Raises OSError."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def load(path: Path) -> list[str]:
    """Read a tape. Raises OSError, and UnicodeDecodeError when it is none."""
    return path.read_text(encoding="utf-8").splitlines()
