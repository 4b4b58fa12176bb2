"""Signals over HTTP: who sees which, and asking one's own deployment for a trade, once."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.channels import routing_key
from contracts.signals import SignalRaised
from domain.access import Role
from infra.tables.posts import PostRow, VerdictRow
from infra.tables.signals import SignalRow
from tests.factories import NOON, a_deployment, a_mark, a_market, an_agent, an_id
from tests.factories_explain import a_post_told, a_verdict_told, at
from tests.factories_positions import a_signal, all_rows, sent
from tests.gateway import House, Person, a_house
from tests.gateway_rows import alter, give, give_agents

pytestmark = pytest.mark.integration
RAISED = routing_key(SignalRaised)


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    async with a_house(engine) as house:
        yield house


@pytest.fixture
async def agent_id(engine: AsyncEngine) -> UUID:
    """Make a public agent with three signals, the newest of ETH."""
    agent_id = await an_agent(engine)
    for n, token in enumerate(("BTC", "BTC", "ETH")):
        await a_signal(engine, agent_id, f"s{n}", token, created_at=at(n))
    return agent_id


async def listed(person: Person, **filters: Any) -> list[str]:
    answer = await person.ask("GET", "/api/signals", params=filters)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()]


def named(*names: str) -> list[str]:
    return [str(an_id(f"signal/{name}")) for name in names]


async def test_signals_are_listed_newest_first_by_what_is_asked(
    house: House, agent_id: UUID
) -> None:
    person = house.stranger()

    assert await listed(person) == named("s2", "s1", "s0")
    assert await listed(person, tokenSymbol="btc") == named("s1", "s0")
    assert await listed(person, agentId=str(agent_id), venue="PAPER") == named("s2", "s1", "s0")
    assert await listed(person, venue="GMX") == []
    noon = {"from": at(1).isoformat(), "to": at(1).isoformat()}
    assert await listed(person, **noon) == named("s1")


async def test_pages_follow_each_other_without_a_gap(house: House, agent_id: UUID) -> None:
    person = house.stranger()
    first = await person.ask("GET", "/api/signals", params={"limit": 2})
    cursor = first.headers["X-Next-Cursor"]

    assert await listed(person, limit=2, cursor=cursor) == named("s0")
    bad = await person.ask("GET", "/api/signals", params={"cursor": "bm8="})
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "query.cursor")


async def test_a_signal_is_told_with_its_agent_and_its_bucket(house: House, agent_id: UUID) -> None:
    answer = await house.stranger().ask("GET", f"/api/signals/{named('s2')[0]}")

    told = answer.json()
    assert told["bucket6h"] == "2026-01-05T12:00:00Z"
    assert told["sizeModel"] == {"type": "balance-percentage", "value": "5", "leverage": None}
    assert (told["symbol"], told["side"], told["status"]) == ("ETH", "LONG", "PENDING")
    assert told["agent"]["id"] == str(agent_id)
    stats = await house.stranger().ask("GET", f"/api/signals/agent/{agent_id}/stats")
    assert stats.json()["totalSignals"] == 3
    assert stats.json()["venueCounts"] == [{"venue": "PAPER", "count": 3}]
    assert [row["id"] for row in stats.json()["recentSignals"]] == named("s2", "s1", "s0")


@pytest.mark.parametrize("status", ["PRIVATE", "DRAFT"])
async def test_signals_of_agents_that_are_not_public_are_their_creators(
    house: House, engine: AsyncEngine, agent_id: UUID, status: str
) -> None:
    await alter(engine, "update agent set status = :status", status=status)
    creator, user = await house.person(), await house.person()
    await give_agents(engine, creator)

    for person in (user, house.stranger()):
        assert await listed(person) == []
        for path in (named("s0")[0], f"agent/{agent_id}/stats"):
            assert (await person.ask("GET", f"/api/signals/{path}")).status_code == 404
    assert len(await listed(creator)) == 3


async def test_what_was_asked_for_by_hand_is_listed_to_its_owner_alone(
    house: House, engine: AsyncEngine, agent_id: UUID
) -> None:
    owner, creator = await house.person(), await house.person()
    deployment_id = await a_deployment(engine, agent_id)
    await give(engine, owner)
    await give_agents(engine, creator)
    await alter(engine, "update signal set deployment_id = :id", id=deployment_id)

    assert await listed(creator) == []
    assert len(await listed(owner)) == 3


@pytest.fixture
async def deployed(engine: AsyncEngine, agent_id: UUID) -> UUID:
    await a_market(engine)
    await a_mark(engine)
    return await a_deployment(engine, agent_id)


async def ask(
    person: Person, deployment_id: UUID, *, key: str | None = "k1", signed: str = "", **more: Any
) -> Any:
    body = {"deploymentId": str(deployment_id), "tokenSymbol": "btc", "side": "LONG"} | more
    headers = {} if key is None else {"Idempotency-Key": key}
    words = signed or f"LONG BTC with the default of the balance on deployment {deployment_id}"
    proof = await person.proof(f"Maxxit: {words}")
    return await person.ask("POST", "/api/signals", json=body, headers=headers | proof)


async def test_a_trade_is_asked_for_once_under_a_key(
    house: House, engine: AsyncEngine, deployed: UUID
) -> None:
    owner = await house.person()
    await give(engine, owner)

    first = await ask(owner, deployed)
    assert first.status_code == 201, first.text
    again, other = await ask(owner, deployed), await ask(owner, deployed, side="SHORT")

    assert again.json() == first.json()
    assert (other.status_code, other.json()["error"]) == (409, "key_reused")
    [raised] = await sent(engine, RAISED)
    assert raised["signal_id"] == first.json()["signalId"]
    assert raised["deployment_id"] == str(deployed)


async def test_the_same_key_of_two_people_is_two_trades(
    house: House, engine: AsyncEngine, agent_id: UUID, deployed: UUID
) -> None:
    owner, other = await house.person(), await house.person()
    second = await a_deployment(engine, agent_id, 2)
    await give(engine, owner)
    await give(engine, other, 2)

    answers = [await ask(owner, deployed), await ask(other, second)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(await sent(engine, RAISED)) == 2


async def test_what_is_not_signed_for_or_not_ones_own_asks_for_nothing(
    house: House, engine: AsyncEngine, deployed: UUID
) -> None:
    owner, stranger = await house.person(), await house.person()
    await give(engine, owner)

    unsigned = await ask(owner, deployed, signed="something else")
    assert (unsigned.status_code, unsigned.json()["error"]) == (403, "signature_needed")
    assert (await ask(owner, deployed, key=None)).json()["error"] == "idempotency_key_needed"
    assert (await ask(stranger, deployed)).status_code == 404
    assert (await house.stranger().ask("POST", "/api/signals", json={})).status_code == 401
    wrongs: dict[str, Any] = {"share": "0.5", "leverage": "0.5", "tokenSymbol": "$", "x": 1}
    for field, value in wrongs.items():
        more: dict[str, Any] = {field: value}
        wrong = await ask(owner, deployed, **more)
        assert wrong.status_code == 422
        assert wrong.json()["errors"][0]["field"] == f"body.{field}"
    assert await sent(engine, RAISED) == []
    assert await all_rows(engine, PostRow) == []


async def test_a_request_that_becomes_no_signal_is_answered_with_the_reason(
    house: House, engine: AsyncEngine, deployed: UUID
) -> None:
    owner = await house.person()
    await give(engine, owner)
    words = f"LONG DOGE with 0.05 of the balance on deployment {deployed}"

    answer = await ask(owner, deployed, signed=words, tokenSymbol="DOGE", share="0.050")

    assert answer.status_code == 201, answer.text
    assert answer.json()["signalId"] is None
    assert answer.json()["ignored"]["reason"] == "no_market"


async def test_what_waits_is_taken_now_and_nothing_is_judged_beside_the_pipeline(
    house: House, engine: AsyncEngine
) -> None:
    await a_post_told(engine)
    await a_verdict_told(engine)
    later = "update verdict set state = 'PENDING', verdict = null, next_attempt_at = '2026-01-06'"
    await alter(engine, later)
    ops, user = await house.person(Role.OPS), await house.person()

    assert (await user.ask("POST", "/api/signals/generate")).status_code == 403
    told = (await ops.ask("POST", "/api/signals/generate")).json()

    assert (told["unclassified"], told["unheard"], len(told["posts"])) == (1, 0, 1)
    [verdict] = await all_rows(engine, VerdictRow)
    assert (verdict["state"], verdict["next_attempt_at"]) == ("PENDING", NOON)
    assert await all_rows(engine, SignalRow) == []
