"""Playing a scene: the same handlers and venue as ever, in memory, on a clock set by hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from time import perf_counter

from cli.replay.engine import Engine
from cli.replay.rules import Rules
from cli.replay.scene import Scene, Step, steps
from cli.replay.tape import Tape
from cli.replay.timings import Timing
from cli.services import STAGES
from consumers.positions import break_circuits
from consumers.stage import World
from contracts.market import VenueName
from contracts.posts import SourceKind, Verdict
from domain.ports.classifier import Classifier, Reading
from domain.ports.venue import Venue
from domain.posts import Post, RawPost
from infra.clock import ManualClock
from infra.memory.decisions import digest
from infra.memory.store import MemoryStore
from infra.venues.paper.adapter import PaperVenue
from infra.venues.paper.memory import MemoryLedger
from infra.venues.recorded import RecordedVenue
from producers.balances import sync_balances
from producers.marks import sync_markets

LEFT_OUT = frozenset({"metrics"})
"""Stages whose figures the report computes itself, from the positions that closed."""
_A_MOMENT = timedelta(microseconds=1)
_EMPTY = datetime(2000, 1, 1, tzinfo=UTC)


class Remembered:
    """A classifier that is asked about each text once; some answers may be known from the log."""

    def __init__(self, classifier: Classifier, known: Mapping[str, Reading] | None = None) -> None:
        self._classifier = classifier
        self._readings = dict(known or {})

    @property
    def version(self) -> str:
        """Name the classifier whose answers these are."""
        return self._classifier.version

    async def classify(self, text: str) -> Reading:
        """Give the reading of a text, asking only if it is not known."""
        reading = self._readings.get(text)
        if reading is None:
            reading = self._readings[text] = await self._classifier.classify(text)
        return reading

    def stand_in(self, text: str, /) -> Verdict | None:
        """Judge a text without the outside, as the classifier behind this one would."""
        return self._classifier.stand_in(text)

    async def close(self) -> None:
        """Let go of what the classifier behind this one holds."""
        await self._classifier.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What came of a replay: all that is stored, the digest over it, and what it took.

    `events` counts every post and mark that came in and every message a stage handled.
    """

    store: MemoryStore
    scene: Scene
    rules: Rules
    digest: str
    began: datetime
    ended: datetime
    events: int
    seconds: float
    timings: Sequence[Timing]
    tape: Sequence[str]


async def play(
    scene: Scene,
    rules: Rules,
    classifier: Classifier,
    *,
    taped: bool = False,
    advance: Callable[[Step], None] = lambda _: None,
) -> Played:
    """Play a scene by some rules, from nothing."""
    todo = steps(scene, delay=rules.delay)
    player = Player(scene, rules, classifier, todo[0].at if todo else _EMPTY, taped=taped)
    await player.prepare()
    began = perf_counter()
    for number, step in enumerate(todo):
        later = todo[number + 1].at if number + 1 < len(todo) else step.at
        await player.play(step, until=later - _A_MOMENT)
        advance(step)
    return player.played(todo, perf_counter() - began)


class Player:
    """A platform in memory, and the one who lets things come in."""

    def __init__(
        self, scene: Scene, rules: Rules, classifier: Classifier, start: datetime, *, taped: bool
    ) -> None:
        self._scene = scene
        self._rules = rules
        self._clock = clock = ManualClock(start)
        self._store = store = MemoryStore(rules.policy.network, clock)
        self._paper = PaperVenue(MemoryLedger(), clock=clock, behaviour=rules.behaviour)
        self._world = World(
            units=store.units,
            clock=clock,
            policy=rules.policy,
            classifier=classifier,
            venues={VenueName.PAPER: self._venue()},
        )
        stages = [stage for stage in STAGES if stage.name not in LEFT_OUT]
        # What breakers did then is in the log, with what people did about it.
        logged = () if scene.answers is None else (break_circuits,)
        self._engine = Engine(stages, self._world, store, clock, without=logged)
        self._tape = Tape(clock) if taped else None
        self._came_in = 0
        if self._tape:
            store.listen(self._tape.message)

    def _venue(self) -> Venue:
        answers = self._scene.answers
        if answers is None:
            return self._paper
        starting = self._rules.behaviour.starting_balance
        return RecordedVenue(self._paper, answers, self._clock, starting)

    async def prepare(self) -> None:
        """Let everybody in, and ask the venue what it lists."""
        await self._scene.people(self._store)
        self._store.agents.replan(self._rules.planned)
        async with self._store.units() as uow:
            await uow.scores.save(self._scene.snapshots, forget_before=_EMPTY)
            for user, preferences in self._scene.preferences.items():
                await uow.preferences.save(user, preferences)
        await sync_markets(self._world.venues, self._store.units, self._clock.now())

    async def play(self, step: Step, *, until: datetime) -> None:
        """Play a moment, then let time pass up to another wherever an order is due."""
        self._clock.set(step.at)
        await self._quote(step.at)
        if step.raised or step.lifted:
            await self._engine.settle(step.at)
            await self._halt(step)
        if step.posts:
            await self._engine.settle(step.at)
            await self._publish(step)
        await self._engine.settle(until)

    def played(self, todo: Sequence[Step], seconds: float) -> Played:
        """Say what came of it."""
        total = digest(self._store)
        if self._tape:
            self._tape.end(total)
        return Played(
            store=self._store,
            scene=self._scene,
            rules=self._rules,
            digest=total,
            began=todo[0].at if todo else self._clock.now(),
            ended=todo[-1].at if todo else self._clock.now(),
            events=self._came_in + self._engine.handled,
            seconds=seconds,
            timings=self._engine.timings.all(),
            tape=self._tape.lines if self._tape else (),
        )

    async def _quote(self, now: datetime) -> None:
        marks = self._scene.prices.at(now)
        if self._tape:
            self._tape.prices(marks)
        self._came_in += len(marks)
        await self._paper.set_prices({mark.symbol: (mark.price, now) for mark in marks})
        for mark in marks:
            self._engine.tell(mark)
        await self._engine.quiet()
        await self._engine.go_round()

    async def _halt(self, step: Step) -> None:
        async with self._store.units() as uow:
            for halt in step.raised:
                await uow.halts.raise_halt(halt, "replay", step.at)
            for halt in step.lifted:
                await uow.halts.lift(halt.id, step.at)
        if self._tape:
            for halt in step.raised:
                self._tape.halt(halt, lifted=False)
            for halt in step.lifted:
                self._tape.halt(halt, lifted=True)
        await self._engine.go_round()

    async def _publish(self, step: Step) -> None:
        await sync_balances(self._world.venues, self._store.units, step.at)
        self._came_in += len(step.posts)
        if self._tape:
            for arrival in step.posts:
                self._tape.post(arrival.post)
        for kind, arrivals in groupby(step.posts, key=lambda arrival: arrival.kind):
            await self._store_posts(kind, [arrival.post for arrival in arrivals], step.at)

    async def _store_posts(self, kind: SourceKind, posts: Sequence[RawPost], now: datetime) -> None:
        async with self._store.units() as uow:
            sources = await uow.posts.ensure_sources(kind, {post.author for post in posts})
            known = [Post.of(sources[post.author], post) for post in posts]
            uow.emit(*await uow.posts.publish([post for post in known if _speaks(post)], now))
            silent = [post for post in known if not _speaks(post)]
            uow.emit(*await uow.posts.set_aside(silent, now))


def _speaks(post: Post) -> bool:
    return post.kind is None or post.kind.speaks
