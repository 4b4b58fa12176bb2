"""Agent keys over HTTP: asked for here, made by the process that may, approved by the venue."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network, VenueName
from domain.agents import CredentialStatus
from infra.keys.requests import KeyRequests
from tests.factories import an_agent, an_id
from tests.factories_keys import HL, write
from tests.factories_positions import a_position, a_signal
from tests.gateway import Person, a_house
from tests.key_scene import DISABLE, MAKE, MAKE_OSTIUM, PATH, Scene, a_scene
from tests.leaks import find_key_material

pytestmark = pytest.mark.integration


@pytest.fixture
async def scene(engine: AsyncEngine, store_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    async with a_scene(engine, store_url, tmp_path, key_wait=10) as scene:
        yield scene


async def test_a_key_is_signed_for_made_elsewhere_and_returned_the_next_time(
    scene: Scene, capfd: pytest.CaptureFixture[str]
) -> None:
    person = await scene.house.person()
    async with scene.signer():
        unsigned = await scene.make(person, proof=None)
        made = await scene.make(person)
        again = await scene.make(person, proof=None)
        shown = await person.ask("GET", f"{PATH}?userAddress={person.wallet}")

    assert (unsigned.status_code, unsigned.json()["error"]) == (403, "signature_needed")
    assert (made.status_code, again.status_code, shown.status_code) == (201, 200, 200)
    assert made.json() == again.json()
    assert (made.json()["isApproved"], made.json()["status"]) == (False, "PENDING")
    [stored] = await scene.keys.records.every()
    assert made.json()["agentAddress"].lower() == stored.agent_address
    assert stored.user_wallet == person.wallet
    said = capfd.readouterr()
    texts = {"made": made.text, "again": again.text, "shown": shown.text}
    texts |= {"out": said.out, "err": said.err}
    secret = await scene.keys.secret(stored)
    assert await find_key_material([secret], engine=scene.keys.engine, texts=texts) == []


async def test_what_is_to_be_signed_is_signed_by_the_user_and_names_the_key(scene: Scene) -> None:
    person = await scene.house.person()
    async with scene.signer():
        headers = await person.proof(MAKE)
        body = {"userAddress": person.wallet, "chainId": 10}
        made = await person.ask("POST", PATH, json=body, headers=headers)

    asked = made.json()["approval"]
    signable = encode_typed_data(full_message=asked)
    signed = person.account.sign_message(signable)
    signer = Account.recover_message(signable, signature=signed.signature)
    assert signer == person.account.address
    assert asked["message"]["agentAddress"] == made.json()["agentAddress"].lower()
    assert (asked["domain"]["chainId"], asked["primaryType"]) == (
        10,
        "HyperliquidTransaction:ApproveAgent",
    )


async def test_while_the_signer_is_away_the_request_waits(
    engine: AsyncEngine, store_url: str, tmp_path: Path
) -> None:
    async with a_scene(engine, store_url, tmp_path, key_wait=0) as scene:
        person = await scene.house.person()
        away = await scene.make(person)
        again = await scene.make(person, proof=None)
        requests = KeyRequests(engine, scene.keys.custody, Network.TESTNET)
        assert await requests.fulfil() == 1
        assert await requests.fulfil() == 0
        there = await scene.make(person, proof=None)

    for answer in (away, again):
        assert (answer.status_code, answer.headers["Retry-After"]) == (202, "3")
    assert there.status_code == 200
    assert len(await scene.keys.records.every()) == 1


async def test_without_a_key_encryption_key_requests_wait_for_one(scene: Scene) -> None:
    person, keys = await scene.house.person(), scene.keys
    async with scene.house.gate.units() as uow:
        await uow.agent_keys.ask(person.wallet, HL, scene.house.clock.now())
    requests = KeyRequests(keys.engine, keys.custody, Network.TESTNET)
    file = keys.directory.path / "k0001"
    hidden = file.rename(keys.directory.path / ".hidden")

    assert await requests.fulfil() == 0
    hidden.rename(file)
    assert await requests.fulfil() == 1


async def test_many_who_ask_at_once_get_one_key(scene: Scene) -> None:
    person = await scene.house.person()
    proofs = [await person.proof(MAKE) for _ in range(8)]
    body = {"userAddress": person.wallet}
    async with scene.signer():
        answers = await asyncio.gather(
            *(person.ask("POST", PATH, json=body, headers=proof) for proof in proofs)
        )

    assert len({each.json()["agentAddress"] for each in answers}) == 1
    assert len(await scene.keys.records.every()) == 1


async def test_on_paper_there_are_no_keys(engine: AsyncEngine) -> None:
    async with a_house(engine, api="deployment-api") as house:
        person = await house.person()
        answer = await person.ask("POST", PATH, json={"userAddress": person.wallet})

    assert (answer.status_code, answer.json()["error"]) == (409, "conflict")


async def test_the_venue_approves_and_nobody_else(scene: Scene) -> None:
    person, other = await scene.house.person(), await scene.house.person()
    agent_id = await an_agent(scene.keys.engine, venue="HYPERLIQUID", venues=["HYPERLIQUID"])
    async with scene.signer():
        address = (await scene.make(person)).json()["agentAddress"]
    deploy = {"agentId": str(agent_id), "userWallet": person.wallet, "agentAddress": address}
    path = "/api/hyperliquid/create-deployment"

    early = await person.ask("POST", path, json=deploy)
    claimed = await person.ask("PATCH", PATH, json={"userAddress": person.wallet})
    foreign = await other.ask("POST", path, json=deploy | {"userWallet": other.wallet})
    await scene.approve(person, address)
    made = await person.ask("POST", path, json=deploy)
    again = await person.ask("POST", path, json=deploy)
    [listed] = (await person.ask("GET", "/api/deployments")).json()

    assert (early.status_code, early.json()["error"]) == (400, "AGENT_NOT_APPROVED")
    assert early.json()["nextSteps"]["action"] == "APPROVE_AGENT"
    assert (claimed.status_code, foreign.status_code) == (405, 404)
    assert (made.json()["message"], again.json()["message"]) == (
        "Deployment created",
        "Deployment updated",
    )
    assert made.json()["deployment"] == again.json()["deployment"]
    assert listed["enabledVenues"] == ["HYPERLIQUID"]
    [setup] = listed["venues"]
    assert (setup["status"], setup["agentAddress"], setup["approved"]) == ("READY", address, True)


async def test_a_check_asks_the_venue_anew_and_changes_nothing_itself(scene: Scene) -> None:
    person = await scene.house.person()
    async with scene.signer():
        made = (await scene.make(person)).json()
    await scene.approve(person, made["agentAddress"])
    [approved] = await scene.keys.records.every()
    assert approved.checked_at is not None

    told = await person.ask("POST", f"{PATH}/check", json={"userAddress": person.wallet})

    assert (told.json()["isApproved"], told.json()["checkedAt"]) == (True, None)
    [waits] = await scene.keys.records.every()
    assert (waits.status, waits.checked_at) == (CredentialStatus.APPROVED, None)


async def test_a_key_is_disabled_by_signature_and_never_while_it_is_needed(scene: Scene) -> None:
    person, engine = await scene.house.person(), scene.keys.engine
    agent_id = await an_agent(engine, venue="HYPERLIQUID", venues=["HYPERLIQUID"])
    async with scene.signer():
        made = (await scene.make(person)).json()
        await scene.approve(person, made["agentAddress"])
        path = f"{PATH}?userAddress={person.wallet}"
        await hold(scene, person, agent_id)

        unsigned = await person.ask("DELETE", path)
        exposed = await person.ask("DELETE", path, headers=await person.proof(DISABLE))
        await write(engine, "delete from position")
        done = await person.ask("DELETE", path, headers=await person.proof(DISABLE))
        gone = await person.ask("GET", path)
        next_one = await scene.make(person)

    assert (unsigned.status_code, exposed.status_code, done.status_code) == (403, 409, 200)
    assert done.json()["agentAddresses"] == [made["agentAddress"]]
    assert gone.status_code == 404
    assert next_one.status_code == 201
    assert next_one.json()["agentAddress"] != made["agentAddress"]
    assert sorted(each.status for each in await scene.keys.records.every()) == [
        CredentialStatus.PENDING,
        CredentialStatus.REVOKED,
    ]


async def hold(scene: Scene, person: Person, agent_id: Any) -> None:
    """Let the person hold a position on Hyperliquid."""
    engine, asked = scene.keys.engine, {"agentId": str(agent_id), "userWallet": person.wallet}
    made = (await person.ask("POST", "/api/deployments", json=asked)).json()
    assert made["enabledVenues"] == ["HYPERLIQUID"]
    await write(engine, "update deployment set id = :id", id=an_id("held"))
    signal_id = await a_signal(engine, agent_id)
    place: dict[str, Any] = {"network": "testnet", "venue": "HYPERLIQUID", "wallet": person.wallet}
    await a_position(engine, agent_id, an_id("held"), signal_id, **place)


async def test_what_is_anothers_is_not_there(scene: Scene) -> None:
    owner, other = await scene.house.person(), await scene.house.person()
    async with scene.signer():
        await scene.make(owner)
    body, path = {"userAddress": owner.wallet}, f"{PATH}?userAddress={owner.wallet}"

    assert (await other.ask("GET", path)).status_code == 404
    assert (await other.ask("POST", PATH, json=body)).status_code == 403
    assert (await other.ask("POST", f"{PATH}/check", json=body)).status_code == 403
    assert (await other.ask("DELETE", path)).status_code == 403
    assert (await other.ask("GET", f"/api/hyperliquid/account/{owner.wallet}")).status_code == 404
    assert (await scene.house.stranger().ask("GET", path)).status_code == 401


async def test_an_account_is_what_was_last_stored(scene: Scene) -> None:
    person = await scene.house.person()
    path = f"/api/hyperliquid/account/{person.account.address}"
    assert (await person.ask("GET", path)).json()["available"] is None
    await write(
        scene.keys.engine,
        "insert into balance values ('testnet', 'HYPERLIQUID', :wallet, 12.50, :at)",
        wallet=person.wallet,
        at=scene.house.clock.now(),
    )

    told = (await person.ask("GET", path)).json()

    assert (told["address"], told["available"]) == (person.account.address, "12.5")


async def test_ostium_is_enabled_once_its_chain_says_so(
    engine: AsyncEngine, store_url: str, tmp_path: Path
) -> None:
    agent_id = await an_agent(engine, venue="OSTIUM", venues=["OSTIUM"])
    path = "/api/ostium/deploy-complete"
    async with a_scene(engine, store_url, tmp_path, key_wait=10) as scene:
        person = await scene.house.person()
        asked = {"agentId": str(agent_id), "userWallet": person.account.address}
        async with scene.signer():
            proof = await person.proof(MAKE_OSTIUM)
            first = (await person.ask("POST", path, json=asked, headers=proof)).json()
        second = (await person.ask("POST", path, json=asked)).json()
        create = asked | {"agentAddress": first["agentAddress"]}
        early = await person.ask("POST", "/api/ostium/create-deployment", json=create)

    assert (first["needsApproval"], second["needsApproval"]) == (True, True)
    assert (first["deploymentId"], first["agentAddress"]) == (
        second["deploymentId"],
        second["agentAddress"],
    )
    assert (early.status_code, early.json()["error"]) == (400, "DELEGATION_NOT_FOUND")
    [stored] = await scene.keys.records.every()
    assert (stored.venue, stored.user_wallet) == (VenueName.OSTIUM, person.wallet)
