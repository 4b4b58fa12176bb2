"""What happens in the recorded week, moment by moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from domain.halts import Halt, HaltScope, HaltStrength
from domain.posts import RawPost
from infra.feeds.jsonl import read_posts

START = datetime(2026, 1, 5, tzinfo=UTC)
END = START + timedelta(days=7)
TICK = timedelta(minutes=30)
HALT_FROM = START + timedelta(days=2, hours=12)
HALT_UNTIL = START + timedelta(days=2, hours=18)
CRASH_AFTER = START + timedelta(days=3)
"""The process is killed while the first entry of the lone agent after this moment is answered."""
HALT = Halt(
    id=UUID("5b0f2a5e-6f0a-5f0e-9a3c-0f5d8f2c7a12"),
    scope=HaltScope.GLOBAL,
    target=None,
    strength=HaltStrength.NO_ENTRIES,
    reason="demo: nobody enters for six hours",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One moment of the week, and what comes in at it."""

    at: datetime
    posts: tuple[RawPost, ...] = ()
    halts: bool = False
    lifts: bool = False


def steps(folder: Path) -> Iterator[Step]:
    """Yield every moment in order: each tick of prices, each post, the halt and its end."""
    posts = [line for line in read_posts(folder / "posts.jsonl") if isinstance(line, RawPost)]
    moments = {START + TICK * n for n in range((END - START) // TICK)}
    moments |= {post.published_at for post in posts} | {HALT_FROM, HALT_UNTIL}
    for at in sorted(moments):
        yield Step(
            at=at,
            posts=tuple(post for post in posts if post.published_at == at),
            halts=at == HALT_FROM,
            lifts=at == HALT_UNTIL,
        )
