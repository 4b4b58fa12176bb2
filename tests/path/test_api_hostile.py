"""A thousand requests that mean harm: each is told what is wrong, and leaves nothing behind."""

import asyncio
import logging
import random
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta
from typing import Any

import httpx
import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from api.app import create_app
from api.services import APIS
from cli.api import make_gate
from domain.access import Role
from infra.clock import SystemClock
from infra.settings import Settings
from tests.api_hostile import Harm, Hostile
from tests.api_people import a_key
from tests.factories import a_wallet
from tests.gateway import House, a_house
from tests.loopback_server import serving

# A thousand requests bound it, not the clock: on a busy machine the same ones take longer.
pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.timeout(300)]
OFTEN = 1_000_000
SECRET = re.compile("[0-9a-f]{32}")
AT_ONCE = 4
MOST = 800
UNCOUNTED = {"throttle", "alembic_version"}


async def test_a_thousand_requests_that_mean_harm(
    engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    token = await a_key(engine, a_wallet(1), Role.ADMIN)
    caplog.set_level(logging.DEBUG)
    settings = Settings(requests_per_minute=OFTEN, logins_per_minute=OFTEN)
    app = create_app(
        "gateway", "0.1.0", make_gate(settings, engine, SystemClock()), APIS["gateway"]
    )
    hostile = Hostile(app.openapi())
    harms = [*hostile.fields(), *hostile.parameters(), *hostile.bodies()]
    harms = [*random.Random(5).sample(harms, MOST), *hostile.credentials(200)]
    before = await rows(engine)
    with capture_logs() as logs:
        async with serving(app, log_level="debug") as url:
            wrong = await _done(url, token, harms)

    assert "\n".join(wrong) == ""
    assert await rows(engine) == before
    said = repr(logs) + caplog.text
    assert [word for word in _secrets(token, harms) if word in said] == []


async def rows(engine: AsyncEngine) -> dict[str, int]:
    """Count the rows of every table."""
    tables = text("select tablename from pg_tables where schemaname = 'public'")
    async with engine.connect() as connection:
        names = set((await connection.execute(tables)).scalars()) - UNCOUNTED
        counted = {}
        for name in sorted(names):
            count = text(f'select count(*) from "{name}"')  # noqa: S608 - names of tables
            counted[name] = int((await connection.execute(count)).scalar_one())
    return counted


async def _done(url: str, token: str, harms: Sequence[Harm]) -> list[str]:
    limit = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:

        async def one(harm: Harm) -> str | None:
            async with limit:
                return _wrong(harm, await _sent(http, token, harm))

        return [wrong for wrong in await asyncio.gather(*map(one, harms)) if wrong]


async def _sent(http: httpx.AsyncClient, token: str, harm: Harm) -> httpx.Response:
    shown = {"Authorization": f"Bearer {token}"} if not _is_forged(harm) else {}
    more: dict[str, Any] = {"json": harm.body} if harm.body is not None else {}
    if harm.content is not None:
        more = {"content": _in_chunks(harm.content)}
    headers = {"Idempotency-Key": "harm", **shown, **harm.headers}
    return await http.request(
        harm.method, harm.path, params=dict(harm.params), headers=headers, **more
    )


async def _in_chunks(content: bytes) -> AsyncIterator[bytes]:
    """Send without a length, so that nobody knows before how much it is."""
    for start in range(0, len(content), 20_000):
        yield content[start : start + 20_000]


def _is_forged(harm: Harm) -> bool:
    return bool({"Cookie", "Authorization"} & harm.headers.keys())


def _wrong(harm: Harm, answer: httpx.Response) -> str | None:
    told = f"{harm.method} {answer.request.url} {str(harm.body)[:200]} {harm.content!r:.100}"
    if not 400 <= answer.status_code < 500 or "problem+json" not in answer.headers["content-type"]:
        return f"{told}: {answer.status_code} {answer.text[:200]}"
    if _is_forged(harm) and answer.status_code != 401:
        return f"{told}: a forgery got {answer.status_code}"
    fields = [each["field"] for each in answer.json().get("errors", ())]
    if harm.names and not any(each.startswith((harm.names, "path")) for each in fields):
        return f"{told}: {harm.names} is not named in {answer.text[:300]}"
    return None


def _secrets(token: str, harms: Sequence[Harm]) -> Iterator[str]:
    yield token.rpartition("_")[2]
    shown = (shown for harm in harms if _is_forged(harm) for shown in harm.headers.values())
    yield from (word for each in shown for word in SECRET.findall(each))


async def test_what_was_once_true_opens_nothing(engine: AsyncEngine) -> None:
    async with a_house(engine) as house:
        person = await house.person(Role.OPS)
        kept = dict(person.cookies)
        assert await _replayed(house) == [200, 401]

        house.clock.set(house.clock.now() + timedelta(days=8))
        before = await rows(engine)
        lapsed = await person.ask("POST", "/api/admin/halts", json=HALT)
        person.cookies = {name: f"{value[:-1]}x" for name, value in kept.items()}
        forged = await person.ask("POST", "/api/admin/halts", json=HALT)

    assert [lapsed.status_code, forged.status_code] == [401, 401]
    assert await rows(engine) == before


HALT = {"scope": "GLOBAL", "reason": "harm"}


async def _replayed(house: House) -> list[int]:
    person = house.stranger()
    told = (await person.ask("GET", "/api/auth/nonce")).json()
    cookies = dict(person.cookies)
    message = person.login_message(told)
    body = {"message": message, "signature": person.sign(message)}
    first = await person.ask("POST", "/api/auth/verify", json=body)
    person.cookies = cookies
    again = await person.ask("POST", "/api/auth/verify", json=body)
    return [first.status_code, again.status_code]


async def test_neither_signature_nor_token_is_logged_when_the_store_fails(
    engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with a_house(engine) as house:
        person = house.stranger()
        told = (await person.ask("GET", "/api/auth/nonce")).json()
        message = person.login_message(told)
        body = {"message": message, "signature": person.sign(message)}
        async with engine.begin() as connection:
            await connection.execute(text("drop table session cascade"))
        with capture_logs() as logs:
            answer = await person.ask("POST", "/api/auth/verify", json=body)

    assert answer.status_code == 500
    assert [each["event"] for each in logs] == ["request failed"]
    rendered = structlog.processors.format_exc_info(None, "", dict(logs[0]))["exception"]
    said = f"{logs!r} {rendered} {caplog.text} {answer.text}"
    assert body["signature"][2:] not in said
    assert not any(value in said for value in person.cookies.values())
