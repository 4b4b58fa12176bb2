"""Deploying on Ostium over HTTP: a key is made, and its chain says whether it may trade."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import VenueName
from tests.factories import a_wallet, an_agent
from tests.gateway import House, Person
from tests.key_scene import MAKE_OSTIUM, STORAGE, a_scene

pytestmark = pytest.mark.integration
COMPLETE = "/api/ostium/deploy-complete"
CREATE = "/api/ostium/create-deployment"


def answers(user: str, delegate: str, allowance: str = "5") -> dict[str, Any]:
    return {
        "delegates": {user: delegate},
        "dollars": {user: {"balance": "20", "allowances": {STORAGE: allowance}}},
    }


async def create(house: House, person: Person, body: dict[str, Any]) -> tuple[int, str | None]:
    person.http = house.http
    answer = await person.ask("POST", CREATE, json=body)
    return answer.status_code, answer.json().get("error")


async def test_ostium_is_enabled_once_its_chain_says_so(
    engine: AsyncEngine, store_url: str, tmp_path: Path
) -> None:
    agent_id = await an_agent(engine, venue="OSTIUM", venues=["OSTIUM"])
    async with a_scene(engine, store_url, tmp_path, key_wait=10) as scene:
        person = await scene.house.person()
        asked = {"agentId": str(agent_id), "userWallet": person.account.address}
        async with scene.signer():
            proof = await person.proof(MAKE_OSTIUM)
            first = (await person.ask("POST", COMPLETE, json=asked, headers=proof)).json()
        second = (await person.ask("POST", COMPLETE, json=asked)).json()
        deploy = asked | {"agentAddress": first["agentAddress"]}
        silent = await create(scene.house, person, deploy)
        unknown = await create(scene.house, person, deploy | {"agentAddress": a_wallet(9)})

    assert (first["needsApproval"], second["needsApproval"]) == (True, True)
    assert first["deploymentId"] == second["deploymentId"]
    assert (silent, unknown) == ((400, "DELEGATION_NOT_FOUND"), (404, "not_found"))
    [stored] = await scene.keys.records.every()
    assert (stored.venue, stored.user_wallet) == (VenueName.OSTIUM, person.wallet)
    looks = [
        (answers(person.wallet, a_wallet(9)), (400, "DELEGATION_NOT_FOUND")),
        (answers(person.wallet, stored.agent_address, "4"), (400, "USDC_NOT_APPROVED")),
        (answers(person.wallet, stored.agent_address), (200, None)),
    ]
    path = tmp_path / "chain.json"
    for n, (told, expected) in enumerate(looks):
        path.write_text(json.dumps(told))
        async with a_scene(engine, store_url, tmp_path / str(n), chain_answers=path) as scene:
            assert await create(scene.house, person, deploy) == expected
            [listed] = (await person.ask("GET", "/api/deployments")).json()
            complete = (await person.ask("POST", COMPLETE, json=asked)).json()
        assert listed["enabledVenues"] == (["OSTIUM"] if expected[0] == 200 else [])
        assert complete["needsApproval"] is (expected[0] != 200)
