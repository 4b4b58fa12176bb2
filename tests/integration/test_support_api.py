"""What operators look at and admins set going: guarded, signed for, and on record."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.channels import routing_key
from contracts.signals import SignalRaised
from domain.access import Role
from domain.ports.operations import Errand
from infra.errands import run_errands
from infra.tables.delivery import DeadLetterRow, RetryRow
from infra.tables.stops import GuardRow
from tests.bells import EXIT
from tests.factories import (
    NOON,
    a_deployment,
    a_mark,
    a_market,
    a_wallet,
    an_agent,
    an_id,
    insert_row,
)
from tests.factories_positions import a_position, a_signal, all_rows, sent
from tests.gateway import House, Person, a_house
from tests.gateway_rows import alter

pytestmark = pytest.mark.integration
LETTER = an_id("letter/one")


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    async with a_house(engine) as house:
        yield house


@pytest.fixture
async def ops(house: House) -> Person:
    return await house.person(Role.OPS)


@pytest.fixture
async def admin(house: House) -> Person:
    return await house.person(Role.ADMIN)


async def held(engine: AsyncEngine) -> UUID:
    """Store an open position of somebody's, for which no stop rests."""
    agent_id = await an_agent(engine)
    deployment_id = await a_deployment(engine, agent_id)
    signal_id = await a_signal(engine, agent_id)
    opened: dict[str, Any] = {"opened_quantity": 1, "quantity": 1, "entry_price": 100}
    opened |= {"hard_stop_price": 90, "status": "OPEN", "opened_at": NOON}
    position_id = await a_position(engine, agent_id, deployment_id, signal_id, **opened)
    guard = {"naked_since": NOON, "failures": 3, "next_look_at": NOON, "retry_at": NOON}
    await insert_row(engine, GuardRow, position_id=position_id, **guard)
    return position_id


async def a_letter(engine: AsyncEngine, **values: Any) -> None:
    row = {"id": LETTER, "stage": "orders", "message_id": an_id("message"), "reason": "hopeless"}
    row |= {"routing_key": "trade.intended.v1", "error": "no venue", "body": '{"id": 1}'}
    await insert_row(engine, DeadLetterRow, **(row | {"at": NOON} | values))


@pytest.mark.parametrize(
    "path",
    [
        "dead-letters",
        "deployments/attention",
        "sync-venue-markets",
        "audit",
        "queues",
        "roles",
    ],
)
async def test_what_operators_look_at_is_no_users(house: House, path: str) -> None:
    user = await house.person(Role.CREATOR)

    assert (await house.stranger().ask("GET", f"/api/admin/{path}")).status_code == 401
    assert (await user.ask("GET", f"/api/admin/{path}")).status_code == 403


async def test_a_parked_message_is_looked_at_and_replayed_once(
    engine: AsyncEngine, ops: Person
) -> None:
    await a_letter(engine)
    path = f"/api/admin/dead-letters/{LETTER}"

    [row] = (await ops.ask("GET", "/api/admin/dead-letters")).json()
    assert (row["error"], "body" in row) == ("no venue", False)
    assert (await ops.ask("GET", path)).json()["body"] == '{"id": 1}'
    first, again = [await ops.ask("POST", f"{path}/replay") for _ in range(2)]

    assert (first.status_code, again.status_code) == (200, 409)
    [retry] = await all_rows(engine, RetryRow)
    assert (retry["stage"], retry["message_id"]) == ("orders", an_id("message"))
    assert (await ops.ask("GET", "/api/admin/dead-letters")).json() == []
    shown = await ops.ask("GET", "/api/admin/dead-letters", params={"replayed": "true"})
    assert len(shown.json()) == 1
    [deed] = (
        await ops.ask("GET", "/api/admin/audit", params={"event": "dead_letter.replayed"})
    ).json()
    assert (deed["subjectId"], deed["payload"]) == (str(LETTER), {"stage": "orders"})


async def test_queues_tell_what_waits_by_stage(engine: AsyncEngine, ops: Person) -> None:
    await a_letter(engine)
    failing = {"message_id": an_id("other"), "attempts": 4, "last_error": "no luck"}
    await insert_row(engine, RetryRow, stage="orders", next_attempt_at=NOON, **failing)

    told = (await ops.ask("GET", "/api/admin/queues")).json()

    assert told["outbox"] == {"pending": 0, "oldestSeconds": None}
    [stage] = told["stages"]
    counts = {"stage": "orders", "retrying": 1, "attempts": 4, "parked": 1}
    assert stage == counts | {"lastError": "no luck"}
    assert (told["postsUnclassified"], told["ordersUnknown"]) == (0, 0)


async def test_the_gravest_worry_about_a_deployment_comes_first(
    engine: AsyncEngine, ops: Person
) -> None:
    position_id = await held(engine)

    worries = (await ops.ask("GET", "/api/admin/deployments/attention")).json()

    assert [worry["concern"] for worry in worries] == ["NO_STOP", "NOT_READY"]
    assert worries[0]["positionId"] == str(position_id)
    assert (worries[0]["agentName"], worries[0]["since"]) == ("momentum", "2026-01-05T12:00:00Z")
    assert worries[1]["detail"]


async def test_markets_are_asked_for_by_whoever_speaks_with_venues(
    engine: AsyncEngine, ops: Person
) -> None:
    path, done = "/api/admin/sync-venue-markets", list[str]()
    assert (await ops.ask("GET", path)).status_code == 404
    assert [(await ops.ask("POST", path)).status_code for _ in range(2)] == [202, 202]

    async def sync() -> None:
        done.append("markets")

    assert await run_errands(engine, {Errand.MARKETS: sync}) == 1
    assert await run_errands(engine, {Errand.MARKETS: sync}) == 0

    assert done == ["markets"]
    assert (await ops.ask("GET", path)).json()["doneAt"] is not None


async def test_an_errand_that_fails_is_still_to_be_done(engine: AsyncEngine, ops: Person) -> None:
    await ops.ask("POST", "/api/admin/sync-venue-markets")

    async def fail() -> None:
        raise OSError("the venue is away")

    with pytest.raises(OSError, match="away"):
        await run_errands(engine, {Errand.MARKETS: fail})

    told = (await ops.ask("GET", "/api/admin/sync-venue-markets")).json()
    assert told["doneAt"] is None


async def test_an_admin_closes_a_position_once_and_signs_for_it(
    engine: AsyncEngine, ops: Person, admin: Person
) -> None:
    position_id = await held(engine)
    path, body = "/api/admin/close-position", {"positionId": str(position_id), "why": "asked to"}
    key = {"Idempotency-Key": "k1"}

    assert (await ops.ask("POST", path, json=body, headers=key)).status_code == 403
    unsigned = await admin.ask("POST", path, json=body, headers=key)
    assert unsigned.json()["error"] == "signature_needed"
    proof = await admin.proof(unsigned.json()["nextSteps"]["challenge"]["action"])
    first = await admin.ask("POST", path, json=body, headers=key | proof)
    again = await admin.ask("POST", path, json=body, headers=key)

    assert (first.status_code, first.json()["status"]) == (202, "CLOSING")
    assert (again.status_code, again.json()) == (202, first.json())
    [exit_] = await sent(engine, EXIT)
    assert exit_["intent_id"] == first.json()["intentId"]
    params = {"subjectId": str(position_id)}
    [deed] = (await ops.ask("GET", "/api/admin/audit", params=params)).json()
    assert (deed["actor"], deed["payload"]["why"]) == (admin.wallet, "asked to")


async def test_an_admin_lets_a_deployment_decide_anew_on_its_agents_signal(
    house: House, engine: AsyncEngine, admin: Person
) -> None:
    await a_market(engine)
    await a_mark(engine)
    agent_id = await an_agent(engine)
    deployment_id = await a_deployment(engine, agent_id)
    signal_id = await a_signal(engine, agent_id)
    other = await a_deployment(engine, await an_agent(engine, "other"), 2)
    path, key = "/api/admin/execute-trade-once", {"Idempotency-Key": "k1"}
    words = f"Maxxit: LONG BTC with 0.05 of the balance on deployment {deployment_id}"

    async def execute(to: UUID) -> Any:
        body = {"deploymentId": str(to), "signalId": str(signal_id)}
        headers = key | await admin.proof(words)
        return await admin.ask("POST", path, json=body, headers=headers)

    wrong = await execute(other)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "body.deploymentId")
    first, again = await execute(deployment_id), await execute(deployment_id)

    assert first.status_code == 201, first.text
    assert again.json() == first.json()
    [raised] = await sent(engine, routing_key(SignalRaised))
    assert (raised["deployment_id"], raised["size"]) == (
        *(str(deployment_id), "0.050000000000000000"),
    )


async def test_roles_are_granted_and_withdrawn_but_never_the_last_admin(
    house: House, admin: Person
) -> None:
    wallet, path = a_wallet(7), "/api/admin/roles"
    body = {"wallet": wallet, "role": "OPS"}

    assert (await admin.ask("POST", path, json=body)).json()["error"] == "signature_needed"
    proof = await admin.proof(f"Maxxit: make {wallet} OPS")
    granted = await admin.ask("POST", path, json=body, headers=proof)
    assert granted.status_code == 201, granted.text
    assert len((await admin.ask("GET", path)).json()) == 2

    async def withdraw(whose: str, role: str) -> int:
        signed = await admin.proof(f"Maxxit: {whose} is {role} no more")
        gone = await admin.ask("DELETE", f"{path}/{whose}/{role}", headers=signed)
        return gone.status_code

    assert await withdraw(wallet, "OPS") == 200
    assert await withdraw(wallet, "OPS") == 404
    assert await withdraw(admin.wallet, "ADMIN") == 409
    everybody = await admin.ask("POST", path, json=body | {"role": "USER"})
    assert everybody.status_code == 422


async def test_the_audit_trail_is_read_page_by_page(
    house: House, engine: AsyncEngine, ops: Person
) -> None:
    for _ in range(3):
        await ops.ask("POST", "/api/admin/sync-venue-markets")
        house.clock.set(house.clock.now() + timedelta(seconds=1))
    path, asked = "/api/admin/audit", {"event": "markets.asked", "limit": 2}

    first = await ops.ask("GET", path, params=asked)
    rest = await ops.ask("GET", path, params=asked | {"cursor": first.headers["X-Next-Cursor"]})

    numbers = [deed["id"] for deed in first.json() + rest.json()]
    assert (len(numbers), numbers) == (3, sorted(numbers, reverse=True))
    mine = await ops.ask("GET", path, params={"actor": ops.account.address, "limit": 100})
    assert len(mine.json()) == 4
    assert (await ops.ask("GET", path, params={"actor": a_wallet(9)})).json() == []
    await alter(engine, "update audit set actor = 'root'")
    assert len((await ops.ask("GET", path, params={"actor": "root"})).json()) == 4
