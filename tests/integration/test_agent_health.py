"""Agent health, read from the store: what is there is seen, and what is missing is told."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network, VenueName
from domain.agent_health import Health, examine
from domain.policy import Policy
from infra.reading.agent_health import checkups
from tests.factories import (
    NOON,
    a_balance,
    a_deployment,
    a_mark,
    a_market,
    a_source,
    an_agent,
)

pytestmark = pytest.mark.integration


async def examined(engine: AsyncEngine, *, later: timedelta = timedelta(0)) -> list[Health]:
    found = await checkups(engine, Network.PAPER, policy=Policy(), now=NOON + later)
    return [examine(checkup) for checkup in found]


async def test_an_agent_that_has_everything_can_trade(engine: AsyncEngine) -> None:
    agent = await an_agent(engine, sources=(await a_source(engine),))
    await a_deployment(engine, agent)
    await a_market(engine)
    await a_mark(engine)
    await a_balance(engine)

    [health] = await examined(engine)

    assert health.can_trade, health.in_the_way
    assert (health.sources_active, health.venues_open) == (1, (VenueName.PAPER,))
    assert health.deployments_ready == 1


async def test_an_agent_that_has_nothing_is_told_all_of_it(engine: AsyncEngine) -> None:
    await an_agent(engine, status="DRAFT")

    [health] = await examined(engine)

    assert health.in_the_way == (
        "the agent is a DRAFT",
        "it follows nobody",
        "PAPER: no markets are known",
        "nobody has deployed it",
    )


async def test_what_was_fine_an_hour_ago_is_not_fine_now(engine: AsyncEngine) -> None:
    agent = await an_agent(engine, sources=(await a_source(engine, active=False),))
    deployment = await a_deployment(engine, agent)
    await a_market(engine)
    await a_mark(engine)
    await a_balance(engine)

    [health] = await examined(engine, later=timedelta(hours=1))

    assert health.in_the_way == (
        "none of its sources is polled: alice",
        "PAPER: the last price was seen at 2026-01-05T12:00:00+00:00",
        "none of its 1 deployments is ready",
    )
    assert list(health.deployments) == [deployment]


async def test_agents_are_told_of_by_name_and_deleted_ones_are_not(engine: AsyncEngine) -> None:
    await an_agent(engine, "zeta")
    await an_agent(engine, "alpha")
    await an_agent(engine, "gone", deleted_at=NOON)

    assert [health.agent.name for health in await examined(engine)] == ["alpha", "zeta"]
