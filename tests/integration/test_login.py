"""Signing in with a wallet: what opens a session, and all that does not."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import Role
from tests.gateway import House, a_house

pytestmark = pytest.mark.integration


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    async with a_house(engine) as house:
        yield house


async def test_a_wallet_signs_in_and_out(house: House) -> None:
    person = await house.person()

    me = await person.ask("GET", "/api/auth/me")
    assert me.status_code == 200
    assert me.json()["wallet"] == person.account.address
    assert me.json()["role"] == "USER"

    assert (await person.ask("POST", "/api/auth/logout")).status_code == 200
    assert (await person.ask("GET", "/api/auth/me")).status_code == 401


async def test_a_nonce_signs_in_once(house: House) -> None:
    person = house.stranger()
    told = (await person.ask("GET", "/api/auth/nonce")).json()
    message = person.login_message(told)
    body = {"message": message, "signature": person.sign(message)}
    before = dict(person.cookies)
    assert (await person.ask("POST", "/api/auth/verify", json=body)).status_code == 200

    person.cookies = before
    again = await person.ask("POST", "/api/auth/verify", json=body)

    assert again.status_code == 401
    assert again.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "wrong",
    [
        {"domain": "evil.example"},
        {"uri": "https://evil.example"},
        {"chain_id": 666},
        {"nonce": "a" * 32},
        {"issued_at": "2025-01-05T12:00:00Z"},
        {"expiration_time": "2026-01-05T11:59:00Z"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
async def test_a_message_for_elsewhere_signs_nobody_in(
    house: House, wrong: dict[str, object]
) -> None:
    person = house.stranger()
    told = (await person.ask("GET", "/api/auth/nonce")).json()
    message = person.login_message(told, **wrong)
    body = {"message": message, "signature": person.sign(message)}

    assert (await person.ask("POST", "/api/auth/verify", json=body)).status_code == 401


async def test_another_browser_cannot_use_a_nonce(house: House) -> None:
    person, thief = house.stranger(), house.stranger()
    told = (await person.ask("GET", "/api/auth/nonce")).json()
    message = thief.login_message(told)
    await thief.ask("GET", "/api/auth/nonce")

    stolen = {"message": message, "signature": thief.sign(message)}

    assert (await thief.ask("POST", "/api/auth/verify", json=stolen)).status_code == 401


async def test_a_session_ends_after_twelve_hours_of_rest(house: House) -> None:
    person = await house.person()
    house.clock.set(house.clock.now() + timedelta(hours=11))
    assert (await person.ask("GET", "/api/auth/me")).status_code == 200
    house.clock.set(house.clock.now() + timedelta(hours=11))
    assert (await person.ask("GET", "/api/auth/me")).status_code == 200
    house.clock.set(house.clock.now() + timedelta(hours=12))

    assert (await person.ask("GET", "/api/auth/me")).status_code == 401


async def test_a_foreign_page_writes_nothing_with_our_cookie(house: House) -> None:
    ops = await house.person(Role.OPS)
    halt = {"scope": "GLOBAL", "reason": "x"}
    elsewhere = {"Origin": "https://evil.example"}

    refused = await ops.ask("POST", "/api/admin/halts", json=halt, headers=elsewhere)

    assert refused.status_code == 403
    assert (await ops.ask("GET", "/api/admin/halts")).json() == []


async def test_an_api_key_opens_what_it_was_made_for_and_no_more(house: House) -> None:
    ops = await house.person(Role.OPS)
    proof = await ops.proof("Maxxit: make the API key watch for READ")
    made = await ops.ask("POST", "/api/keys", json={"name": "watch"}, headers=proof)
    assert made.status_code == 201, made.text
    script = {"Authorization": f"Bearer {made.json()['token']}"}

    assert (await house.http.get("/api/auth/me", headers=script)).status_code == 200
    halts = await house.http.get("/api/admin/halts", headers=script)
    assert (halts.status_code, halts.json()["error"]) == (403, "not_allowed")

    await ops.ask("DELETE", f"/api/keys/{made.json()['id']}")
    assert (await house.http.get("/api/auth/me", headers=script)).status_code == 401


async def test_a_key_is_not_made_without_a_fresh_signature_for_just_that(house: House) -> None:
    person = await house.person()
    refused = await person.ask("POST", "/api/keys", json={"name": "watch"})
    assert refused.json()["error"] == "signature_needed"
    action = refused.json()["nextSteps"]["challenge"]["action"]

    other = await person.proof("Maxxit: make the API key watch for READ, TRADE")
    wrong = await person.ask("POST", "/api/keys", json={"name": "watch"}, headers=other)
    right = await person.proof(action)
    made = await person.ask("POST", "/api/keys", json={"name": "watch"}, headers=right)
    used = await person.ask("POST", "/api/keys", json={"name": "watch"}, headers=right)

    assert [a.status_code for a in (wrong, made, used)] == [403, 201, 403]


async def test_who_asks_too_often_is_told_when_to_come_back(engine: AsyncEngine) -> None:
    async with a_house(engine, requests_per_minute=5) as house:
        person = await house.person()
        answers = [await person.ask("GET", "/api/auth/me") for _ in range(6)]

    assert [answer.status_code for answer in answers[:5]] == [200] * 5
    assert answers[5].status_code == 429
    assert 0 < int(answers[5].headers["Retry-After"]) <= 61


async def test_a_halt_is_raised_once_under_a_key(house: House) -> None:
    ops = await house.person(Role.OPS)
    key = {"Idempotency-Key": "k1"}
    halt = {"scope": "GLOBAL", "reason": "venue misbehaves"}

    first = await ops.ask("POST", "/api/admin/halts", json=halt, headers=key)
    again = await ops.ask("POST", "/api/admin/halts", json=halt, headers=key)
    other = await ops.ask("POST", "/api/admin/halts", json=halt | {"reason": "y"}, headers=key)

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len((await ops.ask("GET", "/api/admin/halts")).json()) == 1
