"""Every reason to ignore a call, provoked on a real Postgres."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Side
from contracts.posts import PostClassified
from contracts.signals import IgnoreReason
from domain.halts import HaltScope, HaltStrength
from domain.ports.unit_of_work import UnitsOfWork
from tests.factories import (
    NOON,
    a_mark,
    a_market,
    a_source,
    an_id,
)
from tests.factories_intents import raise_halt
from tests.factories_posts_heard import a_followed_source, handle, on_a_market, outcomes
from tests.factories_scores import a_snapshot, store_snapshot
from tests.factories_signals import (
    a_call,
    a_classified,
    a_listing,
    a_verdict,
    dump,
    store_post,
)

pytestmark = pytest.mark.integration


Arrange = Callable[[AsyncEngine, UnitsOfWork], Awaitable[PostClassified]]


async def not_a_candidate(engine: AsyncEngine, units: UnitsOfWork) -> PostClassified:
    source_id = await a_followed_source(engine)
    verdict = a_verdict(candidate=False, reason="a greeting")
    return await on_a_market(engine, a_classified(source_id, verdict=verdict))


async def no_direction(engine: AsyncEngine, units: UnitsOfWork) -> PostClassified:
    source_id = await a_followed_source(engine)
    verdict = a_verdict(a_call(direction=None))
    return await on_a_market(engine, a_classified(source_id, verdict=verdict))


async def low_confidence(engine: AsyncEngine, units: UnitsOfWork) -> PostClassified:
    source_id = await a_followed_source(engine)
    verdict = a_verdict(a_call(confidence="0.3"))
    return await on_a_market(engine, a_classified(source_id, verdict=verdict))


async def no_subscribers(engine: AsyncEngine, units: UnitsOfWork) -> PostClassified:
    await a_followed_source(engine)
    return await on_a_market(engine, a_classified(await a_source(engine, "nobody")))


async def agent_not_live(engine: AsyncEngine, units: UnitsOfWork) -> PostClassified:
    source_id = await a_followed_source(engine, status="DRAFT")
    return await on_a_market(engine, a_classified(source_id))


async def stablecoin(engine: AsyncEngine, units: UnitsOfWork) -> PostClassified:
    source_id = await a_followed_source(engine)
    return await on_a_market(engine, a_classified(source_id, verdict=a_verdict(a_call("USDT"))))


async def no_market(engine: AsyncEngine, units: UnitsOfWork) -> PostClassified:
    source_id = await a_followed_source(engine)
    return await store_post(engine, a_classified(source_id))


async def short_on_spot(engine: AsyncEngine, units: UnitsOfWork) -> PostClassified:
    source_id = await a_followed_source(engine, venue="SPOT", venues=["SPOT"])
    await a_listing(engine, "SPOT")
    verdict = a_verdict(a_call(direction=Side.SHORT))
    return await on_a_market(engine, a_classified(source_id, verdict=verdict))


async def no_fresh_price(engine: AsyncEngine, units: UnitsOfWork) -> PostClassified:
    source_id = await a_followed_source(engine)
    await a_market(engine)
    await a_mark(engine, seen_at=NOON - timedelta(seconds=31))
    return await store_post(engine, a_classified(source_id))


async def duplicate(engine: AsyncEngine, units: UnitsOfWork) -> PostClassified:
    source_id = await a_followed_source(engine)
    await handle(units, await on_a_market(engine, a_classified(source_id, "earlier")))
    return await store_post(engine, a_classified(source_id, "later"))


async def expired(engine: AsyncEngine, units: UnitsOfWork) -> PostClassified:
    source_id = await a_followed_source(engine)
    return await on_a_market(engine, a_classified(source_id, at=NOON - timedelta(minutes=16)))


async def halted(engine: AsyncEngine, units: UnitsOfWork) -> PostClassified:
    source_id = await a_followed_source(engine)
    await raise_halt(units, HaltScope.AGENT, str(an_id("agent/momentum")), HaltStrength.NO_ENTRIES)
    return await on_a_market(engine, a_classified(source_id))


async def score_not_positive(engine: AsyncEngine, units: UnitsOfWork) -> PostClassified:
    source_id = await a_followed_source(engine)
    await store_snapshot(units, a_snapshot(galaxy=0, sentiment=0, momentum=-50, rank=3000))
    return await on_a_market(engine, a_classified(source_id))


CASES: dict[IgnoreReason, Arrange] = {
    IgnoreReason.NOT_A_CANDIDATE: not_a_candidate,
    IgnoreReason.NO_DIRECTION: no_direction,
    IgnoreReason.LOW_CONFIDENCE: low_confidence,
    IgnoreReason.NO_SUBSCRIBERS: no_subscribers,
    IgnoreReason.AGENT_NOT_LIVE: agent_not_live,
    IgnoreReason.STABLECOIN: stablecoin,
    IgnoreReason.NO_MARKET: no_market,
    IgnoreReason.SHORT_ON_SPOT: short_on_spot,
    IgnoreReason.NO_FRESH_PRICE: no_fresh_price,
    IgnoreReason.DUPLICATE: duplicate,
    IgnoreReason.EXPIRED: expired,
    IgnoreReason.HALTED: halted,
    IgnoreReason.SCORE_NOT_POSITIVE: score_not_positive,
}
DECIDED_ELSEWHERE = {IgnoreReason.INVALID_POST, IgnoreReason.ECHO}
"""Reasons that stop a post before it has a verdict, or that take several posts to see."""


def test_every_reason_of_this_stage_has_a_case() -> None:
    assert set(CASES) | DECIDED_ELSEWHERE == set(IgnoreReason)


@pytest.mark.parametrize("reason", CASES)
async def test_each_reason_is_stored_and_said_once(
    engine: AsyncEngine, units: UnitsOfWork, reason: IgnoreReason
) -> None:
    post = await CASES[reason](engine, units)

    await handle(units, post)

    (outcome,) = [row for row in await outcomes(engine) if row["post_id"] == post.post_id]
    assert outcome["reason"] == reason
    assert outcome["signal_id"] is None
    assert outcome["detail"]
    (message,) = [
        row["payload"]
        for row in (await dump(engine, "outbox"))["outbox"]
        if row["payload"]["post_id"] == str(post.post_id)
    ]
    assert message["reason"] == reason
    assert message["detail"] == outcome["detail"]


async def test_a_duplicate_names_the_signal_that_holds_the_place(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    await handle(units, await duplicate(engine, units))

    (signal,) = (await dump(engine, "signal"))["signal"]
    (late,) = [row for row in await outcomes(engine) if row["reason"] == "duplicate"]
    assert str(signal["id"]) in late["detail"]
