"""Deployments over HTTP: whose they are, how they begin, and how they are steered and ended."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import Role
from tests.factories import a_wallet, an_agent, an_id
from tests.factories_positions import a_position, a_signal
from tests.gateway import House, Person, a_house

pytestmark = pytest.mark.integration
PATH = "/api/deployments"
NOBODYS = an_id("nobody's")


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    async with a_house(engine, api="deployment-api", requests_per_minute=100_000) as house:
        yield house


def asked(person: Person, agent_id: object) -> dict[str, Any]:
    return {"agentId": str(agent_id), "userWallet": person.account.address}


async def deployed(house: House, person: Person, **agent: Any) -> dict[str, Any]:
    agent_id = await an_agent(house.gate.engine, **agent)
    made = await person.ask("POST", PATH, json=asked(person, agent_id))
    assert made.status_code == 201, made.text
    body: dict[str, Any] = made.json()
    return body


CLOSE = text("""update position set status = 'CLOSED', exit_reason = 'MANUAL', closed_at = now()
    where id = :id""")
DEPLOYMENTS = "select count(*) from deployment"
BEGUN = "select count(*) from audit where event = 'deployment.created'"


async def count(engine: AsyncEngine, query: str = DEPLOYMENTS) -> int:
    async with engine.connect() as connection:
        found: int = await connection.scalar(text(query))
    return found


async def test_paper_needs_no_approval_and_is_on_trial_for_thirty_days(house: House) -> None:
    person = await house.person()

    made = await deployed(house, person)

    assert made["agent"] == {"name": "momentum", "venue": "PAPER"}
    assert (made["status"], made["enabledVenues"]) == ("ACTIVE", ["PAPER"])
    assert made["userWallet"] == made["safeWallet"] == person.account.address
    assert (made["moduleEnabled"], made["telegramLinked"]) == (False, False)
    ready = {"venue": "PAPER", "status": "READY", "agentAddress": None, "approved": True}
    assert made["venues"] == [ready]
    trial = datetime.fromisoformat(made["trialEndsAt"]) - house.clock.now()
    assert trial == timedelta(days=30)
    assert (await person.ask("GET", f"{PATH}/{made['id']}")).json() == made


async def test_the_same_wallet_in_any_case_is_one_deployment(house: House) -> None:
    person = await house.person()
    made = await deployed(house, person)
    house.clock.set(house.clock.now() + timedelta(hours=1))

    lower = {"agent_id": made["agentId"], "user_wallet": person.wallet}
    again = await person.ask("POST", PATH, json=lower)

    assert (again.status_code, again.json()) == (200, made)
    assert await count(house.gate.engine) == 1


async def test_two_hundred_at_once_make_one(house: House) -> None:
    person = await house.person()
    agent_id = await an_agent(house.gate.engine)
    spellings = [person.account.address, person.wallet]
    bodies = [
        {"agentId": str(agent_id), "userWallet": spellings[n % len(spellings)]} for n in range(200)
    ]

    answers = await asyncio.gather(*(until_answered(person, each) for each in bodies))

    assert sorted(each.status_code for each in answers) == [200] * 199 + [201]
    assert len({each.json()["id"] for each in answers}) == 1
    assert await count(house.gate.engine) == 1
    assert await count(house.gate.engine, BEGUN) == 1


async def until_answered(person: Person, body: dict[str, Any]) -> httpx.Response:
    """Ask again while the store has no connection left, as the answer says to."""
    answer = await person.ask("POST", PATH, json=body)
    if answer.status_code == 503:
        await asyncio.sleep(float(answer.headers["Retry-After"]))
        return await until_answered(person, body)
    return answer


async def test_a_connection_killed_in_between_leaves_nothing(house: House) -> None:
    person, engine = await house.person(), house.gate.engine
    agent_id = await an_agent(engine)

    async with engine.begin() as blocker:
        await blocker.execute(text("lock table audit in exclusive mode"))
        request = asyncio.create_task(person.ask("POST", PATH, json=asked(person, agent_id)))
        await killed(engine)
        answer = await request

    assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")
    assert await count(engine) == 0
    assert (await person.ask("POST", PATH, json=asked(person, agent_id))).status_code == 201


async def killed(engine: AsyncEngine) -> None:
    """End the connection that waits for the audit trail, once there is one."""
    kill = text("""select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'
          and query ilike 'insert into audit%'""")
    async with asyncio.timeout(30), engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        while True:
            if (await connection.execute(kill)).first() is not None:
                return
            await asyncio.sleep(0.02)


async def test_private_agents_serve_their_creator_and_drafts_nobody(house: House) -> None:
    creator, other = await house.person(), await house.person()
    engine = house.gate.engine
    private = await an_agent(engine, "secret", status="PRIVATE", creator_wallet=creator.wallet)
    draft = await an_agent(engine, "draft", status="DRAFT", creator_wallet=creator.wallet)
    gone = await an_agent(engine, "gone", deleted_at=house.clock.now())

    async def status(person: Person, agent_id: object) -> tuple[int, str | None]:
        answer = await person.ask("POST", PATH, json=asked(person, agent_id))
        return answer.status_code, answer.json().get("error")

    assert await status(creator, private) == (201, None)
    assert await status(other, private) == (404, "not_found")
    assert await status(creator, draft) == (400, "AGENT_NOT_LIVE")
    assert await status(other, draft) == (404, "not_found")
    assert await status(other, gone) == (404, "not_found")


async def test_nobody_deploys_for_another_or_unasked(house: House) -> None:
    person, other = await house.person(), await house.person()
    agent_id = await an_agent(house.gate.engine)

    for_another = await person.ask("POST", PATH, json=asked(other, agent_id))
    anonymous = await house.stranger().ask("POST", PATH, json=asked(person, agent_id))
    bad = await person.ask("POST", PATH, json=asked(person, agent_id) | {"userWallet": "0x12"})
    safe = await person.ask(
        "POST", PATH, json=asked(person, agent_id) | {"safeWallet": a_wallet(7)}
    )

    assert (for_another.status_code, anonymous.status_code) == (403, 401)
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "body.userWallet")
    assert (safe.status_code, safe.json()["error"]) == (400, "SAFE_NOT_VERIFIED")
    assert await count(house.gate.engine) == 0


async def test_what_is_anothers_is_not_there(house: House) -> None:
    owner, other, ops = await house.person(), await house.person(), await house.person(Role.OPS)
    made = await deployed(house, owner)
    one = f"{PATH}/{made['id']}"
    tries: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", one, {}),
        ("PATCH", one, {"json": {"status": "PAUSED"}}),
        ("DELETE", one, {}),
        ("POST", f"{one}/pause", {}),
        ("POST", f"{one}/resume", {}),
        ("POST", f"{one}/cancel", {"json": {"keepOrClose": "KEEP"}}),
        ("POST", f"{one}/cancel", {"json": {"keepOrClose": "CLOSE"}}),
        ("GET", f"{one}/trading-preferences", {}),
    ]

    for method, path, more in tries:
        answer = await other.ask(method, path, **more)
        unknown = await other.ask(method, path.replace(made["id"], str(NOBODYS)), **more)
        assert (method, path, answer.status_code) == (method, path, 404)
        assert unknown.status_code == 404
        assert (await house.stranger().ask(method, path, **more)).status_code == 401
    assert (await other.ask("GET", f"{PATH}?userWallet={owner.wallet}")).json() == []
    assert (await ops.ask("GET", one)).json() == made
    assert (await ops.ask("PATCH", one, json={"status": "PAUSED"})).status_code == 404


async def test_what_is_made_by_post_is_no_deployment_of_that_name(house: House) -> None:
    person = await house.person()

    for name in ("create", "create-multi"):
        assert (await person.ask("PATCH", f"{PATH}/{name}", json={})).status_code == 405
    assert (await person.ask("GET", f"{PATH}/12")).status_code == 404


async def test_the_list_is_filtered_and_paged_newest_first(house: House) -> None:
    person, ops = await house.person(), await house.person(Role.OPS)
    ids = []
    for name in ("a", "b", "c"):
        ids.append((await deployed(house, person, name=name))["id"])
        house.clock.set(house.clock.now() + timedelta(minutes=1))
    await person.ask("POST", f"{PATH}/{ids[0]}/pause")

    async def listed(query: str, by: Person = person) -> list[str]:
        answer = await by.ask("GET", f"{PATH}?{query}")
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()]

    assert await listed("") == ids[::-1]
    assert await listed("status=PAUSED") == ids[:1]
    assert await listed(f"agentId={an_id('agent/b')}&userWallet={person.account.address}") == [
        ids[1]
    ]
    assert await listed(f"user_wallet={person.wallet}", ops) == ids[::-1]
    first = await person.ask("GET", f"{PATH}?limit=2")
    assert await listed(f"limit=2&cursor={first.headers['X-Next-Cursor']}") == ids[:1]


async def test_a_deployment_is_paused_resumed_and_cancelled_for_good(house: House) -> None:
    person = await house.person()
    one = f"{PATH}/{(await deployed(house, person))['id']}"

    paused = await person.ask("POST", f"{one}/pause")
    resumed = await person.ask("PATCH", one, json={"status": "ACTIVE", "subActive": False})
    silent = await person.ask("PATCH", one, json={"status": "CANCELLED"})
    cancelled = await person.ask("POST", f"{one}/cancel", json={"keepOrClose": "KEEP"})
    back = await person.ask("POST", f"{one}/resume")

    assert [each.json()["status"] for each in (paused, resumed, cancelled)] == [
        "PAUSED",
        "ACTIVE",
        "CANCELLED",
    ]
    assert resumed.json()["subActive"] is False
    assert (silent.status_code, silent.json()["errors"][0]["field"]) == (422, "body.keepOrClose")
    assert back.status_code == 409


async def test_what_was_cancelled_is_deployed_anew_without_a_second_trial(house: House) -> None:
    person = await house.person()
    first = await deployed(house, person)
    await person.ask("POST", f"{PATH}/{first['id']}/cancel", json={"keepOrClose": "KEEP"})
    house.clock.set(house.clock.now() + timedelta(hours=3))

    anew = await person.ask("POST", PATH, json=asked(person, an_id("agent/momentum")))
    again = await person.ask("POST", PATH, json=asked(person, an_id("agent/momentum")))

    assert (anew.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == anew.json()["id"] != first["id"]
    assert anew.json()["status"] == "ACTIVE"
    assert anew.json()["trialEndsAt"] == first["trialEndsAt"]


async def test_closing_all_of_it_is_signed_for(house: House) -> None:
    person = await house.person()
    made = await deployed(house, person)
    one, close = f"{PATH}/{made['id']}", {"status": "CANCELLED", "keepOrClose": "CLOSE"}

    unsigned = await person.ask("PATCH", one, json=close)
    assert unsigned.json()["error"] == "signature_needed"
    assert (await person.ask("GET", one)).json()["status"] == "ACTIVE"
    proof = await person.proof(unsigned.json()["nextSteps"]["challenge"]["action"])
    signed = await person.ask("PATCH", one, json=close, headers=proof)

    assert (signed.status_code, signed.json()["status"]) == (200, "CANCELLED")
    assert await count(house.gate.engine, f"{DEPLOYMENTS} where winds_down") == 1


async def test_what_did_something_is_not_forgotten(house: House) -> None:
    person, engine = await house.person(), house.gate.engine
    idle = await deployed(house, person, name="idle")
    busy = await deployed(house, person, name="busy")
    agent_id, deployment_id = UUID(busy["agentId"]), UUID(busy["id"])
    signal_id = await a_signal(engine, agent_id)
    position = await a_position(engine, agent_id, deployment_id, signal_id)

    held = await person.ask("DELETE", f"{PATH}/{busy['id']}")
    async with engine.begin() as connection:
        await connection.execute(CLOSE, {"id": position})
    kept = await person.ask("DELETE", f"{PATH}/{busy['id']}")
    gone = await person.ask("DELETE", f"{PATH}/{idle['id']}")

    assert (held.status_code, kept.status_code, gone.status_code) == (409, 409, 200)
    assert "positions" in held.json()["detail"]
    assert "cancel" in kept.json()["detail"]
    assert (await person.ask("GET", f"{PATH}/{idle['id']}")).status_code == 404
