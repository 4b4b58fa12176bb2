"""How to make a row of somebody else's for each route that names one, and which name nobody's."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import Scope
from infra.tables.agents import AgentSourceRow
from tests.api_people import a_key
from tests.factories import a_deployment, a_source, a_wallet, an_agent
from tests.factories_positions import a_position, a_signal, all_rows

STRANGER = a_wallet(77)
Made = Mapping[str, str]
Make = Callable[[AsyncEngine], Awaitable[Made]]


async def an_api_key(engine: AsyncEngine) -> Made:
    token = await a_key(engine, STRANGER, scopes=[Scope.READ])
    return {"key_id": token.removeprefix("mx_").partition("_")[0]}


async def a_private_agent(engine: AsyncEngine) -> Made:
    agent_id = await an_agent(engine, uuid4().hex, status="PRIVATE", creator_wallet=STRANGER)
    return {"agent_id": str(agent_id), "subject": str(agent_id)}


async def a_foreign_link(engine: AsyncEngine) -> Made:
    source_id = await a_source(engine, uuid4().hex)
    await an_agent(engine, uuid4().hex, sources=(source_id,), creator_wallet=STRANGER)
    links = await all_rows(engine, AgentSourceRow)
    return {"link_id": next(str(row["id"]) for row in links if row["source_id"] == source_id)}


async def a_foreign_deployment(engine: AsyncEngine) -> Made:
    agent_id = await an_agent(engine, uuid4().hex)
    wallets = {"user_wallet": STRANGER, "account": STRANGER}
    deployment_id = await a_deployment(engine, agent_id, 77, **wallets)
    return {"deployment_id": str(deployment_id), "agent_id": str(agent_id)}


async def a_foreign_position(engine: AsyncEngine) -> Made:
    of = await a_foreign_deployment(engine)
    agent_id, deployment_id = UUID(of["agent_id"]), UUID(of["deployment_id"])
    signal_id = await a_signal(engine, agent_id, uuid4().hex)
    position_id = await a_position(
        engine, agent_id, deployment_id, signal_id, wallet=a_wallet(uuid4().int)
    )
    return {"position_id": str(position_id), "subject": str(position_id)}


async def a_private_signal(engine: AsyncEngine) -> Made:
    agent_id = UUID((await a_private_agent(engine))["agent_id"])
    return {"signal_id": str(await a_signal(engine, agent_id, uuid4().hex))}


async def their_wallet(_: AsyncEngine) -> Made:
    return dict.fromkeys(("wallet", "address"), STRANGER)


OWNED: Mapping[str, Make] = {
    "/api/agent-accounts/{link_id}": a_foreign_link,
    "/api/agents/{agent_id}": a_private_agent,
    "/api/creators/{wallet}": their_wallet,
    "/api/deployments/{deployment_id}": a_foreign_deployment,
    "/api/explain/{subject}": a_foreign_position,
    "/api/hyperliquid/account/{address}": their_wallet,
    "/api/keys/{key_id}": an_api_key,
    "/api/positions/{position_id}": a_foreign_position,
    "/api/routing-stats/{agent_id}": a_private_agent,
    "/api/signals/agent/{agent_id}": a_private_agent,
    "/api/signals/{signal_id}": a_private_signal,
}
"""By the beginning of the path; the longest that fits is meant."""
NOBODYS: Mapping[str, str] = {
    "/api/admin/": "of the platform: the role alone decides",
    "/api/sources/": "what was posted in public",
}
"""Rows that belong to nobody, and why."""
