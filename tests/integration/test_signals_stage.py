"""The signals stage on a real Postgres: one outcome for each agent and call, whatever happens."""

import random
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.signals import raise_signals
from consumers.stage import Turn
from contracts.market import RiskPlan, Side
from contracts.posts import PostClassified, SourceKind
from domain.halts import HaltScope, HaltStrength
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from infra.tables.agents import AgentRow, AgentSourceRow
from tests.factories import (
    NOON,
    a_mark,
    a_market,
    a_source,
    a_wallet,
    an_agent,
    an_id,
    insert_row,
)
from tests.factories_intents import raise_halt
from tests.factories_posts_heard import a_followed_source, handle, on_a_market, outcomes
from tests.factories_signals import (
    a_call,
    a_classified,
    a_verdict,
    dump,
    store_many,
    store_post,
)

pytestmark = pytest.mark.integration
TOUCHED = ("signal", "post_outcome", "outbox")


async def test_a_clear_call_becomes_one_signal_and_one_message(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    source_id = await a_followed_source(engine)
    await a_market(engine)
    await a_mark(engine)
    post = await store_post(engine, a_classified(source_id))

    await handle(units, post)

    content = await dump(engine, *TOUCHED)
    (signal,), (outcome,), (message,) = content.values()
    assert signal["score"] is None
    assert (signal["token"], signal["side"]) == ("BTC", "LONG")
    assert outcome["signal_id"] == signal["id"]
    assert outcome["reason"] is None
    assert message["routing_key"] == "signal.raised.v1"
    assert message["payload"]["signal_id"] == str(signal["id"])
    assert message["trace_id"] == signal["trace_id"] == post.trace_id


async def test_a_verdict_that_calls_for_nothing_gives_each_follower_its_reason(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    source_id = await a_followed_source(engine)
    await an_agent(engine, "draft", sources=(source_id,), status="DRAFT")
    verdict = a_verdict(a_call(), candidate=False, reason="irony")
    post = await store_post(engine, a_classified(source_id, verdict=verdict))

    await handle(units, post)

    rows = await outcomes(engine)
    assert [(row["reason"], row["token"], row["detail"]) for row in rows] == [
        ("not_a_candidate", None, "irony")
    ] * 2
    assert {row["agent_id"] for row in rows} == {an_id("agent/momentum"), an_id("agent/draft")}


async def test_every_call_has_an_outcome_for_every_follower(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    source_id = await a_followed_source(engine)
    await an_agent(engine, "private", sources=(source_id,), status="PRIVATE")
    await an_agent(engine, "draft", sources=(source_id,), status="DRAFT")
    await an_agent(engine, "stranger")
    verdict = a_verdict(a_call("BTC"), a_call("DOGE"), a_call("USDC"))
    post = await on_a_market(engine, a_classified(source_id, verdict=verdict))

    await handle(units, post)

    rows = {(row["agent_id"], row["token"]): row["reason"] for row in await outcomes(engine)}
    draft = an_id("agent/draft")
    live = (an_id("agent/momentum"), an_id("agent/private"))
    assert rows == {
        **{(agent, "BTC"): None for agent in live},
        **{(agent, "DOGE"): "no_market" for agent in live},
        **{(agent, "USDC"): "stablecoin" for agent in live},
        **{(draft, token): "agent_not_live" for token in ("BTC", "DOGE", "USDC")},
    }


async def test_a_token_called_twice_counts_once_by_its_first_call(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    source_id = await a_followed_source(engine)
    verdict = a_verdict(a_call("BTC", Side.SHORT), a_call("BTC", Side.LONG))
    post = await on_a_market(engine, a_classified(source_id, verdict=verdict))

    await handle(units, post)

    (signal,) = (await dump(engine, "signal"))["signal"]
    assert signal["side"] == "SHORT"
    assert len(await outcomes(engine)) == 1


async def test_research_shares_the_places_of_posts(engine: AsyncEngine, units: UnitsOfWork) -> None:
    source_id = await a_followed_source(engine)
    await handle(units, await on_a_market(engine, a_classified(source_id, "tweet")))
    note = a_classified(source_id, "note", source_kind=SourceKind.RESEARCH)

    await handle(units, await store_post(engine, note))

    assert [row["reason"] for row in await outcomes(engine) if row["reason"]] == ["duplicate"]


async def test_a_lifted_halt_stops_nothing(engine: AsyncEngine, units: UnitsOfWork) -> None:
    source_id = await a_followed_source(engine)
    halt_id = await raise_halt(units, HaltScope.GLOBAL, None, HaltStrength.NO_ENTRIES)
    async with units() as uow:
        await uow.halts.lift(halt_id, NOON)
    post = await on_a_market(engine, a_classified(source_id))

    await handle(units, post)

    assert [row["reason"] for row in await outcomes(engine)] == [None]


async def test_a_redelivery_changes_nothing_even_when_the_world_has_changed(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    source_id = await a_followed_source(engine)
    post = await on_a_market(engine, a_classified(source_id))
    await handle(units, post)
    before = await dump(engine, *TOUCHED)

    await raise_halt(units, HaltScope.GLOBAL, None, HaltStrength.NO_ENTRIES)
    await an_agent(engine, "newcomer", sources=(source_id,))
    await handle(units, post, NOON + timedelta(hours=2))

    assert await dump(engine, *TOUCHED) == before


async def a_crowd(engine: AsyncEngine) -> list[PostClassified]:
    """Store three sources, three agents, and posts of which no two want the same place."""
    sources = [await a_source(engine, handle) for handle in ("alice", "bob", "carol")]
    for n, source_id in enumerate(sources):
        await an_agent(engine, f"one-{n}", sources=(source_id,))
    await an_agent(engine, "draft", sources=tuple(sources), status="DRAFT")
    await an_agent(engine, "broad", sources=tuple(sources))
    tokens = ("BTC", "ETH", "SOL")
    for token in tokens[:2]:
        await a_market(engine, token)
        await a_mark(engine, token)
    posts = [
        a_classified(source_id, f"{n}", verdict=a_verdict(a_call(token), a_call("USDC")))
        for n, (source_id, token) in enumerate(zip(sources, tokens, strict=True))
    ]
    chatter = [
        a_classified(source_id, f"chatter-{n}", verdict=a_verdict(candidate=False))
        for n, source_id in enumerate([*sources, await a_source(engine, "nobody")])
    ]
    return [await store_post(engine, post) for post in (*posts, *chatter)]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_message_twice_in_any_order_leaves_the_same(
    engine: AsyncEngine, units: UnitsOfWork, seed: int
) -> None:
    posts = await a_crowd(engine)
    for post in posts:
        await handle(units, post)
    expected = await dump(engine, *TOUCHED)
    await forget(engine)

    shuffled = posts * 2
    random.Random(seed).shuffle(shuffled)
    async with units() as uow:
        for post in shuffled:
            await raise_signals([post], Turn(uow=uow, now=NOON, policy=Policy()))

    assert expected["signal"]
    assert await dump(engine, *TOUCHED) == expected


async def forget(engine: AsyncEngine) -> None:
    """Forget everything the stage wrote."""
    async with engine.begin() as connection:
        await connection.exec_driver_sql("truncate outbox, post_outcome, signal cascade")


@pytest.mark.parametrize("seed", [1, 2])
async def test_posts_that_compete_for_a_place_give_one_signal_and_name_it_to_the_others(
    engine: AsyncEngine, units: UnitsOfWork, seed: int
) -> None:
    source_id = await a_followed_source(engine)
    await a_market(engine)
    await a_mark(engine)
    posts = [await store_post(engine, a_classified(source_id, f"{n}")) for n in range(4)]
    shuffled = posts * 2
    random.Random(seed).shuffle(shuffled)

    for post in shuffled:
        await handle(units, post)

    (signal,) = (await dump(engine, "signal"))["signal"]
    rows = await outcomes(engine)
    assert len(rows) == len(posts)
    assert [row["signal_id"] for row in rows if row["signal_id"]] == [signal["id"]]
    assert all(str(signal["id"]) in row["detail"] for row in rows if row["reason"])
    assert signal["post_id"] == shuffled[0].post_id


async def test_two_hundred_followers_cost_no_more_statements_than_two(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    source_id = await a_followed_source(engine)
    await an_agent(engine, "second", sources=(source_id,))
    few = await on_a_market(engine, a_classified(source_id, "few"))
    many = await store_post(engine, a_classified(source_id, "many", at=NOON - timedelta(seconds=1)))
    statements: list[str] = []
    event.listen(
        engine.sync_engine,
        "before_cursor_execute",
        lambda *args: statements.append(args[2]),
    )

    await handle(units, few)
    with_two = len(statements)
    await store_agents(engine, source_id, 198)
    statements.clear()
    await handle(units, many)

    assert len(statements) == with_two
    assert len(await outcomes(engine)) == 202


async def store_agents(engine: AsyncEngine, source_id: UUID, count: int) -> None:
    """Store agents of one creator that all follow a source."""
    agents = [
        {
            "id": an_id(f"crowd/{n}"),
            "creator_wallet": a_wallet(999),
            "name": f"crowd-{n}",
            "venue": "PAPER",
            "venues": ["PAPER"],
            "status": "PUBLIC",
            "risk_plan": RiskPlan().model_dump(mode="json"),
        }
        for n in range(count)
    ]
    await store_many(engine, AgentRow, agents)
    follows = [{"agent_id": agent["id"], "source_id": source_id} for agent in agents]
    await store_many(engine, AgentSourceRow, follows)


async def test_a_deleted_agent_hears_nothing_more(engine: AsyncEngine, units: UnitsOfWork) -> None:
    source_id = await a_source(engine)
    await an_agent(engine, sources=(source_id,), deleted_at=NOON)
    post = await on_a_market(engine, a_classified(source_id))

    await handle(units, post)

    assert [row["reason"] for row in await outcomes(engine)] == ["no_subscribers"]


async def test_a_failure_in_the_turn_leaves_nothing_behind(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    source_id = await a_followed_source(engine)
    post = await on_a_market(engine, a_classified(source_id))

    async def fail() -> None:
        async with units() as uow:
            await raise_signals([post], Turn(uow=uow, now=NOON, policy=Policy()))
            await insert_row(engine, AgentRow, id=an_id("agent/momentum"), name="clash")

    with pytest.raises(Exception, match="violates"):
        await fail()

    assert await dump(engine, *TOUCHED) == {"signal": [], "post_outcome": [], "outbox": []}
