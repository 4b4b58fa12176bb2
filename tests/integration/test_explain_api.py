"""Explaining over HTTP: what everybody is told, and whose trades are only counted."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import Role
from tests.factories_explain import (
    SIGNAL,
    TWEET,
    a_whole_story,
    intent_of,
    order_of,
    position_of,
)
from tests.gateway import House, Person, a_house
from tests.gateway_rows import alter, give, give_agents

pytestmark = pytest.mark.integration


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    await a_whole_story(engine)
    async with a_house(engine) as house:
        yield house


async def told(person: Person, subject: object) -> dict[str, Any]:
    answer = await person.ask("GET", f"/api/explain/{subject}")
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


async def test_a_visitor_is_told_every_agents_outcome_and_no_trade(house: House) -> None:
    story = await told(house.stranger(), TWEET)

    assert story["post"]["externalId"] == TWEET
    assert story["verdicts"][0]["reason"] == "a clear call"
    outcomes = {outcome["agent"]: outcome for outcome in story["outcomes"]}
    assert outcomes["shy"]["reason"] == "low_confidence"
    assert outcomes["momentum"]["signal"]["deployments"] == []
    assert story["otherDeployments"] == {"intended": 2, "halted": 1, "no_balance": 1}


async def test_an_owner_is_told_the_own_trade_and_the_others_are_counted(
    house: House, engine: AsyncEngine
) -> None:
    owner = await house.person()
    await give(engine, owner)

    for subject in (TWEET, SIGNAL, position_of(1), order_of(1), intent_of(1, "CLOSE")):
        story = await told(owner, subject)
        [signal] = [each["signal"] for each in story["outcomes"] if each["signal"]]
        [deployment] = signal["deployments"]
        assert deployment["wallet"] == owner.account.address
        assert {bill["kind"] for bill in deployment["position"]["bills"]} == {
            "INFRA_FEE",
            "PROFIT_SHARE",
        }
        assert deployment["intent"]["order"]["fills"][0]["fee"] == "0.27"
        assert story["otherDeployments"] == {"intended": 1, "halted": 1, "no_balance": 1}


async def test_a_trade_of_somebody_else_is_not_there(house: House) -> None:
    for person in (house.stranger(), await house.person(), await house.person(Role.CREATOR)):
        for subject in (position_of(1), order_of(1), intent_of(1), intent_of(1, "CLOSE"), "nope"):
            answer = await person.ask("GET", f"/api/explain/{subject}")
            assert answer.status_code == 404
    story = await told(await house.person(Role.OPS), position_of(1))
    assert story["outcomes"][0]["signal"]["deployments"][0]["position"]["status"] == "CLOSED"


@pytest.mark.parametrize("status", ["PRIVATE", "DRAFT"])
async def test_what_an_agent_that_is_not_public_made_of_a_post_is_its_creators(
    house: House, engine: AsyncEngine, status: str
) -> None:
    await alter(engine, "update agent set status = :status", status=status)
    creator, user = await house.person(), await house.person()

    assert (await told(user, TWEET))["outcomes"] == []
    assert (await user.ask("GET", f"/api/explain/{SIGNAL}")).status_code == 404

    await give_agents(engine, creator)
    assert len((await told(creator, TWEET))["outcomes"]) == 2
    await give(engine, user)
    [outcome] = (await told(user, SIGNAL))["outcomes"]
    assert outcome["signal"]["deployments"][0]["id"]


async def test_what_was_asked_for_by_hand_is_the_askers_alone(
    house: House, engine: AsyncEngine
) -> None:
    asker, creator = await house.person(), await house.person()
    await give(engine, asker)
    await give_agents(engine, creator)
    statement = "update signal set deployment_id = (select id from deployment where user_wallet=:w)"
    await alter(engine, statement, w=asker.wallet)
    by_hand = "update post set source_kind = 'MANUAL', author = :w"
    await alter(engine, by_hand, w=asker.wallet)

    assert (await creator.ask("GET", f"/api/explain/{TWEET}")).status_code == 404
    assert (await creator.ask("GET", f"/api/explain/{SIGNAL}")).status_code == 404
    assert (await told(asker, SIGNAL))["post"]["externalId"] == TWEET


async def test_what_a_classifier_said_of_its_failure_is_told_to_operators_alone(
    house: House, engine: AsyncEngine
) -> None:
    await alter(engine, "update verdict set last_error = 'organization org-1 may not'")

    assert (await told(house.stranger(), TWEET))["verdicts"][0]["lastError"] is None
    ops = await house.person(Role.OPS)
    assert (await told(ops, TWEET))["verdicts"][0]["lastError"] == "organization org-1 may not"
