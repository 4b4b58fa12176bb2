"""Accounts and institutes over HTTP: known, followed, read from then on, and ranked."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import Role
from infra.tables.agents import SourceRow
from infra.tables.money import ImpactRow, SourceScoreRow, SourceStandingRow
from tests.factories import NOON, a_deployment, a_source, an_agent, an_id, insert_row
from tests.factories_owned import a_result
from tests.factories_positions import all_rows
from tests.gateway import House, Person, a_house

pytestmark = pytest.mark.integration
ADMIN = "/api/admin/research-institutes"


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    async with a_house(engine, api="agent-api") as house:
        yield house


async def an_agent_of(engine: AsyncEngine, person: Person, name: str = "momentum") -> UUID:
    return await an_agent(engine, name, creator_wallet=person.wallet)


async def test_an_account_is_read_once_an_agent_follows_it(
    engine: AsyncEngine, house: House
) -> None:
    creator = await house.person()
    agent = await an_agent_of(engine, creator)
    known = await creator.ask("POST", "/api/ct-accounts", json={"xUsername": "@Alice"})
    assert (known.status_code, known.json()["isActive"]) == (201, False)
    taken = await creator.ask("POST", "/api/ct-accounts", json={"xUsername": "alice"})
    assert taken.status_code == 409

    body = {"agentId": str(agent), "ctAccountId": known.json()["id"]}
    links = [await creator.ask("POST", "/api/agent-accounts", json=body) for _ in range(2)]

    assert [link.status_code for link in links] == [201, 201]
    assert links[0].json() == links[1].json()
    assert links[0].json()["ctAccount"]["isActive"] is True
    listed = (await house.stranger().ask("GET", f"/api/agent-accounts?agentId={agent}")).json()
    nested = (await house.stranger().ask("GET", f"/api/agents/{agent}/accounts")).json()
    assert listed == nested == [links[0].json()]

    gone = await creator.ask("DELETE", f"/api/agent-accounts/{listed[0]['id']}")
    again = await creator.ask("DELETE", f"/api/agent-accounts/{listed[0]['id']}")
    assert (gone.status_code, again.status_code) == (200, 404)


async def test_the_nested_form_links_and_unlinks_too(engine: AsyncEngine, house: House) -> None:
    creator, other = await house.person(), await house.person()
    path = f"/api/agents/{await an_agent_of(engine, creator)}/accounts"
    account = await a_source(engine, active=False)
    body = {"ctAccountId": str(account)}

    foreign = await other.ask("POST", path, json=body)
    unknown = await creator.ask("POST", path, json={"ctAccountId": str(uuid4())})
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert [row["active"] for row in await all_rows(engine, SourceRow)] == [False]

    assert (await creator.ask("POST", path, json=body)).status_code == 201
    assert (await other.ask("DELETE", f"{path}/{account}")).status_code == 404
    answers = [await creator.ask("DELETE", f"{path}/{account}") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 404]


async def test_accounts_are_listed_by_credit_and_found_by_name(
    engine: AsyncEngine, house: House
) -> None:
    people: dict[str, dict[str, Any]] = {
        "zoe": {"impact_factor": Decimal("0.9")},
        "bob": {"followers_count": 10, "display_name": "Big Bob"},
        "amy": {"followers_count": 20},
        "new": {},
        "mid": {"impact_factor": Decimal("0.1"), "followers_count": 5},
    }
    for handle, values in people.items():
        await a_source(engine, handle, **values)
    await a_source(engine, "messari", kind="RESEARCH")
    somebody = house.stranger()

    seen: list[str] = []
    answer = await somebody.ask("GET", "/api/ct-accounts?limit=2")
    seen += [each["xUsername"] for each in answer.json()]
    while cursor := answer.headers.get("X-Next-Cursor"):
        asked = {"limit": 2, "cursor": cursor}
        answer = await somebody.ask("GET", "/api/ct-accounts", params=asked)
        seen += [each["xUsername"] for each in answer.json()]

    assert seen == ["zoe", "mid", "amy", "bob", "new"]
    found = (await somebody.ask("GET", "/api/ct-accounts?search=BIG")).json()
    assert [each["xUsername"] for each in found] == ["bob"]


async def test_admins_keep_the_list_of_institutes(engine: AsyncEngine, house: House) -> None:
    admin, ops = await house.person(Role.ADMIN), await house.person(Role.OPS)
    body = {"name": "Coinbase Institutional", "logoUrl": "https://x.example/a.png"}
    assert (await ops.ask("POST", ADMIN, json=body)).status_code == 403
    made = (await admin.ask("POST", ADMIN, json=body)).json()
    assert made["feed"] == "coinbase-institutional"
    assert (await admin.ask("POST", ADMIN, json=body)).status_code == 409
    path = f"{ADMIN}/{made['id']}"

    changed = await admin.ask("PUT", path, json={"description": "sober", "logoUrl": None})

    assert changed.json() == made | {"description": "sober", "logoUrl": None}
    [listed] = (await house.stranger().ask("GET", "/api/research-institutes")).json()
    assert (listed["name"], listed["agentCount"], listed["signalCount"]) == (body["name"], 0, 0)
    assert (await admin.ask("DELETE", path)).status_code == 200
    assert (await house.stranger().ask("GET", "/api/research-institutes")).json() == []
    assert (await admin.ask("GET", path)).json()["isActive"] is False
    assert [each["id"] for each in (await admin.ask("GET", ADMIN)).json()] == [made["id"]]
    back = await admin.ask("PUT", path, json={"isActive": True, "name": None})
    assert (back.json()["isActive"], back.json()["name"]) == (True, body["name"])


async def test_an_agent_follows_institutes_that_are_read(engine: AsyncEngine, house: House) -> None:
    creator = await house.person()
    agent = await an_agent_of(engine, creator)
    path = f"/api/agents/{agent}/research-institutes"
    read = await a_source(engine, "messari", kind="RESEARCH", active=True)
    retired = await a_source(engine, "gone", kind="RESEARCH", active=False)
    account = await a_source(engine)

    answers = [
        await creator.ask("POST", path, json={"institute_id": str(each)})
        for each in (read, retired, account)
    ]

    assert [answer.status_code for answer in answers] == [201, 409, 404]
    assert [each["instituteId"] for each in (await creator.ask("GET", path)).json()] == [str(read)]
    [listed] = (await creator.ask("GET", "/api/research-institutes")).json()
    assert listed["agentCount"] == 1
    answers = [await creator.ask("DELETE", f"{path}/{read}") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 404]


async def test_the_leaderboard_of_sources_is_as_it_was_last_computed(
    engine: AsyncEngine, house: House
) -> None:
    for handle, rank in {"quiet": None, "alice": 1}.items():
        source = await a_source(engine, handle)
        await insert_row(
            engine,
            SourceStandingRow,
            network="paper",
            source_id=source,
            verdict="SKILLED" if rank else "NOT_ENOUGH_DATA",
            rank=rank,
            calls=40,
            shrunk=Decimal("0.012") if rank else None,
            computed_at=NOON,
        )
    score = {"calls": 40, "blocks": 30, "mean": Decimal("0.02"), "low": Decimal("0.001")}
    place = {"network": "paper", "source_id": an_id("source/alice"), "horizon": "24h"}
    await insert_row(engine, SourceScoreRow, **place, **score)

    first, last = (await house.stranger().ask("GET", "/api/sources/leaderboard")).json()

    assert (first["handle"], first["rank"], first["shrunk"]) == ("alice", 1, "0.012")
    assert first["byHorizon"]["24h"]["mean"] == "0.02"
    assert (last["handle"], last["rank"], last["byHorizon"]) == ("quiet", None, {})


async def test_impact_is_told_of_agents_the_caller_may_see(
    engine: AsyncEngine, house: House
) -> None:
    source = await a_source(engine)
    creator = await house.person()
    for name, status in {"open": "PUBLIC", "hidden": "PRIVATE"}.items():
        agent = await an_agent(engine, name, status=status, creator_wallet=creator.wallet)
        deployment = await a_deployment(engine, agent)
        position = await a_result(engine, deployment, agent, name, closed_at=NOON)
        await insert_row(
            engine,
            ImpactRow,
            position_id=position,
            source_id=source,
            signal_id=an_id(f"signal/{name}"),
            agent_id=agent,
            pnl=Decimal("9.9"),
            weight=Decimal(1),
            model="v1",
            at=NOON,
        )
    path = f"/api/sources/{source}/impact"

    shown = (await house.stranger().ask("GET", path)).json()
    own = (await creator.ask("GET", path)).json()

    assert (shown["positions"], shown["pnl"]) == (1, "9.9")
    assert [each["agentName"] for each in shown["agents"]] == ["open"]
    assert shown["days"] == [{"day": "2026-01-05", "positions": 1, "weight": "1", "pnl": "9.9"}]
    assert (own["positions"], own["pnl"]) == (2, "19.8")
    assert (await creator.ask("GET", f"/api/sources/{uuid4()}/impact")).status_code == 404
