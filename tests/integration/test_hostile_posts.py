"""Posts that attack us, a model that obeys them, and what they can make of trades: nothing."""

import json
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.posts import ask_for_verdict, classify_due
from consumers.signals import raise_signals
from consumers.stage import Turn
from contracts.signals import SignalRaised
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from infra.classifiers.mentions import mentioned
from tests.factories import (
    NOON,
    a_balance,
    a_deployment,
    a_mark,
    a_market,
    a_source,
    an_agent,
)
from tests.factories_intents import handle
from tests.factories_llm import a_llm_world
from tests.factories_posts import a_post, classified, rows, sent
from tests.fake_llm import FakeLlm, labels, serving
from tests.unit.test_hostile_posts import FOREIGN, POSTS

pytestmark = [pytest.mark.integration, pytest.mark.slow]
SAMPLE = [text for text in POSTS if text.strip()][::4]
SYMBOLS = ("BTC", "ETH", "SOL", *FOREIGN)


def obeying(text: str) -> str:
    """Answer as an attacker wishes: foreign tokens, and everything the text names, all in."""
    calls = [(token, "LONG", 1.0) for token in (*FOREIGN[:2], *sorted(mentioned(text)))]
    answer = json.loads(labels(*calls[:5]))
    if len(text) % 3 == 0:
        answer["leverage"], answer["size"], answer["venue"] = 100, "100%", "OSTIUM"
    return json.dumps(answer)


async def test_no_post_changes_a_size_a_leverage_a_venue_or_a_limit(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    source_id = await a_source(engine, "alice")
    agent_id = await an_agent(engine, sources=(source_id,))
    await a_deployment(engine, agent_id)
    await a_balance(engine)
    for symbol in SYMBOLS:
        await a_market(engine, symbol)
        await a_mark(engine, symbol=symbol)
    before = await rows(engine, "select d, a from deployment d, agent a")
    limits = await rows(engine, "select * from market order by symbol")

    texts = await judged(engine, units)
    await traded(engine, units)

    signals = await rows(engine, "select * from signal")
    assert signals
    for signal in signals:
        assert signal["token"] in mentioned(texts[signal["post_id"]])
        assert signal["token"] not in FOREIGN
        assert signal["size"] == Policy().default_size
    intents = await rows(engine, "select * from intent")
    assert intents
    for intent in intents:
        assert (intent["venue"], intent["leverage"]) == ("PAPER", Decimal(1))
        assert intent["collateral"] <= 10_000 * Policy().max_size
    assert await rows(engine, "select d, a from deployment d, agent a") == before
    assert await rows(engine, "select * from market order by symbol") == limits
    assert await rows(engine, "select * from halt") == []


async def judged(engine: AsyncEngine, units: UnitsOfWork) -> dict[object, str]:
    """Put the sample through a model that obeys it, to the end; return the texts by post."""
    async with serving(FakeLlm(content=obeying)) as url, a_llm_world(engine, units, url) as made:
        world, clock = made
        posts = [a_post(n, words) for n, words in enumerate(SAMPLE)]
        async with units() as uow:
            messages = await uow.posts.publish(posts, NOON)
        async with units() as uow:
            for message in messages:
                await ask_for_verdict(message, Turn(uow=uow, now=NOON, policy=world.policy))
        for _ in range(12):
            await classify_due(world)
            clock.set(clock.now() + Policy().post_signal_life)
    said = await classified(engine)
    assert len(said) == len(SAMPLE)
    assert {message.verdict.fallback_for is None for message in said} == {True, False}
    return {message.post_id: message.text for message in messages}


async def traded(engine: AsyncEngine, units: UnitsOfWork) -> None:
    async with units() as uow:
        turn = Turn(uow=uow, now=NOON, policy=Policy())
        await raise_signals(await classified(engine), turn)
    for payload in await sent(engine, "signal.raised.v1"):
        await handle(units, SignalRaised.model_validate(payload))
