"""What is played: posts, prices, people, halts, and the moments at which something comes in."""

import tomllib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid5

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from cli.replay.prices import GAP, Prices
from contracts.market import Wallet
from contracts.posts import SourceKind
from domain.halts import Halt, HaltScope, HaltStrength
from domain.ports.classifier import Reading
from domain.posts import RawPost
from domain.preferences import Preferences
from domain.scores import Snapshot
from infra.memory.store import MemoryStore
from infra.reading.log import LoggedAnswer

SCENE = "replay.toml"
"""Beside a file of posts, this says under which circumstances it was recorded."""
HALTS = UUID("8f0c7a55-7c53-5a1e-93a5-4f0e7c1f6b20")
People = Callable[[MemoryStore], Awaitable[None]]
"""Stores the agents, whom they follow, and their deployments."""


class HaltEntry(BaseModel):
    """A halt that was in force from one moment to another."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: AwareDatetime
    until: AwareDatetime | None = None
    scope: HaltScope = HaltScope.GLOBAL
    target: str | None = None
    strength: HaltStrength = HaltStrength.NO_ENTRIES
    reason: str = "replayed"


class SceneFile(BaseModel):
    """The circumstances of a recording; a key nobody knows is refused, so that a slip is seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    every: Annotated[int, Field(gt=0)] | None = None
    """Seconds between looks at prices; without it each mark is looked at as it comes."""
    gap: Annotated[int, Field(gt=0)] = int(GAP.total_seconds())
    """Seconds for which a venue goes on quoting a price that nothing followed."""
    halt: tuple[HaltEntry, ...] = ()
    set: Mapping[str, Any] = Field(default_factory=dict)
    """Rules other than the usual ones, by the keys of `--set`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HaltSpan:
    """A halt with the moments that bound it."""

    halt: Halt
    since: datetime
    until: datetime | None
    tripped: bool = False
    """Whether a breaker raised it, and no person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A post, what kind of source it is of, and the moment it is seen."""

    at: datetime
    post: RawPost
    kind: SourceKind = SourceKind.X


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All that comes in from outside."""

    posts: Sequence[Arrival]
    prices: Prices
    people: People
    halts: Sequence[HaltSpan] = ()
    every: timedelta | None = None
    changes: Mapping[str, object] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    """What a classifier is known to have said, by text."""
    answers: Mapping[UUID, LoggedAnswer] | None = None
    """What the venue is known to have answered, by client order id; None: it is simulated."""
    snapshots: Sequence[Snapshot] = ()
    """What was told of tokens, by which signals are scored."""
    preferences: Mapping[Wallet, Preferences] = field(default_factory=dict)
    """How users like to trade; those of whom nothing is said here are as `people` stores them."""

    @property
    def simulated(self) -> "Scene":
        """Leave what was answered, and halted by breakers, to the replay."""
        by_people = [span for span in self.halts if not span.tripped]
        return replace(self, answers=None, halts=by_people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One moment, and what comes in at it besides prices."""

    at: datetime
    posts: Sequence[Arrival] = ()
    raised: Sequence[Halt] = ()
    lifted: Sequence[Halt] = ()


def read_scene_file(path: Path) -> SceneFile:
    """Read circumstances. Raises OSError, tomllib.TOMLDecodeError or pydantic.ValidationError."""
    return SceneFile.model_validate(tomllib.loads(path.read_text(), parse_float=Decimal))


def spans(entries: Sequence[HaltEntry]) -> list[HaltSpan]:
    """Name the halts of a file."""
    return [
        HaltSpan(
            halt=Halt(
                id=uuid5(HALTS, f"{n}/{entry.since.isoformat()}"),
                scope=entry.scope,
                target=entry.target,
                strength=entry.strength,
                reason=entry.reason,
            ),
            since=entry.since,
            until=entry.until,
        )
        for n, entry in enumerate(entries)
    ]


def steps(scene: Scene, *, delay: timedelta = timedelta(0)) -> list[Step]:
    """List every moment in order: each look at prices, each post, each halt and its end."""
    posts: dict[datetime, list[Arrival]] = {}
    for arrival in scene.posts:
        posts.setdefault(arrival.at + delay, []).append(arrival)
    raised, lifted = _halted(scene.halts)
    moments = {*_looks(scene), *posts, *raised, *lifted}
    return [
        Step(
            at=at,
            posts=posts.get(at, ()),
            raised=raised.get(at, ()),
            lifted=lifted.get(at, ()),
        )
        for at in sorted(moments)
    ]


def _looks(scene: Scene) -> Iterator[datetime]:
    marked = scene.prices.moments()
    if scene.every is None or not marked:
        yield from marked
        return
    at = marked[0]
    while at <= marked[-1]:
        yield at
        at += scene.every


def _halted(
    halts: Sequence[HaltSpan],
) -> tuple[dict[datetime, list[Halt]], dict[datetime, list[Halt]]]:
    raised: dict[datetime, list[Halt]] = {}
    lifted: dict[datetime, list[Halt]] = {}
    for span in halts:
        raised.setdefault(span.since, []).append(span.halt)
        if span.until is not None:
            lifted.setdefault(span.until, []).append(span.halt)
    return raised, lifted
