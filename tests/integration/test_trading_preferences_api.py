"""Preferences over HTTP: five whole numbers from 0 to 100, whose they are, and which count."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import Role
from tests.factories import an_agent
from tests.gateway import House, Person, a_house

pytestmark = pytest.mark.integration
PATH = "/api/user/trading-preferences"
NEUTRAL = dict.fromkeys(
    (
        "riskTolerance",
        "tradeFrequency",
        "socialSentimentWeight",
        "priceMomentumFocus",
        "marketRankPriority",
    ),
    50,
)


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    async with a_house(engine, api="deployment-api") as house:
        yield house


async def saved(person: Person, **dials: Any) -> Any:
    body = {"userWallet": person.account.address, "preferences": dials}
    return await person.ask("POST", PATH, json=body)


async def test_zero_is_a_choice_and_what_is_left_out_stays(house: House) -> None:
    person = await house.person()
    before = (await person.ask("GET", f"{PATH}?wallet={person.account.address}")).json()
    wallet = {"wallet": person.account.address}
    assert before == NEUTRAL | wallet | {"origin": "DEFAULT"}

    first = await saved(person, risk_tolerance=0, tradeFrequency=100)
    second = await saved(person, riskTolerance=7.0)

    assert first.json()["preferences"] == NEUTRAL | {"riskTolerance": 0, "tradeFrequency": 100}
    after = NEUTRAL | {"riskTolerance": 7, "tradeFrequency": 100}
    assert second.json() == {"success": True, "preferences": after}
    assert (await person.ask("GET", PATH)).json() == after | wallet | {"origin": "USER"}


@pytest.mark.parametrize("dial", [-1, 101, 50.5, "50", True])
async def test_what_is_no_dial_is_refused_by_name(house: House, dial: object) -> None:
    person = await house.person()

    refused = await saved(person, riskTolerance=dial)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "body.preferences.riskTolerance"
    assert (await person.ask("GET", PATH)).json()["origin"] == "DEFAULT"


async def test_a_deployment_trades_by_its_users_dials(house: House) -> None:
    person, other, ops = await house.person(), await house.person(), await house.person(Role.OPS)
    agent_id = await an_agent(house.gate.engine)
    asked = {"agentId": str(agent_id), "userWallet": person.wallet}
    made = (await person.ask("POST", "/api/deployments", json=asked)).json()
    one = f"/api/deployments/{made['id']}/trading-preferences"

    neutral = await person.ask("GET", one)
    await saved(person, marketRankPriority=9)
    chosen = await person.ask("GET", one)

    assert neutral.json() == {
        "deploymentId": made["id"],
        "origin": "DEFAULT",
        "preferences": NEUTRAL,
    }
    assert chosen.json()["preferences"] == NEUTRAL | {"marketRankPriority": 9}
    assert (await other.ask("GET", f"{PATH}?wallet={person.wallet}")).status_code == 404
    assert (await ops.ask("GET", f"{PATH}?wallet={person.wallet}")).status_code == 200
    body = {"userWallet": person.wallet, "preferences": {"riskTolerance": 1}}
    assert (await other.ask("POST", PATH, json=body)).status_code == 403
    assert (await house.stranger().ask("POST", PATH, json=body)).status_code == 401
