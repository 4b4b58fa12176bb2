"""From a post to every agent that follows its author: each has an answer, with its numbers."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.pipeline import Pipeline
from cli.explain.drawing import draw
from domain.halts import Halt, HaltScope, HaltStrength
from domain.preferences import Preferences
from infra.reading.explain import find, gather
from infra.reading.explain_story import Signal, Story
from infra.reading.explain_telling import tell
from tests.factories import NOON, a_deployment, a_source, a_wallet, an_agent, an_id
from tests.factories_scores import a_snapshot, store_snapshot
from tests.scenarios import Start, holding, say

WORDS = "Just opened a long on $BTC"
pytestmark = [pytest.mark.integration, pytest.mark.slow]
USUAL: dict[str, dict[str, Any]] = {
    "momentum": {},
    "draft": {"status": "DRAFT"},
    "choosy": {"min_score": Decimal("0.9")},
    "private": {"status": "PRIVATE"},
    "halted": {},
    "childless": {},
    "bounded": {"leverage": Decimal(8), "leverage_cap": Decimal(2)},
}
"""The agents that follow alice, by what is special about them."""
FIGURES: dict[str, Any] = {"sentiment": "0.4", "momentum": -5}
NUMBERS = (
    "score_not_positive: score 0.313 for a size of 0.0313; not above 0.9",
    "childless: signal LONG BTC",
    "not traded: the agent has no deployment",
    "refused: not_creator: a private agent trades for its creator alone",
    "market 0.055 = 0.30 galaxy + 0.25 sentiment",
    "size 3.13 %, linear",
    "(by the preferences) of 10000 USD",
    "weighed = risk 1.3 x the sum of weight x (part + 1) / 2: ",
    "galaxy weighs 0.246305 and is 0.4",
    "dials: risk tolerance 80, trade frequency 50, market rank priority 60",
    "wants conviction of 0.6 or more: conviction 0.5",
    "below_minimum: 0.25 USD on PAPER (0.0313 of 8 x leverage 1), at least 10",
    "leverage: 8 by the agent, at most 40 on the venue, 2 for the agent",
    "drift: 0 from the reference 100, at most 0.01",
    "collateral 313 USD, leverage 2",
)
"""What has to be read somewhere in the tree."""


async def everybody(engine: AsyncEngine) -> dict[str, UUID]:
    """Store agents of every kind that follow alice, and wallets of every kind of the first."""
    alice = await a_source(engine, "alice")
    agents = {
        name: await an_agent(engine, name, sources=(alice,), **values)
        for name, values in USUAL.items()
    }
    for n, name in enumerate(USUAL, start=1):
        if name != "childless":
            await a_deployment(engine, agents[name], n)
        await holding(engine, n, 10_000)
    await a_deployment(engine, agents["momentum"], 11, status="PAUSED")
    await a_deployment(engine, agents["momentum"], 12, sub_active=False)
    await a_deployment(engine, agents["momentum"], 13)
    await a_deployment(engine, agents["momentum"], 14)
    await holding(engine, 13, 8)
    await holding(engine, 14, 10_000)
    return agents


async def disposed(pipeline: Pipeline, agents: dict[str, UUID]) -> None:
    """Let users have preferences, and one agent be halted."""
    liked = {
        1: Preferences(risk_tolerance=80, market_rank_priority=60),
        14: Preferences(trade_frequency=0, risk_tolerance=0),
    }
    halt = Halt(
        id=an_id("halt"),
        scope=HaltScope.AGENT,
        target=str(agents["halted"]),
        strength=HaltStrength.NO_ENTRIES,
        reason="drill",
    )
    async with pipeline.world.units() as uow:
        for n, preferences in liked.items():
            await uow.preferences.save(a_wallet(n), preferences)
        await uow.halts.raise_halt(halt, "ops", NOON)


async def explained(engine: AsyncEngine, subject: str) -> tuple[Story, str]:
    """Return the story of a post, and what is drawn of it."""
    async with engine.connect() as connection:
        story = tell(await gather(connection, await find(connection, subject)))
    console = Console(width=1000)
    with console.capture() as captured:
        console.print(draw(story))
    return story, captured.get()


def signals_of(story: Story) -> dict[str | None, Signal]:
    return {o.agent: o.signal for o in story.outcomes if o.signal is not None}


async def test_every_agent_and_every_deployment_has_an_answer(
    engine: AsyncEngine, start: Start
) -> None:
    agents = await everybody(engine)
    pipeline = await start()
    await store_snapshot(pipeline.world.units, a_snapshot(**FIGURES))
    await disposed(pipeline, agents)

    await say(pipeline, WORDS)
    await pipeline.settle(NOON + timedelta(seconds=30))

    story, drawn = await explained(engine, "1")
    assert {outcome.agent for outcome in story.outcomes} == set(agents)
    for agent, signal in signals_of(story).items():
        assert len(signal.deployments) == signal.asked, agent
        for deployment in signal.deployments:
            found = (deployment.position, deployment.refusal, deployment.waiting)
            assert sum(answer is not None for answer in found) == 1, agent

    ignored = {outcome.agent: outcome.reason for outcome in story.outcomes if outcome.reason}
    assert ignored == {
        "draft": "agent_not_live",
        "choosy": "score_not_positive",
        "halted": "halted",
    }
    answers = {
        d.wallet: d.refusal.reason if d.refusal else "traded"
        for d in signals_of(story)["momentum"].deployments
    }
    assert answers == {
        a_wallet(1): "traded",
        a_wallet(11): "not_active",
        a_wallet(12): "subscription_lapsed",
        a_wallet(13): "below_minimum",
        a_wallet(14): "not_preferred",
    }
    for said in NUMBERS:
        assert said in drawn
