"""History over HTTP: closed positions as a list, as files, and as tax lots that add up."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.factories import NOON, an_id
from tests.factories_owned import a_deployment_of, a_held_position, a_result
from tests.gateway import House, Person, a_house

pytestmark = pytest.mark.integration
AGENT = an_id("agent/=1+1")
LAST_YEAR = NOON - timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Scene:
    house: House
    owner: Person
    deployment: UUID


@pytest.fixture
async def scene(engine: AsyncEngine) -> AsyncIterator[Scene]:
    async with a_house(engine) as house:
        owner = await house.person()
        deployment = await a_deployment_of(engine, owner, "=1+1")
        await a_held_position(engine, deployment, AGENT, "held")
        for n, price in enumerate(("90", "110", "120")):
            closed_at = NOON + timedelta(hours=n)
            await a_result(engine, deployment, AGENT, price, closed_at=closed_at, price=price)
        await a_result(engine, deployment, AGENT, "past", closed_at=LAST_YEAR, price="150")
        yield Scene(house=house, owner=owner, deployment=deployment)


async def test_the_last_to_close_comes_first(scene: Scene) -> None:
    first = await scene.owner.ask("GET", "/api/history?limit=2")
    rest = await scene.owner.ask("GET", f"/api/history?cursor={first.headers['X-Next-Cursor']}")
    lately = await scene.owner.ask("GET", "/api/history?from=2026-01-05T13:00:00Z")

    shown = [each["pnl"] for each in first.json() + rest.json()]
    assert shown == ["19.9", "9.9", "-10.1", "49.9"]
    assert [each["exitPrice"] for each in lately.json()] == ["120", "110"]


async def test_a_file_has_every_result_oldest_first(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.reading.history.PAGE", 2)
    answer = await scene.owner.ask("GET", "/api/history/export?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    told = (await scene.owner.ask("GET", "/api/history/export?format=json")).json()

    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="history.csv"'
    assert [row["netPnl"] for row in rows] == ["49.9", "-10.1", "9.9", "19.9"]
    assert [each["netPnl"] for each in told] == [row["netPnl"] for row in rows]
    assert {row["agentName"] for row in rows} == {"'=1+1"}


async def test_lots_of_a_year_add_up_to_what_was_realised_in_it(scene: Scene) -> None:
    path = "/api/tax-lots?year=2026&method=HIFO&format=json"
    lots = (await scene.owner.ask("GET", path)).json()
    past = await scene.owner.ask("GET", "/api/tax-lots?year=2025")

    assert sum(Decimal(lot["gain"]) for lot in lots) == Decimal("19.7")
    assert {lot["method"] for lot in lots} == {"HIFO"}
    [row] = csv.DictReader(io.StringIO(past.text))
    assert (row["gain"], row["costBasis"], row["proceeds"], row["fees"]) == (
        "49.9",
        "100",
        "150",
        "0.1",
    )


async def test_files_hold_nothing_of_others(scene: Scene) -> None:
    other = await scene.house.person()

    for path in ("/api/history/export?format=json", "/api/tax-lots?year=2026&format=json"):
        assert (await other.ask("GET", path)).json() == []
        assert (await scene.house.stranger().ask("GET", path)).status_code == 401


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/tax-lots", "query.year"),
        ("/api/tax-lots?year=1", "query.year"),
        ("/api/tax-lots?year=2026&method=BEST", "query.method"),
        ("/api/history/export?format=pdf", "query.format"),
    ],
)
async def test_a_bad_question_is_named(scene: Scene, path: str, field: str) -> None:
    answer = await scene.owner.ask("GET", path)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
