"""Why it was not traded, over HTTP: one's own refusals and ignored posts, and nobody else's."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import Role
from tests.factories import an_id
from tests.factories_explain import a_whole_story
from tests.gateway import House, Person, a_house
from tests.gateway_rows import alter, give, give_agents

pytestmark = pytest.mark.integration
PATH = "/api/why-not-traded"


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    """Open a gateway on a post that agent shy ignored, and momentum's deployments 2, 3 refused."""
    await a_whole_story(engine)
    async with a_house(engine) as house:
        yield house


async def reasons(person: Person, **filters: Any) -> list[str]:
    answer = await person.ask("GET", PATH, params=filters)
    assert answer.status_code == 200, answer.text
    return [row["reason"] for row in answer.json()]


async def test_one_is_told_of_ones_own_deployments_and_agents(
    house: House, engine: AsyncEngine
) -> None:
    user, creator, ops = await house.person(), await house.person(), await house.person(Role.OPS)
    await give(engine, user, 2)
    await give_agents(engine, creator)

    assert await reasons(user) == ["no_balance"]
    assert await reasons(creator) == ["low_confidence"]
    assert sorted(await reasons(ops)) == ["halted", "low_confidence", "no_balance"]
    assert await reasons(await house.person()) == []
    assert (await house.stranger().ask("GET", PATH)).status_code == 401


async def test_a_no_says_what_it_was_about(house: House, engine: AsyncEngine) -> None:
    user = await house.person()
    await give(engine, user, 2)

    [row] = (await user.ask("GET", PATH)).json()

    assert (row["kind"], row["detail"], row["token"], row["side"]) == (
        *("REFUSED", "no_balance of 2"),
        *("BTC", "LONG"),
    )
    assert (await user.ask("GET", f"/api/explain/{row['signalId']}")).status_code == 200


async def test_filters_and_pages_leave_nothing_out(house: House) -> None:
    ops = await house.person(Role.OPS)
    shy = str(an_id("agent/shy"))
    first = await ops.ask("GET", PATH, params={"limit": 2})
    rest = await reasons(ops, limit=2, cursor=first.headers["X-Next-Cursor"])

    assert len([row["reason"] for row in first.json()] + rest) == 3
    assert len(await reasons(ops, limit=2, offset=2)) == 1
    assert await reasons(ops, agentId=shy) == ["low_confidence"]
    assert await reasons(ops, reason="halted") == ["halted"]
    assert await reasons(ops, to="2026-01-05T00:00:00Z") == []
    wrong = await ops.ask("GET", PATH, params={"reason": "because"})
    assert wrong.status_code == 422


async def test_a_deployment_of_somebody_else_is_not_there(
    house: House, engine: AsyncEngine
) -> None:
    user, other = await house.person(), await house.person()
    await give(engine, user, 2)
    own = (await user.ask("GET", PATH)).json()[0]["deploymentId"]

    assert await reasons(user, deploymentId=own) == ["no_balance"]
    for path in (PATH, f"{PATH}/stats"):
        assert (await other.ask("GET", path, params={"deploymentId": own})).status_code == 404


async def test_reasons_are_counted(house: House, engine: AsyncEngine) -> None:
    user = await house.person()
    await give(engine, user, 2)
    await alter(engine, "update refusal set reason = 'no_balance'")
    ops = await house.person(Role.OPS)
    stats = (await ops.ask("GET", f"{PATH}/stats")).json()

    assert stats["total"] == 3
    assert stats["byReason"][0] == {"kind": "REFUSED", "reason": "no_balance", "count": 2}
    assert (await user.ask("GET", f"{PATH}/stats")).json()["total"] == 1
