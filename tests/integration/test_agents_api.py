"""Agents over HTTP: made with all whom they follow, seen by whom they concern, changed by one."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import Role
from infra.tables.agents import AgentRow, DeploymentRow, SourceRow
from infra.tables.money import AgentMetricsRow
from infra.tables.operations import AuditRow
from tests.factories import NOON, a_deployment, a_source, an_agent, insert_row
from tests.factories_owned import HELD
from tests.factories_positions import a_position, a_signal, all_rows
from tests.gateway import House, Person, a_house, pages, params

pytestmark = pytest.mark.integration


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    async with a_house(engine) as house:
        yield house


@pytest.fixture
async def creator(house: House) -> Person:
    return await house.person()


async def an_institute(engine: AsyncEngine, handle: str = "messari", **values: Any) -> UUID:
    return await a_source(engine, handle, kind="RESEARCH", **values)


async def made(person: Person, **body: Any) -> dict[str, Any]:
    answer = await person.ask("POST", "/api/agents", json={"name": "Alpha"} | body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_an_agent_is_made_with_all_whom_it_follows(
    engine: AsyncEngine, house: House, creator: Person
) -> None:
    asleep = await a_source(engine, "asleep", active=False)
    institute = await an_institute(engine)

    agent = await made(
        creator,
        creatorWallet=creator.account.address,
        description="Follows few, trades less",
        ctAccountIds=[str(asleep)],
        institute_ids=[str(institute)],
        handles=["@Newcomer"],
        weights=[0, 10, 20, 30, 40, 50, 60, 100],
        riskPlan={"hardStop": "0.05", "trailActivation": None},
        leverage="2.5",
        venues=["OSTIUM", "HYPERLIQUID"],
    )

    shown = (await house.stranger().ask("GET", f"/api/agents/{agent['id']}")).json()
    assert {name: shown[name] for name in agent} == agent
    assert agent["creatorWallet"] == creator.account.address
    assert (agent["venue"], agent["venues"]) == ("MULTI", ["OSTIUM", "HYPERLIQUID"])
    assert (agent["leverage"], agent["riskPlan"]["hardStop"]) == ("2.5", "0.05")
    assert agent["riskPlan"]["trailActivation"] is None
    followed = {a["ctAccount"]["xUsername"]: a["ctAccount"] for a in shown["agentAccounts"]}
    assert {name: each["isActive"] for name, each in followed.items()} == {
        "asleep": True,
        "newcomer": True,
    }
    assert [each["instituteId"] for each in shown["researchInstitutes"]] == [str(institute)]
    assert (shown["deploymentCount"], shown["metrics"]["apr30d"]) == (0, None)
    assert (await creator.ask("GET", "/api/auth/me")).json()["role"] == "CREATOR"


@pytest.mark.parametrize("wanting", ["account", "institute"])
async def test_an_agent_whose_source_is_not_there_is_not_made_at_all(
    engine: AsyncEngine, creator: Person, wanting: str
) -> None:
    account = await a_source(engine, "asleep", active=False)
    retired = await an_institute(engine, active=False)
    body: dict[str, Any] = {"name": "Alpha", "ctAccountIds": [str(account)], "handles": ["new"]}
    if wanting == "account":
        body["ctAccountIds"].append(str(uuid4()))
    else:
        body["instituteIds"] = [str(retired)]

    answer = await creator.ask("POST", "/api/agents", json=body)

    assert answer.status_code == (404 if wanting == "account" else 409), answer.text
    assert await all_rows(engine, AgentRow) == []
    sources = {row["handle"]: row["active"] for row in await all_rows(engine, SourceRow)}
    assert sources == {"asleep": False, "messari": False}
    assert (await creator.ask("GET", "/api/auth/me")).json()["role"] == "USER"


async def test_asking_again_under_a_key_makes_one_agent(
    engine: AsyncEngine, creator: Person
) -> None:
    key = {"Idempotency-Key": "once"}
    body = {"name": "Alpha", "handles": ["alice"]}

    answers = [await creator.ask("POST", "/api/agents", json=body, headers=key) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert len(await all_rows(engine, AgentRow)) == 1


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"weights": [50] * 7}, "body.weights"),
    ({"weights": [*[50] * 7, 101]}, "body.weights.7"),
    ({"weights": [*[50] * 7, True]}, "body.weights.7"),
    ({"leverageCap": "11"}, "body.leverageCap"),
    ({"leverage": 2.5}, "body.leverage"),
    ({"riskPlan": {"hardStop": "1.5"}}, "body.riskPlan.hardStop"),
    ({"minScore": "1.5"}, "body.minScore"),
    ({"venues": ["GMX", "GMX"]}, "body.venues"),
    ({"profitReceiverAddress": "0x12"}, "body.profitReceiverAddress"),
    ({"nmae": "slip"}, "body.nmae"),
)


async def test_what_is_wrong_is_named(creator: Person) -> None:
    for wrong, field in WRONG:
        answer = await creator.ask("POST", "/api/agents", json={"name": "Alpha"} | wrong)

        told = [each["field"] for each in answer.json()["errors"]]
        assert (answer.status_code, told) == (422, [field]), wrong


async def test_nobody_makes_agents_for_others(house: House, creator: Person) -> None:
    theirs = {"name": "Alpha", "creatorWallet": house.stranger().account.address}

    foreign = await creator.ask("POST", "/api/agents", json=theirs)
    nobody = await house.stranger().ask("POST", "/api/agents", json={"name": "Alpha"})
    alone = await creator.ask("POST", "/api/agents", json={"name": "A", "venues": ["GMX"]})

    assert (foreign.status_code, nobody.status_code, alone.status_code) == (403, 401, 409)


async def test_who_may_see_which_agents(house: House, creator: Person) -> None:
    made_ones = {s: await made(creator, name=s, status=s) for s in ("PUBLIC", "PRIVATE", "DRAFT")}
    other = await house.person()
    mine = f"/api/agents?creatorWallet={creator.wallet}"

    async def names(person: Person, path: str) -> set[str]:
        return {each["name"] for each in (await person.ask("GET", path)).json()}

    assert await names(creator, "/api/agents") == {"PUBLIC"}
    assert await names(creator, mine) == {"PUBLIC", "PRIVATE", "DRAFT"}
    assert await names(creator, "/api/agents?status=DRAFT") == {"DRAFT"}
    for person in (other, house.stranger()):
        assert await names(person, mine) == {"PUBLIC"}
        assert await names(person, "/api/agents?status=DRAFT") == set()
        hidden = await person.ask("GET", f"/api/agents/{made_ones['PRIVATE']['id']}")
        assert hidden.status_code == 404
    ops = await house.person(Role.OPS)
    assert await names(ops, mine) == {"PUBLIC", "PRIVATE", "DRAFT"}


async def test_who_runs_an_agent_sees_it_go_private(engine: AsyncEngine, house: House) -> None:
    agent = await an_agent(engine, status="PRIVATE")
    user = await house.person()
    path = f"/api/agents/{agent}"
    assert (await user.ask("GET", path)).status_code == 404

    await a_deployment(engine, agent, user_wallet=user.wallet)

    shown = await user.ask("GET", path)
    assert (shown.status_code, shown.json()["deploymentCount"]) == (200, 1)
    assert user.account.address not in shown.text


FIGURES = {
    "apr30d.desc": ["0.2", "0.2", "-0.1", None, None],
    "apr30d.asc.nullslast": ["-0.1", "0.2", "0.2", None, None],
    "name.asc": ["0.2", None, "-0.1", "0.2", None],
    "createdAt.desc": [None, "0.2", "-0.1", None, "0.2"],
}


async def test_a_list_goes_on_where_it_ended_and_unknown_figures_come_last(
    engine: AsyncEngine, house: House
) -> None:
    for name, apr in {"a": "0.2", "b": None, "c": "-0.1", "d": "0.2", "e": None}.items():
        agent = await an_agent(engine, name)
        if apr is not None:
            row = {"agent_id": agent, "apr_30d": Decimal(apr), "updated_at": NOON}
            await insert_row(engine, AgentMetricsRow, **row, closed_positions=3, wins=1)

    for order, figures in FIGURES.items():
        seen = await pages(house.stranger(), f"/api/agents?order={order}&limit=2")

        assert [each["apr30d"] for each in seen] == figures, order
        assert sorted(each["name"] for each in seen) == ["a", "b", "c", "d", "e"]


ODD = ("order=sharpe90d.desc", "order=apr30d", "status=OLD", "limit=101", "venue=X", "cursor=x")


async def test_a_list_is_asked_for_in_words_it_knows(house: House) -> None:
    for query in ODD:
        answer = await house.stranger().ask("GET", f"/api/agents?{query}")

        assert (answer.status_code, answer.json()["error"]) == (422, "invalid"), query


async def test_a_cursor_of_another_order_is_refused(house: House, creator: Person) -> None:
    for name in ("a", "b"):
        await made(creator, name=name)
    first = await creator.ask("GET", "/api/agents?order=name.asc&limit=1")
    path = "/api/agents?order=apr30d.desc"

    answer = await creator.ask("GET", path, params=params(path, first.headers["X-Next-Cursor"]))

    assert answer.status_code == 422


async def test_agents_are_found_by_a_part_of_their_name(creator: Person) -> None:
    for name in ("Momentum 100%", "Reversal"):
        await made(creator, name=name)

    async def found(search: str) -> list[str]:
        answer = await creator.ask("GET", "/api/agents", params={"search": search})
        return [each["name"] for each in answer.json()]

    assert await found("ment") == ["Momentum 100%"]
    assert await found("%") == ["Momentum 100%"]
    assert await found("_") == []


async def test_what_is_left_out_stays(engine: AsyncEngine, creator: Person) -> None:
    agent = await made(creator, description="old", leverage="2", handles=["alice"], flips=True)

    said = {"status": "PRIVATE", "description": None, "name": None, "riskPlan": {"hardStop": "0.2"}}
    answer = await creator.ask("PATCH", f"/api/agents/{agent['id']}", json=said)

    expected = agent | {"status": "PRIVATE", "description": None}
    expected["riskPlan"] = agent["riskPlan"] | {"hardStop": "0.2"}
    assert (answer.status_code, answer.json()) == (200, expected)
    put = await creator.ask("PUT", f"/api/agents/{agent['id']}", json={"flips": False})
    assert put.json() == expected | {"flips": False}
    [changed, _] = [r for r in await all_rows(engine, AuditRow) if r["event"] == "agent.changed"]
    assert (changed["actor"], changed["payload"]["status"]) == (creator.wallet, "PRIVATE")
    shown = (await creator.ask("GET", f"/api/agents/{agent['id']}")).json()
    assert len(shown["agentAccounts"]) == 1


async def test_others_cannot_tell_that_an_agent_is_there_to_be_changed(
    engine: AsyncEngine, house: House, creator: Person
) -> None:
    agent = await made(creator)
    path, other = f"/api/agents/{agent['id']}", await house.person(Role.ADMIN)

    answers = [
        await other.ask("PATCH", path, json={"name": "mine"}),
        await other.ask("DELETE", path),
        await other.ask("POST", f"{path}/accounts", json={"ctAccountId": str(uuid4())}),
        await other.ask("PUT", f"{path}/venue-routing", json={"venuePriority": ["GMX", "SPOT"]}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert (await house.stranger().ask("DELETE", path)).status_code == 401
    assert [row["name"] for row in await all_rows(engine, AgentRow)] == ["Alpha"]


async def test_an_agent_that_holds_something_is_not_deleted(
    engine: AsyncEngine, house: House, creator: Person
) -> None:
    agent = UUID((await made(creator))["id"])
    path = f"/api/agents/{agent}"
    signal = await a_signal(engine, agent)
    deployment = await a_deployment(engine, agent)
    await a_position(engine, agent, deployment, signal, **dict[str, Any](HELD))
    refused = await creator.ask("DELETE", path)
    assert refused.status_code == 409
    assert (await creator.ask("GET", path)).status_code == 200

    async with engine.begin() as connection:
        await connection.execute(
            text("update position set status = 'CLOSED', closed_at = now(), exit_reason = 'MANUAL'")
        )
    gone = await creator.ask("DELETE", path)

    assert gone.json()["message"] == "Agent deleted successfully"
    for person in (creator, await house.person(Role.ADMIN)):
        assert (await person.ask("GET", path)).status_code == 404
        listed = await person.ask("GET", f"/api/agents?creatorWallet={creator.wallet}")
        assert listed.json() == []
    assert (await creator.ask("DELETE", path)).status_code == 404
    assert len(await all_rows(engine, AgentRow)) == 1
    [ended] = await all_rows(engine, DeploymentRow)
    assert (ended["id"], ended["status"]) == (deployment, "CANCELLED")
