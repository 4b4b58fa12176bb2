"""Files in: what they cannot be read as is told in one line that names the file."""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from cli.replay.prices import Prices
from cli.replay.scene import SCENE, Arrival, Scene, SceneFile, read_scene_file, spans
from cli.roster import apply_roster, read_roster
from contracts.market import Network, Wallet
from domain.errors import TradingError
from domain.posts import RawPost
from domain.preferences import Preferences
from infra.feeds.jsonl import read_posts
from infra.feeds.lines import BadLine, reason
from infra.feeds.marks_csv import read_marks
from infra.feeds.preferences_csv import read_preferences
from infra.feeds.scores_csv import read_scores
from infra.memory.store import MemoryStore

MOST_TOLD = 3
"""How many bad lines of a file are told before they are only counted."""
T = TypeVar("T")


class BadInput(TradingError):
    """A file that is not what it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Where a replay is read from, and what may be read besides."""

    posts: Path
    marks: Path
    agents: Path
    extra: "Extra"

    @classmethod
    def beside(
        cls, posts: Path, marks: Path | None, agents: Path | None, extra: "Extra | None" = None
    ) -> "Files":
        """Take what is not named from beside the posts."""
        return cls(
            posts=posts,
            marks=marks or posts.parent / "marks.csv",
            agents=agents or posts.parent / "agents.toml",
            extra=(extra or Extra()).beside(posts),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """Files without which a replay can do: circumstances, scores and preferences."""

    scene: Path | None = None
    scores: Path | None = None
    preferences: Path | None = None

    def beside(self, path: Path) -> "Extra":
        """Take what is not named from beside another file, as far as it is there."""
        return Extra(
            scene=self.scene or _found(path.parent / SCENE),
            scores=self.scores or _found(path.parent / "scores.csv"),
            preferences=self.preferences or _found(path.parent / "preferences.csv"),
        )


def _found(path: Path) -> Path | None:
    return path if path.is_file() else None


def read_scene(files: Files, network: Network) -> Scene:
    """Read everything a replay needs. Raises BadInput."""
    posts = posts_of(files.posts)
    circumstances = scene_file(files.extra.scene)
    roster = _document(files.agents, read_roster)

    async def people(store: MemoryStore) -> None:
        await apply_roster(store.units, roster, network, now=None)

    scene = Scene(
        posts=[Arrival(at=post.published_at, post=post) for post in posts],
        prices=prices_of(files.marks, circumstances),
        people=people,
        halts=spans(circumstances.halt),
        every=every(circumstances),
        changes=circumstances.set,
    )
    return with_likings(scene, files.extra)


def with_likings(scene: Scene, extra: Extra) -> Scene:
    """Have a scene use the scores and the preferences of files, where there are any.

    Raises BadInput.
    """
    if extra.scores:
        scene = replace(scene, snapshots=_good(extra.scores, _opened(extra.scores, read_scores)))
    if extra.preferences:
        scene = replace(scene, preferences=_preferences(extra.preferences))
    return scene


def _preferences(path: Path) -> dict[Wallet, Preferences]:
    """Read users' preferences; one told twice has the last."""
    likings = _good(path, _opened(path, read_preferences))
    return {each.wallet: each.preferences for each in likings}


def scene_file(path: Path | None) -> SceneFile:
    """Read the circumstances of a recording. Raises BadInput."""
    return SceneFile() if path is None else _document(path, read_scene_file)


def posts_of(path: Path) -> list[RawPost]:
    """Read every post of a file. Raises BadInput."""
    return _good(path, _opened(path, read_posts))


def prices_of(path: Path, circumstances: SceneFile) -> Prices:
    """Read every mark of a file. Raises BadInput."""
    marks = _good(path, _opened(path, read_marks))
    if not marks:
        raise BadInput(f"{path}: it holds no marks")
    return Prices(marks, gap=timedelta(seconds=circumstances.gap))


def every(circumstances: SceneFile) -> timedelta | None:
    """Tell how often prices are looked at; None for as often as there are marks."""
    return None if circumstances.every is None else timedelta(seconds=circumstances.every)


def _document(path: Path, read: Callable[[Path], T]) -> T:
    try:
        return read(path)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {error}") from error
    except ValidationError as error:
        raise BadInput(f"{path}: {reason(error)}") from error


def _opened(path: Path, read: Callable[[Path], Iterable[T | BadLine]]) -> list[T | BadLine]:
    try:
        return list(read(path))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: {error}") from error


def _good(path: Path, lines: Iterable[T | BadLine]) -> list[T]:
    good: list[T] = []
    bad: list[BadLine] = []
    for line in lines:
        if isinstance(line, BadLine):
            bad.append(line)
        else:
            good.append(line)
    if bad:
        told = "; ".join(f"line {line.number}: {line.reason}" for line in bad[:MOST_TOLD])
        more = f"; and {len(bad) - MOST_TOLD} more" if len(bad) > MOST_TOLD else ""
        raise BadInput(f"{path}: {told}{more}")
    return good
