"""Echoes: copies of one call by several sources within minutes, which have one vote together."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.market import AgentId, PostId, SourceId, Symbol
from contracts.posts import PostClassified, Verdict
from contracts.signals import IgnoreReason
from domain.signals import Ignored, Signal

MOST_CHARACTERS = 4_000
"""How much of a text counts; copies agree long before."""
FEWEST_TO_COMPARE = 6
"""Distinct words below which texts are copies only when they are the same, word for word."""
_ALIKE_OF_TEN = 8
"""Of ten words in either text, how many must be in both."""
_LINK = re.compile(r"(?:https?://|www\.|t\.me/)\S*")
_HANDLE = re.compile(r"(?<!\w)(?:rt\s*:?\s+)?@\w+:?")
_WORD = re.compile(r"[^\W_]+")
_UNSEEN = frozenset({"Cf", "Cc", "Cs", "Mn", "Me"})


Taken = tuple[AgentId, Symbol]
"""An agent that has acted on words about a token."""
Outcomes = Mapping[PostId, Sequence[Signal | Ignored]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A candidate's calls as said by one source; its fingerprint is what copies share."""

    post_id: PostId
    source_id: SourceId
    said_at: datetime
    fingerprint: str


def fingerprint(text: str, verdict: Verdict) -> str | None:
    """Write down what a candidate calls for and the bare words it says it in.

    Letter case, space, punctuation, emoji, links, handles and invisible characters are left out.
    None when the verdict is no candidate, or nothing is left.
    """
    plain = _plain(text[:MOST_CHARACTERS])
    words = _WORD.findall(_HANDLE.sub(" ", _LINK.sub(" ", plain)))
    if not verdict.candidate or not words:
        return None
    pointing = sorted(f"{c.token}:{c.direction}" for c in verdict.calls if c.direction)
    return f"{' '.join(pointing)}|{' '.join(words)}"


def alike(one: str, other: str) -> bool:
    """Tell whether two fingerprints call for the same in the same words, or nearly the same."""
    if one == other:
        return True
    calls, _, words = one.partition("|")
    other_calls, _, other_words = other.partition("|")
    if calls != other_calls:
        return False
    here, there = set(words.split()), set(other_words.split())
    shared, either = len(here & there), len(here | there)
    return either >= FEWEST_TO_COMPARE and 10 * shared >= _ALIKE_OF_TEN * either


def echo_of(vote: Vote, earlier: Iterable[Vote], window: timedelta) -> PostId | None:
    """Find the vote of another source that this one only repeats; the first of several."""
    copies = [
        known
        for known in earlier
        if known.source_id != vote.source_id
        and abs(known.said_at - vote.said_at) <= window
        and alike(known.fingerprint, vote.fingerprint)
    ]
    first = min(copies, key=_order, default=None)
    return first.post_id if first else None


def echoes(
    votes: Sequence[Vote], known: Sequence[Vote], window: timedelta
) -> Mapping[PostId, PostId]:
    """Name, for each of these votes that is an echo, the vote that counts instead.

    Echoes are measured against votes that count, never against other echoes: a phrase said again
    after the window is a new vote.
    """
    counting, found = list(known), dict[PostId, PostId]()
    for vote in sorted(votes, key=_order):
        original = echo_of(vote, counting, window)
        if original is None:
            counting.append(vote)
        else:
            found[vote.post_id] = original
    return found


def original(post: PostClassified) -> PostId:
    """Name the post that has the vote: the one this is an echo of, or itself."""
    return post.echo_of or post.post_id


def without_echoes(
    posts: Iterable[PostClassified], judged: Outcomes, voted: Mapping[PostId, Iterable[Taken]]
) -> Outcomes:
    """Turn each signal into an ignored echo when its agent has acted on the same words already.

    `voted` tells, by original, who has acted before; within these posts the first one counts.
    """
    taken = {name: set(acted) for name, acted in voted.items()}
    return {post.post_id: _once(post, judged[post.post_id], taken) for post in posts}


def _once(
    post: PostClassified, outcomes: Sequence[Signal | Ignored], taken: dict[PostId, set[Taken]]
) -> list[Signal | Ignored]:
    acted = taken.setdefault(original(post), set())
    kept: list[Signal | Ignored] = []
    for outcome in outcomes:
        if isinstance(outcome, Signal) and (outcome.agent_id, outcome.token) in acted:
            kept.append(_echoed(post, outcome))
            continue
        if isinstance(outcome, Signal):
            acted.add((outcome.agent_id, outcome.token))
        kept.append(outcome)
    return kept


def _echoed(post: PostClassified, signal: Signal) -> Ignored:
    return Ignored(
        agent_id=signal.agent_id,
        token=signal.token,
        reason=IgnoreReason.ECHO,
        detail=f"said already within minutes by another source, in post {original(post)}"
        if post.echo_of
        else "an echo of this post was acted on before it",
    )


def _order(vote: Vote) -> tuple[datetime, PostId]:
    return vote.said_at, vote.post_id


def _plain(text: str) -> str:
    seen = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in seen if c.isspace() or unicodedata.category(c) not in _UNSEEN)
