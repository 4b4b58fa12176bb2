"""Research notes and posts put in over HTTP: taken in once, by operators, for the pipeline."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.channels import routing_key
from contracts.posts import PostPublished
from domain.access import Role
from infra.tables.operations import AuditRow
from tests.factories import a_source
from tests.factories_positions import all_rows, sent
from tests.gateway import House, Person, a_house
from tests.gateway_rows import alter

pytestmark = pytest.mark.integration
PUBLISHED = routing_key(PostPublished)
INGEST = "/api/admin/research-signals/ingest"
CALL = "Buy BTC now at market, 5x leverage"


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    async with a_house(engine) as house:
        yield house


@pytest.fixture
async def institute(engine: AsyncEngine) -> UUID:
    return await a_source(engine, "delphi", kind="RESEARCH")


@pytest.fixture
async def ops(house: House) -> Person:
    return await house.person(Role.OPS)


@pytest.mark.parametrize("path", [INGEST, "/api/research-signals"])
async def test_a_note_is_taken_in_once_and_told_as_it_is_read(
    engine: AsyncEngine, ops: Person, institute: UUID, path: str
) -> None:
    body = {"institute_id": str(institute), "signal_text": CALL, "source_url": "https://x.example"}

    first = await ops.ask("POST", path, json=body)
    again = await ops.ask("POST", path, json=body)

    assert first.status_code == 201, first.text
    signal = first.json()["signal"]
    assert (signal["institute"], signal["token"], signal["side"]) == ("delphi", "BTC", "LONG")
    assert (signal["leverage"], signal["isValid"], signal["confidence"]) == ("5", True, "HIGH")
    assert again.json()["message"] == "the note was known"
    [published] = await sent(engine, PUBLISHED)
    assert (published["post_id"], published["source_kind"]) == (signal["id"], "RESEARCH")
    assert [deed["event"] for deed in await all_rows(engine, AuditRow)][-2:] == ["note.taken"] * 2


async def test_notes_are_listed_with_what_became_of_them(
    house: House, ops: Person, institute: UUID
) -> None:
    body = {"instituteId": str(institute), "signalText": CALL}
    await ops.ask("POST", INGEST, json=body)
    person = house.stranger()

    async def listed(**filters: Any) -> list[Any]:
        found = await person.ask("GET", "/api/research-signals", params=filters)
        rows: list[Any] = found.json()
        return rows

    [row] = await listed()
    assert (row["signalText"], row["isValid"], row["processed"]) == (CALL, None, False)
    assert len(await listed(processed="false", instituteId=str(institute), limit=1)) == 1
    assert await listed(processed="true") == []


async def test_only_operators_put_notes_in_and_only_of_active_institutes(
    house: House, engine: AsyncEngine, ops: Person, institute: UUID
) -> None:
    body = {"instituteId": str(institute), "signalText": CALL}
    user = await house.person()

    assert (await user.ask("POST", INGEST, json=body)).status_code == 403
    assert (await house.stranger().ask("POST", INGEST, json=body)).status_code == 401
    unknown = body | {"instituteId": "00000000-0000-4000-8000-000000000000"}
    assert (await ops.ask("POST", INGEST, json=unknown)).status_code == 404
    for text in ("", "\x00", "x" * 10_001):
        wrong = await ops.ask("POST", INGEST, json=body | {"signalText": text})
        assert wrong.json()["errors"][0]["field"] == "body.signalText"
    await alter(engine, "update source set active = false")
    idle = await ops.ask("POST", INGEST, json=body)
    assert (idle.status_code, idle.json()["error"]) == (400, "institute_inactive")
    assert await sent(engine, PUBLISHED) == []


async def test_a_text_is_tried_out_and_nothing_is_stored(house: House, engine: AsyncEngine) -> None:
    person = await house.person()
    path = "/api/research-signals/parse"

    vague = await person.ask("POST", path, json={"signalText": "BTC might be worth a long"})

    assert (vague.status_code, vague.json()["isValid"]) == (200, False)
    assert vague.json()["reasoning"] == "vague"
    assert await sent(engine, PUBLISHED) == []


async def test_a_post_is_taken_in_once_and_goes_the_way_of_all_posts(
    house: House, engine: AsyncEngine, ops: Person
) -> None:
    body = {"id": "2008134467712540672", "author": "@Alice", "text": "long $BTC"}

    first = await ops.ask("POST", "/api/admin/posts", json=body)
    again = await ops.ask("POST", "/api/admin/posts", json=body)
    dated = body | {"id": "2", "publishedAt": "2999-01-01T00:00:00Z"}
    assert (await ops.ask("POST", "/api/admin/posts", json=dated)).status_code == 201

    assert (first.status_code, first.json()["known"], again.json()["known"]) == (201, False, True)
    published = (await sent(engine, PUBLISHED))[0]
    assert (published["post_id"], published["author"]) == (first.json()["postId"], "alice")
    user = await house.person()
    assert (await user.ask("POST", "/api/admin/posts", json=body)).status_code == 403
    told = await user.ask("GET", "/api/explain/2008134467712540672")
    assert told.json()["post"]["text"] == "long $BTC"
