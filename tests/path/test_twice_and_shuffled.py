"""Every message of some days, delivered again twice and in any order, changes nothing."""

import random
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.pipeline import Pipeline, running
from cli.demo.script import START, steps
from cli.demo.week import AGENTS, demo_behaviour, demo_policy, play_steps
from cli.roster import apply_roster, read_roster
from cli.services import STAGES
from cli.world import RECORDED
from consumers.stage import Stage, Turn
from contracts.base import Message
from contracts.channels import MESSAGES
from infra.clock import ManualClock
from infra.feeds.recorded import RecordedPrices
from infra.settings import Settings
from infra.tables import metadata
from tests.worlds import opened_world

# Three days take a third of a minute alone; beside three other workers that is minutes.
pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.timeout(300)]

A_WHILE = START + timedelta(days=3)
TRAVEL = {"inbox", "retry", "subscription", "cursor", "dead_letter", "order_event"}
"""Tables that tell how messages travelled, not what they came to."""
UNSTABLE = {"created_at", "published_at", "recorded_at", "updated_at"}
"""Columns the database stamps, or that name the moment somebody looked last."""


@pytest.fixture
async def days(engine: AsyncEngine, store_url: str) -> AsyncIterator[Pipeline]:
    """Play some days of the recorded week, a price an hour, and yield the platform at rest."""
    settings = Settings()
    early = [step for step in steps(RECORDED) if step.at < A_WHILE]
    todo = [step for step in early if step.posts or step.at.minute == 0]
    async with opened_world(
        settings, engine, ManualClock(START), demo_behaviour(settings), demo_policy(settings)
    ) as (world, paper):
        await apply_roster(world.units, read_roster(AGENTS), settings.network, START)
        async with running(store_url, engine, world, paper) as pipeline:
            await play_steps(pipeline, todo, RecordedPrices(RECORDED / "marks.csv"))
        yield pipeline


async def told(engine: AsyncEngine) -> Sequence[Message]:
    query = "select routing_key, payload::text as body from outbox order by id"
    async with engine.connect() as connection:
        rows = (await connection.execute(text(query))).all()
    return [MESSAGES[row.routing_key].model_validate_json(row.body) for row in rows]


async def everything(engine: AsyncEngine) -> Mapping[str, Sequence[str]]:
    """Return every row of every table that says what was decided, as text."""
    found: dict[str, Sequence[str]] = {}
    async with engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name not in TRAVEL:
                rows = (await connection.execute(table.select())).mappings()
                found[table.name] = sorted(str(_stable(dict(row))) for row in rows)
    return found


def _stable(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in UNSTABLE}


async def redeliver(stage: Stage, messages: Sequence[Message], pipeline: Pipeline) -> None:
    """Give each message a turn past the inbox, as if the inbox had forgotten it."""
    for message in messages:
        async with pipeline.world.units() as uow:
            turn = Turn(uow=uow, now=pipeline.world.clock.now(), policy=pipeline.world.policy)
            await stage.handlers[type(message)](message, turn)


async def test_every_message_twice_in_any_order_changes_nothing(
    days: Pipeline, engine: AsyncEngine
) -> None:
    messages = await told(engine)
    before = await everything(engine)
    rng = random.Random(20260105)
    for stage in STAGES:
        twice = [m for m in messages if type(m) in stage.handlers] * 2
        assert twice, f"these days told {stage.name} nothing"
        rng.shuffle(twice)
        await redeliver(stage, twice, days)
    after = await everything(engine)
    assert {table: after[table] for table in after} == {table: before[table] for table in before}
