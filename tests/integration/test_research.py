"""Notes of institutes, from files and over real HTTP, into a real Postgres and to a verdict."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.posts import ask_for_verdict, classify_due
from consumers.stage import Turn
from contracts.posts import PostPublished, SourceKind
from domain.errors import NotFound
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from domain.research import external_id
from infra.clock import ManualClock
from infra.research.institutes import FileInstitute, HttpInstitute
from infra.research.notes import Note
from infra.research.parser import ResearchClassifier
from producers.research import ingest_notes, read_institutes
from tests import loopback_server
from tests.factories import NOON, a_source
from tests.factories_posts import a_world, classified, rows, sent

pytestmark = pytest.mark.integration


def a_note(n: int, text: str = "LONG BTC 5x", day: str = "2026-01-05") -> dict[str, Any]:
    return {"id": f"n-{n}", "text": text, "published_at": f"{day}T11:00:00Z"}


def write(path: Path, *notes: dict[str, Any]) -> FileInstitute:
    with path.open("a") as file:
        file.writelines(json.dumps(note) + "\n" for note in notes)
    return FileInstitute("acme", path)


async def stored(engine: AsyncEngine) -> list[str]:
    return [row["external_id"] for row in await rows(engine, "select * from post order by 2")]


@asynccontextmanager
async def serving(answers: list[Response]) -> AsyncIterator[tuple[str, list[str | None]]]:
    """Serve these answers in order, the last one for ever, and keep what was asked."""
    app, asked = FastAPI(openapi_url=None), list[str | None]()

    @app.get("/notes")
    async def notes(since: str | None = None) -> Response:
        asked.append(since)
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async with loopback_server.serving(app, path="/notes") as url:
        yield url, asked


def page(*notes: dict[str, Any]) -> Response:
    return Response(json.dumps({"notes": notes}), media_type="application/json")


async def test_a_file_that_grows_is_read_once_for_each_note(
    engine: AsyncEngine, units: UnitsOfWork, tmp_path: Path
) -> None:
    await a_source(engine, "acme", kind="RESEARCH")
    clock = ManualClock(NOON)
    acme = write(tmp_path / "acme.jsonl", a_note(1), a_note(2))
    assert (await read_institutes([acme], units, clock)).stored == 2
    write(tmp_path / "acme.jsonl", a_note(3))
    assert (await read_institutes([acme], units, clock)).stored == 1
    assert (await read_institutes([acme], units, clock)).stored == 0
    assert sorted(await stored(engine)) == [external_id("acme", f"n-{n}") for n in (1, 2, 3)]
    assert len(await sent(engine, "post.published.v1")) == 3


async def test_an_institute_that_is_away_loses_nothing_and_stops_no_other(
    engine: AsyncEngine, units: UnitsOfWork, tmp_path: Path
) -> None:
    for name in ("acme", "lab"):
        await a_source(engine, name, kind="RESEARCH")
    clock = ManualClock(NOON)
    broken = [Response(status_code=503), Response("<html>"), Response('{"notes": [{}]}')]
    answers = [page(a_note(1, day="2026-01-04")), *broken, page(a_note(1), a_note(2))]
    async with serving(answers) as (url, asked), HttpInstitute("lab", url) as lab:
        acme = write(tmp_path / "acme.jsonl", a_note(1))
        assert (await read_institutes([lab, acme], units, clock)).stored == 2
        for _ in broken:
            report = await read_institutes([lab, acme], units, clock)
            assert [name for name, _ in report.failing] == ["lab"]
        assert (await read_institutes([lab, acme], units, clock)).stored == 1
    assert asked[0] is None
    assert set(asked[1:]) == {"2026-01-03T11:00:00+00:00"}
    (alarm,) = await sent(engine, "alarm.raised.v1")
    assert (alarm["kind"], alarm["subject"]) == ("source_failing", "RESEARCH/lab")


async def test_an_institute_that_is_no_active_source_is_not_read(
    engine: AsyncEngine, units: UnitsOfWork, tmp_path: Path
) -> None:
    acme = write(tmp_path / "acme.jsonl", a_note(1))
    missing = FileInstitute("lab", tmp_path / "nothing.jsonl")
    await a_source(engine, "lab", kind="RESEARCH")
    await a_source(engine, "acme", kind="RESEARCH", active=False)
    assert (await read_institutes([acme, missing], units, ManualClock(NOON))).stored == 0
    note = Note.model_validate_json(json.dumps(a_note(1))).post_of("acme")
    with pytest.raises(NotFound, match="acme"):
        await ingest_notes("acme", [note], units, NOON)


async def test_a_note_becomes_a_verdict_with_its_leverage_like_any_post(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    await a_source(engine, "acme", kind="RESEARCH")
    lines = (a_note(1), a_note(2, "BTC might go long"))
    notes = [Note.model_validate_json(json.dumps(line)).post_of("acme") for line in lines]
    assert await ingest_notes("acme", notes, units, NOON) == 2
    assert await ingest_notes("acme", notes, units, NOON + timedelta(hours=1)) == 0
    world, _ = a_world(units, ResearchClassifier())
    async with units() as uow:
        for payload in await sent(engine, "post.published.v1"):
            turn = Turn(uow=uow, now=NOON, policy=Policy(classifier="research-rules-1"))
            await ask_for_verdict(PostPublished.model_validate(payload), turn)
    assert await classify_due(world) == 2
    verdicts = {message.verdict.reason: message for message in await classified(engine)}
    assert set(verdicts) == {"call", "vague"}
    (call,) = verdicts["call"].verdict.calls
    assert (call.token, call.leverage) == ("BTC", Decimal(5))
    assert verdicts["call"].source_kind is SourceKind.RESEARCH
