"""A newcomer's first day, over HTTP alone: from signing in to the export of what it came to."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.pipeline import Pipeline, running_on
from domain.access import Role
from infra.clock import ManualClock
from infra.settings import Settings
from tests.factories import NOON
from tests.gateway import House, Person, a_house
from tests.scenarios import PLAIN
from tests.streaming import listening, served
from tests.worlds import opened_world

WORDS = "$BTC long here, breakout"
pytestmark = [pytest.mark.integration, pytest.mark.slow]


@pytest.fixture
async def platform(
    engine: AsyncEngine, store_url: str, rabbitmq_url: str
) -> AsyncIterator[Pipeline]:
    """Yield every stage on a real RabbitMQ, with a market for bitcoin at 100."""
    async with (
        opened_world(Settings(), engine, ManualClock(NOON), PLAIN) as made,
        running_on(rabbitmq_url, store_url, engine, *made) as pipeline,
    ):
        await pipeline.list_markets()
        await pipeline.quote({"BTC": Decimal(100)})
        yield pipeline


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    async with a_house(engine) as house:
        yield house


async def test_a_newcomer_signs_in_deploys_trades_understands_closes_and_exports(
    platform: Pipeline, house: House
) -> None:
    person = await house.person()
    agent = await created(person)
    deployment = await deployed(person, agent["id"])
    await platform.ask_balances()

    async with served(house) as address, listening(address, person) as stream:
        await ingested(house)
        await platform.settle(NOON + timedelta(seconds=10))
        heard = [(await stream.next())[1]["type"] for _ in range(3)]
        assert {"signal.raised", "order.filled"} <= set(heard) | {(await stream.next())[1]["type"]}

    [position] = (await person.ask("GET", "/api/positions")).json()
    assert (position["deploymentId"], position["status"]) == (deployment["id"], "OPEN")
    await understood(person, position)
    await closed(platform, person, position)

    export = await person.ask("GET", "/api/history/export?format=csv")
    [line] = csv.DictReader(io.StringIO(export.text))
    assert (line["symbol"], line["side"], line["exitPrice"]) == ("BTC", "LONG", "100")


async def created(person: Person) -> dict[str, Any]:
    """Create an agent that follows two accounts and trades on PAPER."""
    body = {
        "creatorWallet": person.account.address,
        "profitReceiverAddress": person.account.address,
        "name": "First steps",
        "venue": "PAPER",
        "handles": ["alice", "bob"],
    }
    answer = await person.ask("POST", "/api/agents", json=body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def deployed(person: Person, agent_id: str) -> dict[str, Any]:
    """Deploy an agent on the person's own wallet."""
    body = {
        "agentId": agent_id,
        "userWallet": person.account.address,
        "safeWallet": person.account.address,
    }
    answer = await person.ask("POST", "/api/deployments", json=body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def ingested(house: House) -> None:
    """Have a post taken in by whoever may put them in by hand."""
    ops = await house.person(Role.OPS)
    post = {"id": "1", "author": "alice", "text": WORDS, "publishedAt": NOON.isoformat()}
    answer = await ops.ask("POST", "/api/admin/posts", json=post)
    assert answer.status_code == 201, answer.text


async def understood(person: Person, position: dict[str, Any]) -> None:
    """Read why the position is there, from the post to the fill."""
    told = await person.ask("GET", f"/api/explain/{position['id']}")
    assert told.status_code == 200, told.text
    assert told.json()["post"]["text"] == WORDS


async def closed(platform: Pipeline, person: Person, position: dict[str, Any]) -> None:
    """Ask for the exit, signed for, and wait until it is over."""
    path = f"/api/positions/{position['id']}/close"
    key = {"Idempotency-Key": "my-first-close"}
    refused = await person.ask("POST", path, json={}, headers=key)
    assert refused.json()["error"] == "signature_needed"
    proof = await person.proof(refused.json()["nextSteps"]["challenge"]["action"])
    asked = await person.ask("POST", path, json={}, headers=key | proof)
    assert asked.status_code in {200, 201, 202}, asked.text
    await platform.settle(NOON + timedelta(seconds=40))
    [over] = (await person.ask("GET", "/api/positions")).json()
    assert over["status"] == "CLOSED"
