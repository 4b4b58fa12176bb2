"""Posts: each is put up for classifying, classified under a lease, and never forgotten."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from consumers.stage import Stage, Turn, World
from contracts.base import lineage
from contracts.posts import PostClassified, PostPublished, Verdict
from domain.errors import OutsideError
from domain.policy import Policy
from domain.posts import Judgement, Unclassified, retry_delay

stage = Stage("posts")

BATCH = 50
CLASSIFIER_FAILED = "classifier_failed"
"""The reason of the verdict that stands in when no classifier would give one."""
_SHARE_OF_LEASE = 0.8
"""How much of its lease a claim may spend waiting, so that the answer is still ours to record."""


@stage.handles(PostPublished)
async def ask_for_verdict(message: PostPublished, turn: Turn) -> None:
    """Put a new post up for classifying."""
    await turn.uow.posts.ask_for_verdict(message, turn.policy.classifier, turn.now)


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


async def _ask(work: Unclassified, world: World) -> Verdict:
    if work.attempts > world.policy.classify_attempts:
        raise OutsideError(f"no answer in {world.policy.classify_attempts} attempts")
    async with asyncio.timeout(world.policy.lease.total_seconds() * _SHARE_OF_LEASE):
        return await world.classifier.classify(work.text)


async def _record(
    claimed: Sequence[Unclassified], answers: Sequence[Verdict | BaseException], world: World
) -> None:
    """Store the answers and announce the final ones whose lease is still ours."""
    now = world.clock.now()
    judgements = [
        judge(work, answer, policy=world.policy, now=now)
        for work, answer in zip(claimed, answers, strict=True)
        if isinstance(answer, Verdict) or _outside(answer)
    ]
    async with world.units() as uow:
        for judgement in await uow.posts.record_judgements(judgements, now):
            if judgement.verdict is not None:
                uow.emit(_classified(judgement.work, judgement.verdict, now))


def judge(
    work: Unclassified, answer: Verdict | BaseException, *, policy: Policy, now: datetime
) -> Judgement:
    """Decide what an answer, or the lack of one, makes of claimed work."""
    if isinstance(answer, Verdict):
        return Judgement(work=work, verdict=answer)
    error = str(answer) or "no answer in time"
    if work.attempts >= policy.classify_attempts:
        return Judgement(work=work, verdict=_no_verdict(work.classifier), error=error)
    return Judgement(work=work, error=error, again_at=now + retry_delay(work.attempts))


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


def _classified(work: Unclassified, verdict: Verdict, now: datetime) -> PostClassified:
    return PostClassified(
        **lineage(work.post_id, f"classified/{work.classifier}", trace_id=work.trace_id, at=now),
        post_id=work.post_id,
        source_id=work.source_id,
        source_kind=work.source_kind,
        author=work.author,
        published_at=work.published_at,
        verdict=verdict,
    )
