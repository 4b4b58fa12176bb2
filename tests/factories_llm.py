"""The language model classifier for tests, asking a fake server or nobody."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.posts import ask_for_verdict, classify_due
from consumers.stage import Turn, World
from contracts.posts import PostClassified
from domain.policy import Policy
from domain.ports.clock import Clock
from domain.ports.unit_of_work import UnitsOfWork
from domain.posts import Post
from infra.classifiers.llm import Chat, JsonMode, LlmClassifier, Prompt
from infra.classifiers.llm.budget import Budget, Prices
from infra.clock import ManualClock
from infra.repositories.answers import SqlAnswers
from tests.factories import NOON

PRICES = Prices(tokens_in=Decimal("0.15"), tokens_out=Decimal("0.60"))


def a_prompt(mode: JsonMode = JsonMode.SCHEMA) -> Prompt:
    return Prompt(model="stub", mode=mode)


def a_classifier(
    engine: AsyncEngine,
    clock: Clock,
    chat: Chat | None,
    prompt: Prompt | None = None,
    budget: Budget | None = None,
    *,
    prices: Prices | None = PRICES,
) -> LlmClassifier:
    budget = budget or Budget(answers=SqlAnswers(engine))
    return LlmClassifier(prompt or a_prompt(), chat, budget, clock=clock, prices=prices)


@asynccontextmanager
async def a_llm_world(
    engine: AsyncEngine,
    units: UnitsOfWork,
    url: str | None,
    prompt: Prompt | None = None,
    budget: Budget | None = None,
    *,
    prices: Prices | None = PRICES,
) -> AsyncIterator[tuple[World, ManualClock]]:
    """Make a world whose posts a language model judges; without a URL, one that replays."""
    clock = ManualClock(NOON)
    chat = None if url is None else Chat(url, key="sesame", timeout=4.0)
    classifier = a_classifier(engine, clock, chat, prompt, budget, prices=prices)
    policy = Policy(classifier=classifier.version)
    world = World(units=units, clock=clock, policy=policy, classifier=classifier, venues={})
    try:
        yield world, clock
    finally:
        await classifier.close()


async def put_up(world: World, *posts: Post) -> None:
    async with world.units() as uow:
        messages = await uow.posts.publish(posts, NOON)
    async with world.units() as uow:
        for message in messages:
            await ask_for_verdict(message, Turn(uow=uow, now=NOON, policy=world.policy))


async def drain(world: World, clock: ManualClock) -> None:
    """Classify until nothing is left, however long the waits between."""
    for _ in range(40):
        await classify_due(world)
        clock.set(clock.now() + timedelta(minutes=1))
        async with world.units() as uow:
            if not await uow.posts.pending():
                return
    raise AssertionError("a post still waits")


def assert_by_the_rules(message: PostClassified) -> None:
    assert message.verdict.classifier == "rules-1"
    assert message.verdict.fallback_for == a_prompt().version
