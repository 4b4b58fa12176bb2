"""The week decided once more, in memory, from nothing but the log that it left."""

from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.script import END, START
from cli.demo.week import demo_behaviour, demo_policy
from cli.replay.log import scene_of, within
from cli.replay.play import Played, Remembered, play
from cli.replay.rules import Rules, changed
from cli.replay.scene import SceneFile
from cli.replay.tape import Difference, first_difference
from infra.classifiers.rules import RulesClassifier
from infra.memory.decisions import decisions as decided_in_memory
from infra.reading.decisions import decisions
from infra.reading.log import read_log
from infra.settings import Settings


async def decide_again(engine: AsyncEngine, settings: Settings) -> Played:
    """Replay the stored log of a week by the demo's rules; the venue answers what it answered."""
    log = await read_log(engine, settings.network, START, END)
    scene = within(scene_of(log, SceneFile(), None), START, END)
    rules = Rules(policy=demo_policy(settings), behaviour=demo_behaviour(settings))
    classifier = Remembered(RulesClassifier(), scene.readings)
    return await play(scene, changed(rules, scene.changes), classifier)


async def where_they_part(engine: AsyncEngine, again: Played) -> Difference | None:
    """Find the first decision in which a replay and the database are not the same."""
    stored = [line async for line in decisions(engine)]
    return first_difference(decided_in_memory(again.store), stored)
