"""Agents, sources and deployments in the store: read back as saved, addresses in lower case."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import AgentId, DeploymentId, Network, RiskPlan, SourceId, VenueName
from contracts.posts import SourceKind
from domain.agents import (
    MULTI_ORDER,
    Agent,
    AgentStatus,
    Deployment,
    DeploymentStatus,
    Source,
)
from domain.errors import Conflict, NotFound
from domain.ports.unit_of_work import UnitsOfWork
from infra.database import units_of_work
from tests.factories import NOON, a_deployment, a_wallet, an_agent, an_id
from tests.factories_signals import a_credential, dump

pytestmark = pytest.mark.integration
MIXED = "0xABCDEFabcdef0123456789ABCDEFabcdef012345"
SOURCE = Source(id=SourceId(an_id("source/a")), kind=SourceKind.X, handle="alice")
AGENT = Agent(
    id=AgentId(an_id("agent/a")),
    creator_wallet=MIXED.lower(),
    name="a",
    status=AgentStatus.PUBLIC,
    venues=(VenueName.OSTIUM, VenueName.HYPERLIQUID),
    risk_plan=RiskPlan(hard_stop=Decimal("0.2")),
    leverage=Decimal(3),
)
DEPLOYMENT = Deployment(
    id=DeploymentId(an_id("deployment/a")),
    agent_id=AGENT.id,
    user_wallet=MIXED.lower(),
    account=a_wallet(2),
    network=Network.PAPER,
    status=DeploymentStatus.ACTIVE,
    enabled_venues=(VenueName.PAPER, VenueName.GMX),
    sub_active=True,
    trial_ends_at=NOON,
    next_billing_at=None,
)


async def save(units: UnitsOfWork, agent: Agent = AGENT, *sources: Source) -> None:
    async with units() as uow:
        ids = [await uow.agents.save_source(source) for source in sources]
        await uow.agents.save_agent(agent, ids)


async def test_what_is_saved_is_read_back(units: UnitsOfWork) -> None:
    await save(units, AGENT, SOURCE)
    async with units() as uow:
        await uow.agents.save_deployment(DEPLOYMENT)

    async with units() as uow:
        assert await uow.agents.get([AGENT.id]) == {AGENT.id: AGENT}
        assert await uow.agents.following([SOURCE.id]) == {SOURCE.id: [AGENT]}
        assert await uow.agents.deployments([AGENT.id]) == {AGENT.id: [DEPLOYMENT]}


async def test_addresses_and_handles_are_stored_in_lower_case(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    await save(units, replace(AGENT, creator_wallet=MIXED), replace(SOURCE, handle=" @Alice"))
    async with units() as uow:
        await uow.agents.save_deployment(replace(DEPLOYMENT, user_wallet=MIXED, account=MIXED))

    content = await dump(engine, "source", "agent", "deployment")
    assert content["source"][0]["handle"] == "alice"
    assert content["agent"][0]["creator_wallet"] == MIXED.lower()
    assert content["deployment"][0]["user_wallet"] == MIXED.lower()
    assert content["deployment"][0]["account"] == MIXED.lower()


async def test_a_source_known_by_its_handle_keeps_its_id(units: UnitsOfWork) -> None:
    again = replace(SOURCE, id=SourceId(an_id("source/again")), display_name="Alice")

    async with units() as uow:
        assert await uow.agents.save_source(SOURCE) == SOURCE.id
        assert await uow.agents.save_source(again) == SOURCE.id


async def test_saving_an_agent_again_replaces_it_and_whom_it_follows(units: UnitsOfWork) -> None:
    other = Source(id=SourceId(an_id("source/b")), kind=SourceKind.RESEARCH, handle="institute")
    await save(units, AGENT, SOURCE)

    renamed = replace(AGENT, name="b", venues=(VenueName.PAPER,), leverage=None)
    await save(units, renamed, other)

    async with units() as uow:
        assert await uow.agents.following([SOURCE.id]) == {SOURCE.id: []}
        assert await uow.agents.following([other.id]) == {other.id: [renamed]}


async def test_an_agent_can_stop_following_everybody(units: UnitsOfWork) -> None:
    await save(units, AGENT, SOURCE)

    await save(units, AGENT)

    async with units() as uow:
        assert await uow.agents.following([SOURCE.id]) == {SOURCE.id: []}


async def test_saving_a_deployment_again_updates_the_one_there_is(units: UnitsOfWork) -> None:
    await save(units)
    paused = replace(
        DEPLOYMENT, id=DeploymentId(an_id("deployment/b")), status=DeploymentStatus.PAUSED
    )

    async with units() as uow:
        assert await uow.agents.save_deployment(DEPLOYMENT) == DEPLOYMENT.id
        assert await uow.agents.save_deployment(paused) == DEPLOYMENT.id
        kept = replace(paused, id=DEPLOYMENT.id)
        assert await uow.agents.deployments([AGENT.id]) == {AGENT.id: [kept]}


async def test_a_multi_agent_without_a_list_has_the_default_order(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    agent_id = await an_agent(engine, venue="MULTI", venues=[])

    async with units() as uow:
        (agent,) = (await uow.agents.get([AgentId(agent_id)])).values()
        assert agent.venues == MULTI_ORDER


async def test_an_unknown_agent_is_not_found(units: UnitsOfWork) -> None:
    async with units() as uow:
        with pytest.raises(NotFound, match="no agent"):
            await uow.agents.get([AGENT.id])


async def test_a_store_of_one_network_neither_takes_nor_shows_another(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    await save(units)
    async with units() as uow:
        await uow.agents.save_deployment(DEPLOYMENT)

    async with units_of_work(engine, Network.MAINNET)() as uow:
        assert await uow.agents.deployments([AGENT.id]) == {AGENT.id: []}
        assert await uow.agents.wallets() == []
        with pytest.raises(Conflict, match="paper in a store of mainnet"):
            await uow.agents.save_deployment(DEPLOYMENT)


async def test_wallets_are_the_accounts_of_deployments_not_cancelled(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    for name in ("one", "two"):
        agent_id = await an_agent(engine, name)
        await a_deployment(engine, agent_id, 1, account=a_wallet(11))
        await a_deployment(engine, agent_id, 2, status="PAUSED", enabled_venues=["GMX", "PAPER"])
        await a_deployment(engine, agent_id, 3, status="CANCELLED")

    async with units() as uow:
        wallets = await uow.agents.wallets()

    assert wallets == [
        (VenueName.GMX, a_wallet(2)),
        (VenueName.PAPER, a_wallet(2)),
        (VenueName.PAPER, a_wallet(11)),
    ]


async def test_only_an_approved_credential_makes_a_wallet_ready_except_on_paper(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    for n, status in enumerate(("APPROVED", "PENDING", "REVOKED"), start=1):
        await a_credential(engine, n, "GMX", status)
    wallets = [a_wallet(n) for n in range(1, 5)]

    async with units() as uow:
        ready = await uow.agents.ready(wallets, [VenueName.GMX, VenueName.OSTIUM, VenueName.PAPER])

    assert ready == {
        VenueName.GMX: {a_wallet(1)},
        VenueName.OSTIUM: set(),
        VenueName.PAPER: set(wallets),
    }


async def test_a_source_given_up_is_polled_again_once_somebody_follows_it_anew(
    units: UnitsOfWork,
) -> None:
    await save(units, AGENT, SOURCE)
    async with units() as uow:
        polled = [await uow.posts.strike(SOURCE.id) for _ in range(3)]
    assert polled == [True, True, False]

    await save(units, AGENT, SOURCE)

    async with units() as uow:
        assert [s.source.id for s in await uow.posts.active_sources(SourceKind.X)] == [SOURCE.id]
