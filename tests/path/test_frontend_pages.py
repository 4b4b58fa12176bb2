"""What each page of a frontend asks, in the order it asks it, by the fields it relies on."""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import Role
from tests.factories import a_mark, a_market, a_wallet, an_agent
from tests.factories_owned import a_deployment_of, a_held_position, a_result
from tests.gateway import NOON, House, Person, a_house
from tests.key_scene import MAKE, PATH, a_scene

pytestmark = pytest.mark.integration
SAFE, MODULE, STORAGE = a_wallet(100), a_wallet(200), a_wallet(300)


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    async with a_house(engine) as house:
        yield house


async def got(person: Person, path: str, **params: str) -> Any:
    answer = await person.ask("GET", path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def done(person: Person, method: str, path: str, body: Mapping[str, Any]) -> Any:
    """Ask, sign for it when that is what is missing, and return what came of it."""
    key = {"Idempotency-Key": str(uuid4())}
    answer = await person.ask(method, path, json=body, headers=key)
    if answer.status_code == 403:
        proof = await person.proof(answer.json()["nextSteps"]["challenge"]["action"])
        answer = await person.ask(method, path, json=body, headers=key | proof)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


def has(shown: Mapping[str, Any], fields: str) -> bool:
    return set(fields.split()) <= shown.keys()


async def test_the_marketplace_needs_nobody_to_sign_in(house: House, engine: AsyncEngine) -> None:
    await an_agent(engine, "first")
    await an_agent(engine, "hidden", status="PRIVATE")
    asked = {"status": "PUBLIC", "order": "apr30d.desc", "limit": "20"}

    [shown] = await got(house.stranger(), "/api/agents", **asked)

    assert has(shown, "id name venue apr30d apr90d aprSi sharpe30d")


async def test_the_drawer_knows_whether_i_run_the_agent(house: House, engine: AsyncEngine) -> None:
    person = await house.person()
    agent_id = await an_agent(engine)
    one = f"/api/agents/{agent_id}"
    mine = {"agentId": str(agent_id), "userWallet": person.account.address, "status": "ACTIVE"}

    assert (await got(person, one))["venue"] == "PAPER"
    assert await got(person, f"{one}/pnl-snapshots") == []
    assert await got(person, "/api/deployments", **mine) == []
    await done(person, "POST", "/api/deployments", {name: mine[name] for name in list(mine)[:2]})
    [running] = await got(person, "/api/deployments", **mine)

    assert running["agent"] == {"name": "momentum", "venue": "PAPER"}


async def test_an_agents_page_is_not_blank(house: House, engine: AsyncEngine) -> None:
    person = await house.person()
    deployment_id = await a_deployment_of(engine, person)
    agent_id = UUID((await got(person, f"/api/deployments/{deployment_id}"))["agentId"])
    await a_market(engine)
    await a_mark(engine, "BTC", "104")
    await a_held_position(engine, deployment_id, agent_id)
    one = f"/api/agents/{agent_id}"

    [position] = await got(person, f"{one}/positions")
    [signal] = await got(person, f"{one}/signals", limit="10")

    assert has(await got(person, one), "id name venue status")
    assert has(position, "id symbol side entryPrice currentPrice size pnl pnlPercentage status")
    assert (position["entryPrice"], position["openedAt"], position["closedAt"]) == (
        "100",
        "2026-01-05T12:00:00Z",
        None,
    )
    assert has(signal, "symbol side confidence status createdAt")


async def test_an_agent_is_made_with_all_it_follows_or_not_at_all(house: House) -> None:
    person, admin = await house.person(), await house.person(Role.ADMIN)
    institute = {"name": "Desk", "description": "notes"}
    await done(admin, "POST", "/api/admin/research-institutes", institute)
    [desk] = await got(person, "/api/research-institutes")
    account = await done(person, "POST", "/api/ct-accounts", {"xUsername": "@Alice"})
    [listed] = await got(person, "/api/ct-accounts", limit="100")
    assert listed["id"] == account["id"]
    body = {
        "name": "Momentum",
        "description": "what Alice says",
        "venue": "MULTI",
        "weights": [50] * 8,
        "status": "DRAFT",
        "instituteIds": [desk["id"]],
        "ctAccountIds": [account["id"], str(uuid4())],
    }

    missing = await person.ask("POST", "/api/agents", json=body)
    assert missing.status_code == 404
    assert await got(person, "/api/agents", creatorWallet=person.account.address) == []
    made = await done(person, "POST", "/api/agents", body | {"ctAccountIds": [account["id"]]})

    whole = await got(person, f"/api/agents/{made['id']}")
    assert [each["ctAccount"]["xUsername"] for each in whole["agentAccounts"]] == ["alice"]
    assert [each["institute"]["name"] for each in whole["researchInstitutes"]] == ["Desk"]


async def test_a_creator_sees_what_came_of_it_and_publishes(house: House) -> None:
    person = await house.person()
    body = {"name": "Momentum", "status": "DRAFT"}
    made = await done(person, "POST", "/api/agents", body)
    summary = f"/api/creators/{person.account.address}/summary"

    before = await got(person, summary)
    await done(person, "PATCH", f"/api/agents/{made['id']}", {"status": "PUBLIC"})
    after = await got(person, summary)

    assert before["totals"]["subscriberCount"] == 0
    assert [agent["status"] for agent in before["agents"] + after["agents"]] == ["DRAFT", "PUBLIC"]


async def test_my_deployments_say_what_each_venue_still_needs(
    house: House, engine: AsyncEngine
) -> None:
    person = await house.person()
    agent_id = await an_agent(engine, venue="MULTI", venues=["HYPERLIQUID", "OSTIUM"])
    body = {"agentId": str(agent_id), "userWallet": person.account.address}
    made = await done(person, "POST", "/api/deployments/create-multi", body)

    [shown] = await got(person, "/api/deployments", userWallet=person.account.address)

    assert made["success"] is True
    assert shown["id"] == made["deployment"]["id"]
    assert has(shown, "agentId agent userWallet safeWallet moduleEnabled status telegramLinked")
    assert all(has(venue, "venue status agentAddress approved") for venue in shown["venues"])
    assert not any(venue["approved"] for venue in shown["venues"])


async def test_a_safe_is_led_through_its_steps(engine: AsyncEngine, tmp_path: Path) -> None:
    agent_id = await an_agent(engine, venue="GMX", venues=["GMX"])
    answers = tmp_path / "chain.json"
    chain: dict[str, Any] = {"safe_module_address": MODULE, "chain_answers": answers}
    answers.write_text("{}")
    async with a_house(engine, **chain) as house:
        person = await house.person()
    owned = {"owners": [person.wallet], "threshold": 1, "eth": "0.5"}
    words = []
    for enabled, allowed in ((False, "0"), (True, "0"), (True, "50")):
        safe = {SAFE: owned | {"modules": {MODULE: enabled}}}
        dollars = {SAFE: {"balance": "120.5", "allowances": {MODULE: allowed}}}
        answers.write_text(json.dumps({"safes": safe, "dollars": dollars}))
        async with a_house(engine, **chain) as house:
            person.http = house.http
            words.append(_word(await _on_safe(person, agent_id)))

    assert words == [
        "MODULE_NOT_ENABLED ENABLE_MODULE",
        "USDC_NOT_APPROVED APPROVE_USDC",
        "ACTIVE",
    ]


async def _on_safe(person: Person, agent_id: UUID) -> httpx.Response:
    setup = await person.ask("POST", "/api/safe/check-setup-status", json={"safeAddress": SAFE})
    assert setup.status_code == 200, setup.text
    made = await person.ask("POST", "/api/gmx/generate-setup-tx", json={"safeAddress": SAFE})
    assert made.status_code == 200, made.text
    body = {"agentId": str(agent_id), "userWallet": person.wallet, "safeWallet": SAFE}
    answer = await person.ask("POST", "/api/deployments/create", json=body)
    if answer.status_code == 403:
        proof = await person.proof(answer.json()["nextSteps"]["challenge"]["action"])
        answer = await person.ask("POST", "/api/deployments/create", json=body, headers=proof)
    return answer


def _word(answer: httpx.Response) -> str:
    told = answer.json()
    if "error" in told:
        return f"{told['error']} {told['nextSteps']['action']}"
    return str(told["deployment"]["status"])


async def test_hyperliquid_is_connected_on_the_venues_word(
    engine: AsyncEngine, store_url: str, tmp_path: Path
) -> None:
    async with a_scene(engine, store_url, tmp_path, key_wait=10) as scene:
        person = await scene.house.person()
        mine = {"userAddress": person.account.address}
        assert (await person.ask("GET", PATH, params=mine)).status_code == 404
        async with scene.signer():
            made = await person.ask("POST", PATH, json=mine, headers=await person.proof(MAKE))
        shown = await got(person, PATH, **mine)
        account = await got(person, f"/api/hyperliquid/account/{person.account.address}")

    assert made.status_code == 201, made.text
    assert shown["agentAddress"] == made.json()["agentAddress"]
    assert shown["isApproved"] is False
    assert account is not None


async def test_ostium_says_what_it_still_waits_for(house: House) -> None:
    person = await house.person()
    mine = {"userWallet": person.account.address}

    approval = await got(person, "/api/ostium/check-approval-status", **mine)
    delegation = await got(person, "/api/ostium/check-delegation-status", **mine)

    assert (approval["isApproved"], delegation["isDelegated"]) == (False, False)


async def test_preferences_are_read_and_kept(house: House) -> None:
    person = await house.person()
    path, mine = "/api/user/trading-preferences", {"wallet": person.account.address}
    dials = await got(person, path, **mine)
    assert has(dials, "riskTolerance tradeFrequency socialSentimentWeight")

    chosen = {"userWallet": person.account.address, "preferences": {"riskTolerance": 0}}
    await done(person, "POST", path, chosen)

    assert (await got(person, path, **mine))["riskTolerance"] == 0


async def test_my_trades_are_seen_taken_away_and_closed(house: House, engine: AsyncEngine) -> None:
    person = await house.person()
    deployment_id = await a_deployment_of(engine, person)
    agent_id = UUID((await got(person, f"/api/deployments/{deployment_id}"))["agentId"])
    held = await a_held_position(engine, deployment_id, agent_id)
    await a_result(engine, deployment_id, agent_id, "won", closed_at=NOON)

    listed = await got(person, "/api/positions")
    past = await got(person, "/api/history")
    file = await person.ask("GET", "/api/history/export")
    why = await got(person, f"/api/explain/{held}")
    await done(person, "POST", f"/api/positions/{held}/close", {})

    assert str(held) in {each["id"] for each in listed}
    assert len(past) == 1
    assert (file.status_code, why is not None) == (200, True)
    assert (await got(person, f"/api/positions/{held}"))["status"] == "CLOSING"


async def test_operators_see_what_waits_and_stop_it(house: House) -> None:
    ops = await house.person(Role.OPS)
    for path in ("dead-letters", "queues", "audit", "deployments/attention"):
        await got(ops, f"/api/admin/{path}")
    halt = await done(ops, "POST", "/api/admin/halts", {"scope": "GLOBAL", "reason": "a drill"})

    assert [each["id"] for each in await got(ops, "/api/admin/halts")] == [halt["id"]]
