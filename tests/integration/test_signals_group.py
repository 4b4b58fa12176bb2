"""Posts judged as one group: the same as one by one, for the price of one."""

import random
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.signals import raise_signals, stage
from consumers.stage import Turn
from contracts.market import Side
from contracts.posts import PostClassified
from domain.halts import HaltScope, HaltStrength
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from tests.factories import NOON, a_mark, a_market, a_source, an_agent, an_id
from tests.factories_intents import raise_halt
from tests.factories_posts_heard import handle, outcomes
from tests.factories_signals import a_call, a_classified, a_listing, a_verdict, dump, store_post
from tests.statements import statements_of, the_same_together

pytestmark = pytest.mark.integration
TOUCHED = ("signal", "post_outcome", "outbox")
TOKENS = ("BTC", "ETH", "SOL", "DOGE", "USDC")
WEIGHTS = (5, 5, 1, 1, 1)


async def judge_together(units: UnitsOfWork, posts: Sequence[PostClassified]) -> None:
    async with units() as uow:
        await raise_signals(posts, Turn(uow=uow, now=NOON, policy=Policy()))


async def forget(engine: AsyncEngine) -> None:
    """Forget everything the stage wrote."""
    async with engine.begin() as connection:
        await connection.execute(text("truncate outbox, post_outcome, signal cascade"))


async def a_world(engine: AsyncEngine, units: UnitsOfWork) -> list[UUID]:
    """Store sources with followers in common, and one that nobody follows."""
    sources = [await a_source(engine, handle) for handle in ("alice", "bob", "carol")]
    await an_agent(engine, "broad", sources=tuple(sources))
    await an_agent(engine, "narrow", sources=(sources[0],))
    await an_agent(engine, "draft", status="DRAFT", sources=(sources[1],))
    await an_agent(engine, "spot", venue="SPOT", venues=["SPOT"], sources=(sources[2],))
    halted = await an_agent(engine, "halted", sources=(sources[2],))
    await raise_halt(units, HaltScope.AGENT, str(halted), HaltStrength.NO_ENTRIES)
    for token in TOKENS[:2]:
        await a_market(engine, token)
        await a_mark(engine, token)
    await a_market(engine, "SOL")
    await a_mark(engine, "SOL", seen_at=NOON - timedelta(hours=1))
    await a_listing(engine, "SPOT")
    return [*sources, await a_source(engine, "nobody")]


async def a_group(engine: AsyncEngine, sources: Sequence[UUID], seed: int) -> list[PostClassified]:
    """Store posts in an order of chance; some are told twice, some by another message."""
    dice = random.Random(seed)
    posts = []
    for n in range(30):
        calls = [
            a_call(token, dice.choice([*Side, *Side, None]), dice.choice(["0.9", "0.9", "0.4"]))
            for token in dice.choices(TOKENS, WEIGHTS, k=dice.randint(1, 3))
        ]
        verdict = a_verdict(*calls, candidate=dice.random() < 0.8)
        at = NOON - timedelta(minutes=dice.choice([0, 1, 2, 400]))
        post = a_classified(dice.choice(sources), f"{n}", at=at, verdict=verdict)
        posts.append(await store_post(engine, post))
    again = [posts[n] for n in (0, 3)]
    renamed = [posts[n].model_copy(update={"id": an_id(f"again/{n}")}) for n in (1, 5)]
    group = [*posts, *again, *renamed]
    dice.shuffle(group)
    return group


@pytest.mark.parametrize("seed", range(4))
async def test_a_group_is_judged_as_its_posts_would_be_one_by_one(
    engine: AsyncEngine, units: UnitsOfWork, seed: int
) -> None:
    group = await a_group(engine, await a_world(engine, units), seed)

    async def one_by_one() -> None:
        for post in group:
            await handle(units, post)

    expected = await the_same_together(
        engine,
        TOUCHED,
        one_by_one=one_by_one,
        forget=forget,
        together=partial(judge_together, units, group),
    )

    assert expected["signal"]
    assert "duplicate" in {row["reason"] for row in expected["post_outcome"]}


async def test_what_was_judged_before_the_group_stays_and_holds_its_places(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    group = await a_group(engine, await a_world(engine, units), 1)
    half = len(group) // 2

    async def one_by_one() -> None:
        for post in group:
            await handle(units, post)

    async def overlapping() -> None:
        for some in (group[:half], group, group[half:]):
            await judge_together(units, some)

    await the_same_together(
        engine,
        TOUCHED,
        one_by_one=one_by_one,
        forget=forget,
        together=overlapping,
        in_order=False,
    )


async def test_a_place_goes_to_the_first_post_of_a_group(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    (source_id, *_) = await a_world(engine, units)
    posts = [await store_post(engine, a_classified(source_id, f"{n}")) for n in range(3)]

    await judge_together(units, posts)

    signals = (await dump(engine, "signal"))["signal"]
    assert {signal["post_id"] for signal in signals} == {posts[0].post_id}
    held = {row["agent_id"]: str(row["id"]) for row in signals}
    later = [row for row in await outcomes(engine) if row["post_id"] != posts[0].post_id]
    assert len(later) == 4
    assert all(row["detail"].startswith(f"signal {held[row['agent_id']]} ") for row in later)


async def test_fifty_posts_cost_no_more_statements_than_one(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    await a_market(engine)
    await a_mark(engine)
    posts = []
    for n in range(51):
        source_id = await a_source(engine, f"voice{n}")
        await an_agent(engine, f"{n}", sources=(source_id,))
        posts.append(await store_post(engine, a_classified(source_id, f"{n}")))

    with statements_of(engine) as for_one:
        await judge_together(units, posts[50:])
    with statements_of(engine) as for_fifty:
        await judge_together(units, posts[:50])

    assert stage.groups[PostClassified] is raise_signals
    assert len(for_fifty) == len(for_one)
    assert len((await dump(engine, "signal"))["signal"]) == 51
