"""Posts: each is put up for classifying, classified under a lease, and never forgotten."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from consumers.stage import Stage, Turn, World
from contracts.base import lineage
from contracts.posts import PostClassified, PostPublished, SourceKind, Verdict
from domain.echoes import Vote, echoes, fingerprint
from domain.errors import ClassifierAway, ClassifierGaveUp, OutsideError
from domain.policy import Policy
from domain.ports.classifier import Reading
from domain.ports.posts import Posts
from domain.posts import Judgement, Unclassified, retry_delay

stage = Stage("posts")

StandIn = Callable[[str], Verdict | None]
"""Judges a text when the classifier would not, or has nothing to say either."""

BATCH = 50
CLASSIFIER_FAILED = "classifier_failed"
"""The reason of the verdict that stands in when no classifier would give one."""
_SHARE_OF_LEASE = 0.8
"""How much of its lease a claim may spend waiting, so that the answer is still ours to record."""


@stage.handles(PostPublished)
async def ask_for_verdict(message: PostPublished, turn: Turn) -> None:
    """Put a new post up for classifying."""
    await turn.uow.posts.ask_for_verdict(message, _classifier_of(message, turn.policy), turn.now)


def _classifier_of(message: PostPublished, policy: Policy) -> str:
    if message.source_kind is SourceKind.RESEARCH and policy.note_classifier is not None:
        return policy.note_classifier
    return policy.classifier


@stage.loop
async def classify_due(world: World) -> int:
    """Classify a batch of posts that are due, and return how many that were.

    A classifier that breaks on a post, rather than being away, harms that post alone: the others
    are recorded, then the error is raised; the post is tried again when its lease is over.
    """
    now = world.clock.now()
    async with world.units() as uow:
        claimed = await uow.posts.claim_unclassified(BATCH, lease=world.policy.lease, now=now)
    if not claimed:
        return 0
    answers = await asyncio.gather(*(_ask(work, world) for work in claimed), return_exceptions=True)
    await _record(claimed, answers, world)
    for answer in answers:
        if isinstance(answer, BaseException) and not _outside(answer):
            raise answer
    return len(claimed)


async def _ask(work: Unclassified, world: World) -> Reading:
    if work.attempts > world.policy.classify_attempts:
        raise OutsideError(f"no answer in {world.policy.classify_attempts} attempts")
    async with asyncio.timeout(world.policy.lease.total_seconds() * _SHARE_OF_LEASE):
        return await world.classifier_for(work.source_kind).classify(work.text)


async def _record(
    claimed: Sequence[Unclassified], answers: Sequence[Reading | BaseException], world: World
) -> None:
    """Store the answers and announce the final ones whose lease is still ours."""
    now = world.clock.now()
    judgements = [
        judge(work, answer, stand_in=_stand_in(work, world), policy=world.policy, now=now)
        for work, answer in zip(claimed, answers, strict=True)
        if isinstance(answer, Reading) or _outside(answer)
    ]
    async with world.units() as uow:
        judgements = await _with_echoes(judgements, uow.posts, world.policy)
        for judgement in await uow.posts.record_judgements(judgements, now):
            if judgement.verdict is not None:
                uow.emit(_classified(judgement, judgement.verdict, now))


def _stand_in(work: Unclassified, world: World) -> StandIn:
    return world.classifier_for(work.source_kind).stand_in


def judge(
    work: Unclassified,
    answer: Reading | BaseException,
    *,
    stand_in: StandIn,
    policy: Policy,
    now: datetime,
) -> Judgement:
    """Decide what an answer, or the lack of one, makes of claimed work.

    Where no answer is to be had, the stand-in's verdict counts, and says that it is one; without
    a stand-in the post ends as no candidate.
    """
    if isinstance(answer, Reading):
        return _judged(work, answer.verdict, answer_key=answer.answer_key)
    error = str(answer) or "no answer in time"
    final = isinstance(answer, ClassifierGaveUp) or work.attempts >= policy.classify_attempts
    if final:
        verdict = stand_in(work.text) or _no_verdict(work.classifier)
        return _judged(work, verdict, error=error)
    return Judgement(work=work, error=error, again_at=now + _wait(work, answer))


def _judged(
    work: Unclassified, verdict: Verdict, *, error: str | None = None, answer_key: str | None = None
) -> Judgement:
    return Judgement(
        work=work,
        verdict=verdict,
        error=error,
        answer_key=answer_key,
        fingerprint=fingerprint(work.text, verdict),
    )


def _wait(work: Unclassified, answer: BaseException) -> timedelta:
    """Wait longer after each attempt, and no less than the service asked for."""
    asked = answer.retry_after if isinstance(answer, ClassifierAway) else None
    return max(retry_delay(work.attempts), asked or timedelta(0))


async def _with_echoes(
    judgements: Sequence[Judgement], posts: Posts, policy: Policy
) -> list[Judgement]:
    """Name, for each candidate that only repeats what another source said, the one that counts."""
    cast = [_vote(judgement, said) for judgement in judgements if (said := judgement.fingerprint)]
    if not cast:
        return list(judgements)
    first, last = min(vote.said_at for vote in cast), max(vote.said_at for vote in cast)
    known = await posts.votes(first - policy.echo_window, last + policy.echo_window)
    found = echoes(cast, known, policy.echo_window)
    return [replace(each, echo_of=found.get(each.work.post_id)) for each in judgements]


def _vote(judgement: Judgement, said: str) -> Vote:
    work = judgement.work
    return Vote(
        post_id=work.post_id,
        source_id=work.source_id,
        said_at=work.published_at,
        fingerprint=said,
    )


def _outside(answer: BaseException) -> bool:
    return isinstance(answer, OutsideError | TimeoutError)


def _no_verdict(classifier: str) -> Verdict:
    return Verdict(
        classifier=classifier,
        candidate=False,
        calls=(),
        confidence=Decimal(0),
        reason=CLASSIFIER_FAILED,
    )


def _classified(judgement: Judgement, verdict: Verdict, now: datetime) -> PostClassified:
    work = judgement.work
    return PostClassified(
        **lineage(work.post_id, f"classified/{work.classifier}", trace_id=work.trace_id, at=now),
        post_id=work.post_id,
        source_id=work.source_id,
        source_kind=work.source_kind,
        author=work.author,
        published_at=work.published_at,
        verdict=verdict,
        echo_of=judgement.echo_of,
    )
