"""Deploying on Safes, on several venues and on Ostium: nothing is believed but the chain."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.factories import a_wallet, an_agent
from tests.gateway import House, Person, a_house

pytestmark = pytest.mark.integration
SAFE, MODULE, STORAGE = a_wallet(100), a_wallet(200), a_wallet(300)
CREATE = "/api/deployments/create"
MULTI = "/api/deployments/create-multi"
SETUP = "/api/safe/check-setup-status"


class Scene:
    """A house whose chain answers what the test writes down."""

    def __init__(self, engine: AsyncEngine, path: Path) -> None:
        self.engine = engine
        self.path = path

    @asynccontextmanager
    async def house(self, answers: dict[str, Any] | None) -> AsyncIterator[House]:
        settings: dict[str, Any] = {
            "safe_module_address": MODULE,
            "ostium_storage_address": STORAGE,
        }
        if answers is not None:
            self.path.write_text(json.dumps(answers))
            settings["chain_answers"] = self.path
        async with a_house(self.engine, api="deployment-api", **settings) as house:
            yield house


@pytest.fixture
def scene(engine: AsyncEngine, tmp_path: Path) -> Scene:
    return Scene(engine, tmp_path / "chain.json")


def a_safe(*owners: str, enabled: bool = True) -> dict[str, Any]:
    return {SAFE: {"owners": owners, "threshold": 1, "eth": "0.5", "modules": {MODULE: enabled}}}


def dollars(allowance: str) -> dict[str, Any]:
    return {SAFE: {"balance": "120.5", "allowances": {MODULE: allowance}}}


def asked(person: Person, agent_id: object, **more: Any) -> dict[str, Any]:
    return {"agentId": str(agent_id), "userWallet": person.account.address} | more


@pytest.fixture
async def person(scene: Scene) -> Person:
    """Sign somebody in before the chain's answers are written, for they name its owners."""
    async with scene.house(None) as house:
        return await house.person()


async def create(house: House, person: Person, agent_id: object) -> Any:
    person.http = house.http
    return await person.ask("POST", CREATE, json=asked(person, agent_id, safeWallet=SAFE))


async def test_each_step_that_is_missing_is_named(scene: Scene, person: Person) -> None:
    agent_id = await an_agent(scene.engine, venue="GMX", venues=["GMX"])
    mine = person.wallet
    unasked = {SAFE: {"owners": [mine], "threshold": 1}}
    looks: list[tuple[dict[str, Any] | None, str]] = [
        (None, "Safe wallet validation failed"),
        ({"safes": {SAFE: None}}, "Safe wallet validation failed"),
        ({"safes": a_safe(a_wallet(1))}, "Safe wallet validation failed"),
        ({"safes": a_safe(mine, enabled=False)}, "MODULE_NOT_ENABLED"),
        ({"safes": unasked}, "MODULE_NOT_ENABLED"),
        ({"safes": a_safe(mine)}, "USDC_NOT_APPROVED"),
        ({"safes": a_safe(mine), "dollars": dollars("0")}, "USDC_NOT_APPROVED"),
    ]
    for answers, error in looks:
        async with scene.house(answers) as house:
            refused = await create(house, person, agent_id)
            listed = await person.ask("GET", "/api/deployments")
        assert (refused.status_code, refused.json()["error"]) == (400, error), answers
        assert listed.json() == []


async def test_a_refusal_says_what_to_do_next(scene: Scene, person: Person) -> None:
    agent_id = await an_agent(scene.engine, venue="GMX", venues=["GMX"])
    async with scene.house({"safes": a_safe(person.wallet, enabled=False)}) as house:
        told = (await create(house, person, agent_id)).json()

    assert told["safeWallet"] == to_checksum_address(SAFE)
    assert told["moduleAddress"] == to_checksum_address(MODULE)
    assert (told["chainId"], told["nextSteps"]["action"]) == (11155111, "ENABLE_MODULE")
    assert told["nextSteps"]["safeAppUrl"].endswith(f"sep:{to_checksum_address(SAFE)}")


async def test_a_safe_that_is_ready_is_deployed_on_once(scene: Scene, person: Person) -> None:
    agent_id = await an_agent(scene.engine, venue="SPOT", venues=["SPOT"])
    answers = {"safes": a_safe(person.wallet, a_wallet(1)), "dollars": dollars("50")}
    async with scene.house(answers) as house:
        made = await create(house, person, agent_id)
        again = await create(house, person, agent_id)
        [listed] = (await person.ask("GET", "/api/deployments")).json()
        status = await person.ask("POST", SETUP, json={"safeAddress": SAFE})

    assert made.status_code == 201, made.text
    body = made.json()
    assert body["deployment"]["safeWallet"] == to_checksum_address(SAFE)
    assert body["safeInfo"]["balances"] == {"usdc": "120.5", "eth": "0.5"}
    assert (again.status_code, again.json()["error"]) == (400, "DEPLOYMENT_EXISTS")
    assert again.json()["deploymentId"] == body["deployment"]["id"] == listed["id"]
    assert (listed["moduleEnabled"], listed["enabledVenues"]) == (True, ["SPOT"])
    assert [each["status"] for each in listed["venues"]] == ["READY"]
    assert (status.json()["isSetup"], status.json()["missing"]) == (True, None)


async def test_a_silent_chain_is_no_yes(scene: Scene, person: Person) -> None:
    async with scene.house(None) as house:
        person.http = house.http
        safe = await person.ask("POST", SETUP, json={"safeAddress": SAFE})
        query = f"userWallet={person.account.address}"
        spending = await person.ask("GET", f"/api/ostium/check-approval-status?{query}")
        delegate = await person.ask("GET", f"/api/ostium/check-delegation-status?{query}")
        foreign = f"/api/ostium/check-approval-status?userWallet={a_wallet(1)}"

        assert (safe.json()["isSetup"], safe.json()["missing"]) == (False, "NO_SAFE")
        assert (spending.json()["isApproved"], spending.json()["usdcBalance"]) == (False, None)
        assert delegate.json()["isDelegated"] is False
        for answer in (safe, spending, delegate):
            assert answer.json()["answered"] is False
        assert (await person.ask("GET", foreign)).status_code == 404


async def test_dollars_are_approved_from_five_of_both(scene: Scene, person: Person) -> None:
    path = f"/api/ostium/check-approval-status?userWallet={person.wallet}"
    for allowance, balance, approved in (
        ("5", "5", True),
        ("4.99", "50", False),
        ("9", "4", False),
    ):
        has = {person.wallet: {"balance": balance, "allowances": {STORAGE: allowance}}}
        async with scene.house({"dollars": has}) as house:
            person.http = house.http
            told = (await person.ask("GET", path)).json()
        assert (told["isApproved"], told["usdcAllowance"]) == (approved, allowance)
        assert told["answered"] is True


async def test_the_module_is_enabled_by_the_safes_own_call(scene: Scene, person: Person) -> None:
    async with scene.house(None) as house:
        person.http = house.http
        made = await person.ask("POST", "/api/gmx/generate-setup-tx", json={"safeAddress": SAFE})

    told = made.json()
    [call] = told["transactionBuilder"]["transactions"]
    selector = bytes(keccak(text="enableModule(address)"))[:4].hex()
    assert call["data"] == f"0x{selector}{MODULE.removeprefix('0x').rjust(64, '0')}"
    assert (call["to"], call["value"], told["transaction"]["data"]) == (SAFE, "0", call["data"])
    assert told["transactionBuilder"]["chainId"] == "11155111"


async def test_of_several_venues_those_begin_that_are_set_up(scene: Scene, person: Person) -> None:
    venues = ["HYPERLIQUID", "GMX", "PAPER"]
    agent_id = await an_agent(scene.engine, venue="MULTI", venues=venues)
    single = await an_agent(scene.engine, "single")
    answers = {"safes": a_safe(person.wallet), "dollars": dollars("50")}
    async with scene.house(answers) as house:
        person.http = house.http
        made = await person.ask("POST", MULTI, json=asked(person, agent_id))
        again = await person.ask("POST", MULTI, json=asked(person, agent_id))
        alone = await person.ask("POST", MULTI, json=asked(person, single))
        joined = await create(house, person, agent_id)
        one = f"/api/deployments/{made.json()['deployment']['id']}"
        shown = (await person.ask("GET", one)).json()

    assert (made.status_code, again.status_code, joined.status_code) == (201, 200, 201)
    assert made.json()["deployment"]["enabledVenues"] == ["PAPER"]
    assert again.json()["message"] == "Deployment already exists"
    assert (alone.status_code, alone.json()["error"]) == (400, "NOT_MULTI")
    assert joined.json()["deployment"]["id"] == shown["id"]
    assert shown["enabledVenues"] == ["PAPER", "GMX"]
    assert [(each["venue"], each["status"]) for each in shown["venues"]] == [
        ("HYPERLIQUID", "NOT_SET_UP"),
        ("GMX", "READY"),
        ("PAPER", "READY"),
    ]


async def test_without_a_module_no_safe_is_traded_from(engine: AsyncEngine) -> None:
    agent_id = await an_agent(engine, venue="GMX", venues=["GMX"])
    async with a_house(engine, api="deployment-api") as house:
        person = await house.person()
        refused = await create(house, person, agent_id)
        paper = await an_agent(engine, "paper")
        elsewhere = await create(house, person, paper)

    assert refused.status_code == 409
    assert (elsewhere.status_code, elsewhere.json()["error"]) == (400, "VENUE_NOT_OFFERED")
