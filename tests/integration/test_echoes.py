"""Echoes on a real Postgres: ten copies of a call size as one."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.posts import classify_due
from contracts.market import VenueName
from contracts.posts import PostClassified
from contracts.signals import IgnoreReason
from domain.echoes import original, without_echoes
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from domain.posts import Post
from domain.signals import Ignored, Outlook, Signal, judge_post
from tests.factories import NOON, a_source, an_agent
from tests.factories_posts import a_post, a_source_of, a_world, classified, publish, rows
from tests.factories_scene import a_scene

pytestmark = pytest.mark.integration
SAID = "Just bought more $BTC here, the chart is too clean to ignore"
HANDLES = [f"source{n}" for n in range(10)]


@pytest.fixture(autouse=True)
async def sources(engine: AsyncEngine) -> None:
    for handle in HANDLES:
        await a_source(engine, handle)


def copies(count: int = 10) -> list[Post]:
    return [
        a_post(n, f"{SAID} https://t.co/{n}", handle) for n, handle in enumerate(HANDLES[:count])
    ]


async def test_all_copies_but_one_are_echoes_of_it(engine: AsyncEngine, units: UnitsOfWork) -> None:
    await publish(units, *copies())
    world, _ = a_world(units)
    await classify_due(world)
    messages = await classified(engine)
    (voter,) = [message for message in messages if message.echo_of is None]
    assert [m.echo_of for m in messages if m is not voter] == [voter.post_id] * 9
    stored = await rows(engine, "select echo_of from verdict where echo_of is not null")
    assert len(stored) == 9


async def test_loops_side_by_side_count_one_vote(engine: AsyncEngine, units: UnitsOfWork) -> None:
    for post in copies():
        await publish(units, post)
    world, _ = a_world(units)
    await asyncio.gather(*(classify_due(world) for _ in range(4)))
    for handle in HANDLES[:3]:
        await publish(units, a_post(50 + int(handle[-1]), SAID, handle))
        await classify_due(world)
    firsts = [m for m in await classified(engine) if m.echo_of is None]
    assert len({message.source_id for message in firsts}) == 1


async def test_other_words_or_a_later_hour_make_a_vote_of_their_own(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    world, _ = a_world(units)
    await publish(units, a_post(1, SAID, "source1"))
    await classify_due(world)
    await publish(units, a_post(2, "shorting $BTC into resistance", "source2"))
    later = Post(
        source=a_source_of("source3"),
        external_id=a_post(3).external_id,
        text=SAID,
        published_at=NOON - timedelta(hours=1),
    )
    await publish(units, later)
    await classify_due(world)
    assert [message.echo_of for message in await classified(engine)] == [None] * 3


async def act(
    engine: AsyncEngine, units: UnitsOfWork, posts: Sequence[PostClassified]
) -> Sequence[Signal | Ignored]:
    """Judge posts in one transaction, each copy in a place of its own, as at a bucket's end."""
    market, quote = (
        a_scene().markets[VenueName.HYPERLIQUID],
        a_scene().quotes[VenueName.HYPERLIQUID],
    )
    outlook = Outlook(
        now=NOON,
        policy=Policy(signal_bucket=timedelta(microseconds=1)),
        markets={"BTC": {VenueName.PAPER: market}},
        quotes={"BTC": {VenueName.PAPER: quote}},
    )
    async with units() as uow:
        followers = await uow.agents.following({post.source_id for post in posts})
        voted = await uow.posts.voted({original(post) for post in posts})
        judged = {p.post_id: judge_post(p, followers[p.source_id], outlook) for p in posts}
        outcomes = without_echoes(posts, judged, voted)
        every = [outcome for post in posts for outcome in outcomes[post.post_id]]
        await uow.signals.add([outcome for outcome in every if isinstance(outcome, Signal)])
        await uow.signals.add_outcomes(outcomes, NOON)
    return every


@pytest.mark.parametrize("together", [1, 3, 10])
@pytest.mark.parametrize("backwards", [False, True])
async def test_ten_reposts_size_as_one(
    engine: AsyncEngine, units: UnitsOfWork, together: int, backwards: bool
) -> None:
    source_ids = tuple(a_source_of(handle).id for handle in HANDLES)
    await an_agent(engine, sources=source_ids)
    await publish(units, *copies())
    world, _ = a_world(units)
    await classify_due(world)
    messages = sorted(await classified(engine), key=lambda m: m.post_id, reverse=backwards)
    outcomes = [
        outcome
        for start in range(0, 10, together)
        for outcome in await act(engine, units, messages[start : start + together])
    ]
    signals = [outcome for outcome in outcomes if isinstance(outcome, Signal)]
    ignored = [outcome for outcome in outcomes if isinstance(outcome, Ignored)]
    assert [signal.size for signal in signals] == [Policy().default_size]
    assert [each.reason for each in ignored] == [IgnoreReason.ECHO] * 9
    assert len(await rows(engine, "select * from signal")) == 1


async def test_an_agent_that_follows_only_the_copy_acts_on_it(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    await an_agent(engine, "first", sources=(a_source_of(HANDLES[0]).id,))
    await an_agent(engine, "second", sources=(a_source_of(HANDLES[1]).id,))
    await publish(units, *copies(2))
    world, _ = a_world(units)
    await classify_due(world)
    outcomes = await act(engine, units, await classified(engine))
    assert [type(outcome) for outcome in outcomes] == [Signal, Signal]
