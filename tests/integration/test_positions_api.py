"""Positions over HTTP: whose they are, what they are worth, and closing one once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.bells import EXIT
from tests.factories import NOON, a_mark, an_id
from tests.factories_owned import a_deployment_of, a_held_position, a_result
from tests.factories_positions import sent, the_position
from tests.gateway import House, Person, a_house

pytestmark = pytest.mark.integration
AGENT = an_id("agent/momentum")


@dataclass(frozen=True, kw_only=True)
class Scene:
    house: House
    owner: Person
    deployment: UUID
    position: UUID


@pytest.fixture
async def scene(engine: AsyncEngine) -> AsyncIterator[Scene]:
    async with a_house(engine) as house:
        owner = await house.person()
        deployment = await a_deployment_of(engine, owner)
        position = await a_held_position(engine, deployment, AGENT)
        yield Scene(house=house, owner=owner, deployment=deployment, position=position)


async def test_an_open_position_is_worth_what_a_fresh_mark_makes_of_it(
    engine: AsyncEngine, scene: Scene
) -> None:
    await a_mark(engine, price="103.5")

    [shown] = (await scene.owner.ask("GET", "/api/positions")).json()

    worth = {name: shown[name] for name in ("unrealisedPnl", "realisedPnl", "fees", "pnl")}
    assert worth == {
        "unrealisedPnl": "3.5",
        "realisedPnl": "-0.05",
        "fees": "0.05",
        "pnl": "3.45",
    }
    assert (shown["pnlPercentage"], shown["currentPrice"]) == ("3.45", "103.5")
    assert (shown["stopPrice"], shown["trailing"]) == ("90", False)


async def test_without_a_fresh_mark_nobody_says_zero(engine: AsyncEngine, scene: Scene) -> None:
    await a_mark(engine, price="103.5", seen_at=NOON - timedelta(minutes=2))

    [shown] = (await scene.owner.ask("GET", "/api/positions")).json()

    assert [shown[name] for name in ("unrealisedPnl", "pnl", "currentPrice")] == [None] * 3
    assert shown["markAt"] == "2026-01-05T11:58:00Z"


async def test_one_is_shown_with_its_fills_and_every_try_at_closing_it(
    engine: AsyncEngine, scene: Scene
) -> None:
    closed = await a_result(engine, scene.deployment, AGENT, "two", closed_at=NOON)

    shown = (await scene.owner.ask("GET", f"/api/positions/{closed}")).json()

    assert [(fill["purpose"], fill["price"]) for fill in shown["fills"]] == [
        ("OPEN", "100"),
        ("CLOSE", "110"),
    ]
    [leaving] = shown["exits"]
    assert (leaving["reason"], leaving["state"], leaving["rejectReason"]) == (
        "MANUAL",
        "FILLED",
        None,
    )
    assert (shown["pnl"], shown["unrealisedPnl"]) == ("9.9", None)


async def test_lists_are_filtered_and_come_in_pages(engine: AsyncEngine, scene: Scene) -> None:
    for n in range(3):
        await a_result(engine, scene.deployment, AGENT, f"closed {n}", closed_at=NOON)

    first = await scene.owner.ask("GET", "/api/positions?status=CLOSED&limit=2")
    cursor = {"cursor": first.headers["X-Next-Cursor"], "status": "CLOSED"}
    rest = await scene.owner.ask("GET", "/api/positions", params=cursor)
    of_others = await scene.owner.ask("GET", f"/api/positions?agentId={uuid4()}")
    later = await scene.owner.ask("GET", "/api/positions?from=2026-01-05T12:00:01Z")

    names = {each["id"] for each in first.json() + rest.json()}
    assert (len(first.json()), len(rest.json()), len(names)) == (2, 1, 3)
    assert of_others.json() == later.json() == []


async def test_positions_of_others_are_not_there(scene: Scene) -> None:
    other = await scene.house.person()
    path = f"/api/positions/{scene.position}"

    assert (await other.ask("GET", "/api/positions")).json() == []
    assert (await other.ask("GET", path)).status_code == 404
    assert (await scene.house.stranger().ask("GET", path)).status_code == 401
    key = {"Idempotency-Key": "k"} | await other.proof(_action(scene.position))
    refused = await other.ask("POST", f"{path}/close", json={}, headers=key)
    assert refused.status_code == 404


async def test_closing_twice_asks_once(engine: AsyncEngine, scene: Scene) -> None:
    path, action = f"/api/positions/{scene.position}/close", _action(scene.position)
    unsigned = await scene.owner.ask("POST", path, json={}, headers={"Idempotency-Key": "k1"})
    signed = {"Idempotency-Key": "k1"} | await scene.owner.proof(action)
    first = await scene.owner.ask("POST", path, json={}, headers=signed)
    again = await scene.owner.ask("POST", path, json={}, headers=signed)
    fresh = {"Idempotency-Key": "k2"} | await scene.owner.proof(action)
    later = await scene.owner.ask("POST", path, json={}, headers=fresh)

    assert unsigned.json()["error"] == "signature_needed"
    assert (first.status_code, first.json()["asked"]) == (200, True)
    assert again.json() == first.json()
    assert (later.json()["asked"], later.json()["status"]) == (False, "CLOSING")
    assert len(await sent(engine, EXIT)) == 1


async def test_what_is_closed_is_not_closed_again(engine: AsyncEngine, scene: Scene) -> None:
    closed = await a_result(engine, scene.deployment, AGENT, "two", closed_at=NOON)
    signed = {"Idempotency-Key": "k"} | await scene.owner.proof(_action(closed))

    answer = await scene.owner.ask(
        "POST", f"/api/positions/{closed}/close", json={}, headers=signed
    )
    keyless = await scene.owner.ask("POST", f"/api/positions/{closed}/close", json={})

    assert (answer.status_code, keyless.json()["error"]) == (409, "idempotency_key_needed")
    assert (await the_position(engine, closed))["net_pnl"] == Decimal("9.9")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=GONE", "query.status"),
        ("tokenSymbol=b!", "query.tokenSymbol"),
        ("from=yesterday", "query.from"),
        ("to=0.5", "query.to"),
        ("deploymentId=1", "query.deploymentId"),
    ],
)
async def test_a_bad_filter_is_named(scene: Scene, query: str, field: str) -> None:
    answer = await scene.owner.ask("GET", f"/api/positions?{query}")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def _action(position_id: UUID) -> str:
    return f"Maxxit: close the position {position_id}"
