"""Proofs of intent: signed for one agent, used once."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.tables.agents import AgentRow
from tests.factories import NOON
from tests.factories_positions import all_rows
from tests.gateway import House, Person, a_house

pytestmark = pytest.mark.integration


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    async with a_house(engine) as house:
        yield house


@pytest.fixture
async def creator(house: House) -> Person:
    return await house.person()


async def made(person: Person, **body: Any) -> dict[str, Any]:
    answer = await person.ask("POST", "/api/agents", json={"name": "Alpha"} | body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def asked_proof(person: Person, name: str = "Alpha") -> dict[str, Any]:
    answer = await person.ask("POST", "/api/agents/proof-of-intent", json={"name": name})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def signed(person: Person, told: dict[str, Any]) -> dict[str, str]:
    made = person.account.sign_typed_data(full_message=told["typedData"])
    return {"nonce": told["nonce"], "signature": "0x" + made.signature.hex().removeprefix("0x")}


async def test_a_proof_of_intent_names_the_agent_and_is_used_once(
    house: House, creator: Person
) -> None:
    told = await asked_proof(creator)
    proof = signed(creator, told)

    agent = await made(creator, proofOfIntent=proof)
    again = await creator.ask("POST", "/api/agents", json={"name": "Alpha", "proofOfIntent": proof})

    assert agent["id"] == told["agentId"]
    assert (again.status_code, again.json()["error"]) == (403, "proof_of_intent_wrong")
    shown = {
        "message": agent["proofOfIntentMessage"],
        "signature": agent["proofOfIntentSignature"],
        "creatorWallet": creator.account.address,
    }
    assert json.loads(shown["message"]) == told["typedData"]
    checked = await house.stranger().ask("POST", "/api/agents/verify-proof-of-intent", json=shown)
    assert (checked.json()["valid"], checked.json()["agentId"]) == (True, agent["id"])
    forged = shown | {"message": shown["message"].replace("Alpha", "Omega")}
    checked = await creator.ask("POST", "/api/agents/verify-proof-of-intent", json=forged)
    assert checked.json()["valid"] is False


async def test_a_proof_for_anything_else_proves_nothing(
    engine: AsyncEngine, house: House, creator: Person
) -> None:
    other = await house.person()
    omega, alpha = await asked_proof(creator, "Omega"), await asked_proof(creator)
    garbage = {"nonce": alpha["nonce"], "signature": "0x" + "00" * 65}

    async def tried(who: Person, proof: dict[str, str]) -> None:
        body = {"name": "Alpha", "proofOfIntent": proof}
        answer = await who.ask("POST", "/api/agents", json=body)
        assert (answer.status_code, answer.json()["error"]) == (403, "proof_of_intent_wrong")

    await tried(creator, signed(creator, omega))
    await tried(creator, signed(other, alpha))
    await tried(other, signed(creator, alpha))
    await tried(creator, garbage)
    house.clock.set(NOON + timedelta(minutes=6))
    await tried(creator, signed(creator, alpha))
    assert await all_rows(engine, AgentRow) == []
