"""The replay decides what the platform decides: the same days on Postgres, and in memory."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from cli.demo.pipeline import running
from cli.demo.script import START, steps
from cli.demo.week import AGENTS, demo_behaviour, demo_policy, play_steps
from cli.main import app
from cli.replay.inputs import Files, read_scene, scene_file
from cli.replay.log import scene_of, within
from cli.replay.play import Played, Remembered, play
from cli.replay.rules import Rules, changed
from cli.replay.scene import Scene
from cli.roster import apply_roster, read_roster
from cli.world import RECORDED, paper_behaviour
from contracts.market import Network
from domain.preferences import Preferences
from infra.classifiers.rules import RulesClassifier
from infra.clock import ManualClock
from infra.feeds.recorded import RecordedPrices
from infra.memory.decisions import decisions as decided_in_memory
from infra.reading.decisions import decisions, digest
from infra.reading.log import read_log
from infra.settings import Settings
from tests.factories_scores import a_snapshot
from tests.worlds import opened_world

# Three days take a third of a minute alone; beside three other workers that is minutes.
pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.timeout(300)]

DAYS = timedelta(days=3)
FILES = Files.beside(RECORDED / "posts.jsonl", None, None)
SNAPSHOTS = [a_snapshot("BTC", seen_at=START + timedelta(minutes=30) * n) for n in range(144)]
EAGER = f"0x{1:040x}"
LIKING = Preferences(risk_tolerance=90, social_sentiment_weight=80)


@pytest.fixture
async def days(engine: AsyncEngine, store_url: str) -> None:
    """Play the first days of the recorded week on the real thing, stopped once on the way."""
    settings = Settings()
    early = [step for step in steps(RECORDED) if step.at < START + DAYS]
    todo = [step for step in early if step.posts or step.at.minute == 0]
    half, prices = len(todo) // 2, RecordedPrices(RECORDED / "marks.csv")
    async with opened_world(
        settings, engine, ManualClock(START), demo_behaviour(settings), demo_policy(settings)
    ) as (world, paper):
        await apply_roster(world.units, read_roster(AGENTS), settings.network, START)
        async with world.units() as uow:
            await uow.scores.save(SNAPSHOTS, forget_before=START)
            await uow.preferences.save(EAGER, LIKING)
        for some in (todo[:half], todo[half:]):
            async with running(store_url, engine, world, paper) as pipeline:
                await play_steps(pipeline, some, prices)


async def replayed(scene: Scene) -> Played:
    settings = Settings()
    usual = Rules(policy=settings.policy(), behaviour=paper_behaviour(settings))
    classifier = Remembered(RulesClassifier(), scene.readings)
    return await play(scene, changed(usual, scene.changes), classifier)


@pytest.mark.usefixtures("days")
async def test_files_and_log_replay_to_what_the_platform_decided(
    engine: AsyncEngine, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = [line async for line in decisions(engine)]
    assert len(theirs) > 500

    files = first_days(read_scene(FILES, Network.PAPER))
    plain = await replayed(files)
    from_files = await replayed(replace(files, snapshots=SNAPSHOTS, preferences={EAGER: LIKING}))
    assert list(decided_in_memory(from_files.store)) == theirs
    assert plain.digest != from_files.digest

    until = START + DAYS
    log = await read_log(engine, Network.PAPER, START, until)
    circumstances = scene_file(FILES.extra.scene)
    scene = first_days(scene_of(log, circumstances, FILES.marks))
    assert scene.answers
    from_log = await replayed(scene)
    assert list(decided_in_memory(from_log.store)) == theirs
    assert from_log.digest == await digest(engine)

    # Nothing but the log and the rules of those days: no file of prices, posts or people.
    monkeypatch.setenv("DATABASE_URL", store_url)
    words = ["replay", "--from-log", "all", "--scene", str(RECORDED / "replay.toml"), "--json"]
    result = await asyncio.to_thread(CliRunner().invoke, app, words)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)["base"]
    assert told["digest"] == await digest(engine)
    assert told["counts"]["trades"] > 0


def first_days(scene: Scene) -> Scene:
    """Look at prices once an hour, as it was done on the real thing."""
    return replace(within(scene, START, START + DAYS), every=timedelta(hours=1))
