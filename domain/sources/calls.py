"""Calls, and which of them are worth counting once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.market import PostId, Side, SourceId, Symbol

BUCKET_HOURS = 6
"""Calls of a source on a token within one such stretch of a UTC day are one."""
ECHO = timedelta(minutes=10)
"""Whoever says within this time what somebody else just said has copied it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A source said that a token would rise (LONG) or fall (SHORT).

    `known_at` is when the post was first seen and judged, whatever became of it afterwards: a
    post that was edited or deleted later counts as it stood then.
    """

    source_id: SourceId
    post_id: PostId
    token: Symbol
    side: Side
    known_at: datetime

    @property
    def bucket(self) -> datetime:
        """Tell when the stretch of the day began that the call fell in."""
        at = self.known_at.astimezone(UTC)
        hour = at.hour - at.hour % BUCKET_HOURS
        return at.replace(hour=hour, minute=0, second=0, microsecond=0)


def first_calls(calls: Iterable[Call]) -> list[Call]:
    """Keep one call per source, token and bucket, the first; and of an echo only the original.

    A second call in a bucket counts for nothing even when it points the other way, or whoever
    calls both ways would be right once each time.
    """
    kept, taken, heard = list[Call](), set[object](), dict[object, Call]()
    for call in sorted(calls, key=lambda c: (c.known_at, c.post_id)):
        slot = (call.source_id, call.token, call.bucket)
        if slot in taken:
            continue
        taken.add(slot)
        original = heard.get((call.token, call.side))
        if original is None or _independent(call, original):
            heard[call.token, call.side] = call
            kept.append(call)
    return kept


def _independent(call: Call, original: Call) -> bool:
    own = call.source_id == original.source_id
    return own or call.known_at - original.known_at > ECHO
