"""How to make a row of somebody else's for each route that names one, and which name nobody's."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import Scope
from tests.api_people import a_key
from tests.factories import a_deployment, a_source, a_wallet, an_agent
from tests.factories_positions import a_position, a_signal

STRANGER = a_wallet(77)
LINK = text("""
    insert into agent_source (agent_id, source_id) values (:agent_id, :source_id) returning id
""")
Made = Mapping[str, str]
Make = Callable[[AsyncEngine], Awaitable[Made]]


async def an_api_key(engine: AsyncEngine) -> Made:
    token = await a_key(engine, STRANGER, scopes=[Scope.READ])
    return {"key_id": token.removeprefix("mx_").partition("_")[0]}


async def a_private_agent(engine: AsyncEngine) -> Made:
    agent_id = await an_agent(engine, uuid4().hex, status="PRIVATE", creator_wallet=STRANGER)
    return {"agent_id": str(agent_id), "subject": str(agent_id)}


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


async def their_wallet(_: AsyncEngine) -> Made:
    return dict.fromkeys(("wallet", "address"), STRANGER)


async def a_foreign_link(engine: AsyncEngine) -> Made:
    agent_id, source_id = await a_private_agent(engine), await a_source(engine, uuid4().hex)
    row = {"agent_id": UUID(agent_id["agent_id"]), "source_id": source_id}
    async with engine.begin() as connection:
        return {"link_id": str((await connection.execute(LINK, row)).scalar_one())}


OWNED: Mapping[str, Make] = {
    "/api/agent-accounts/{link_id}": a_foreign_link,
    "/api/agents/{agent_id}": a_private_agent,
    "/api/creators/{wallet}": their_wallet,
    "/api/deployments/{deployment_id}": a_foreign_deployment,
    "/api/explain/{subject}": a_foreign_position,
    "/api/keys/{key_id}": an_api_key,
    "/api/positions/{position_id}": a_foreign_position,
    "/api/routing-stats/{agent_id}": a_private_agent,
}
"""By the beginning of the path; the longest that fits is meant."""
NOBODYS: Mapping[str, str] = {
    "/api/admin/": "of the platform: the role alone decides",
    "/api/sources/": "what was posted in public",
}
"""Rows that belong to nobody, and why."""
