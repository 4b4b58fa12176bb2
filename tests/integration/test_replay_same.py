"""The replay decides what the platform decides: the same days on Postgres, and in memory."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.pipeline import Pipeline, running
from cli.demo.script import START, steps
from cli.demo.week import AGENTS, demo_behaviour, demo_policy, play_steps
from cli.replay.inputs import Files, read_scene, scene_file
from cli.replay.log import scene_of, within
from cli.replay.play import Played, Remembered, play
from cli.replay.rules import Rules, changed
from cli.replay.scene import Scene
from cli.roster import apply_roster, read_roster
from cli.world import RECORDED, make_world, paper_behaviour
from contracts.market import Network
from infra.classifiers.rules import RulesClassifier
from infra.clock import ManualClock
from infra.feeds.recorded import RecordedPrices
from infra.memory.decisions import decisions as decided_in_memory
from infra.reading.decisions import decisions, digest
from infra.reading.log import read_log
from infra.settings import Settings

pytestmark = [pytest.mark.integration, pytest.mark.slow]

DAYS = timedelta(days=3)
FILES = Files.beside(RECORDED / "posts.jsonl", None, None)


@pytest.fixture
async def days(engine: AsyncEngine, store_url: str) -> AsyncIterator[Pipeline]:
    """Play the first days of the recorded week on the real thing."""
    settings = Settings()
    world, paper = await make_world(
        settings, engine, ManualClock(START), demo_behaviour(settings), demo_policy(settings)
    )
    await apply_roster(world.units, read_roster(AGENTS), settings.network)
    async with running(store_url, engine, world, paper) as pipeline:
        early = [step for step in steps(RECORDED) if step.at < START + DAYS]
        todo = [step for step in early if step.posts or step.at.minute == 0]
        await play_steps(pipeline, todo, RecordedPrices(RECORDED / "marks.csv"))
    yield pipeline
    await paper.close()


async def replayed(scene: Scene) -> Played:
    settings = Settings()
    usual = Rules(policy=settings.policy(), behaviour=paper_behaviour(settings))
    classifier = Remembered(RulesClassifier(), scene.readings)
    return await play(scene, changed(usual, scene.changes), classifier)


async def test_files_and_log_replay_to_what_the_platform_decided(
    days: Pipeline, engine: AsyncEngine
) -> None:
    theirs = [line async for line in decisions(engine)]
    assert len(theirs) > 500

    from_files = await replayed(first_days(read_scene(FILES, Network.PAPER)))
    assert list(decided_in_memory(from_files.store)) == theirs

    until = START + DAYS
    log = await read_log(engine, Network.PAPER, START, until)
    circumstances = scene_file(FILES.scene)
    scene = first_days(scene_of(log, circumstances, FILES.marks))
    assert scene.answers
    from_log = await replayed(scene)
    assert list(decided_in_memory(from_log.store)) == theirs
    assert from_log.digest == await digest(engine)


def first_days(scene: Scene) -> Scene:
    """Look at prices once an hour, as it was done on the real thing."""
    return replace(within(scene, START, START + DAYS), every=timedelta(hours=1))
