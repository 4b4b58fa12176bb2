"""What a language model's answers cost, and how they are kept and used again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from consumers.posts import classify_due
from domain.ports.unit_of_work import UnitsOfWork
from infra.classifiers.llm.budget import Budget
from infra.gauges import Gauges
from infra.repositories.answers import SqlAnswers
from tests.factories import NOON, a_source
from tests.factories_llm import a_llm_world, assert_by_the_rules, drain, put_up
from tests.factories_posts import a_post, classified, execute, rows
from tests.fake_llm import FakeLlm, Fault, serving

pytestmark = pytest.mark.integration
CALL = "Just bought more $SOL here, chart is too clean"


@pytest.fixture(autouse=True)
async def sources(engine: AsyncEngine) -> None:
    await a_source(engine, "alice")


@pytest.fixture
def fake() -> FakeLlm:
    return FakeLlm()


@pytest.fixture
async def url(fake: FakeLlm) -> AsyncIterator[str]:
    async with serving(fake) as url:
        yield url


async def test_a_spent_day_is_judged_by_the_rules_and_the_next_is_not(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm, url: str
) -> None:
    budget = Budget(answers=SqlAnswers(engine), a_day=Decimal("0.0015"))
    texts = [f"{CALL}, number {n}" for n in range(30)]
    async with a_llm_world(engine, units, url, budget=budget) as (world, clock):
        with capture_logs() as logs:
            for n, words in enumerate(texts):
                await put_up(world, a_post(n, words))
                await classify_due(world)
        asked = len(fake.asked)
        clock.set(NOON + timedelta(days=1))
        await put_up(world, a_post(99, CALL))
        await classify_due(world)
    verdicts = [message.verdict for message in await classified(engine)]
    spent = [verdict for verdict in verdicts if verdict.fallback_for]
    assert 0 < asked < 30
    assert len(spent) == 30 - asked
    assert all(verdict.candidate for verdict in verdicts)
    assert verdicts[-1].fallback_for is None
    assert [line["error"] for line in logs] == ["the day's 0.0015 USD are spent"]
    cost = await SqlAnswers(engine).spent(NOON - timedelta(hours=12))
    assert cost <= Decimal("0.0015") + Decimal("0.000135")


async def test_calls_side_by_side_cannot_overspend(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm, url: str
) -> None:
    budget = Budget(answers=SqlAnswers(engine), a_day=Decimal("0.0025"))
    async with a_llm_world(engine, units, url, budget=budget) as (world, _):
        await put_up(world, *(a_post(n, f"{CALL} {n}") for n in range(30)))
        await classify_due(world)
    assert await SqlAnswers(engine).spent(NOON) <= Decimal("0.0025")
    assert len(await classified(engine)) == 30
    assert 0 < len(fake.asked) < 30


async def test_a_minute_has_so_many_calls(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm, url: str
) -> None:
    budget = Budget(answers=SqlAnswers(engine), a_minute=3)
    async with a_llm_world(engine, units, url, budget=budget) as (world, clock):
        await put_up(world, *(a_post(n, f"{CALL} {n}") for n in range(10)))
        await classify_due(world)
        assert len(fake.asked) == 3
        clock.set(NOON + timedelta(minutes=1))
        await put_up(world, a_post(50, CALL))
        await classify_due(world)
    assert len(fake.asked) == 4
    assert len([m for m in await classified(engine) if m.verdict.fallback_for]) == 7


@pytest.mark.parametrize("known", ["prices", "tokens"])
async def test_a_cost_that_nobody_knows_is_null_and_not_nothing(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm, url: str, known: str
) -> None:
    fake.usage = known == "tokens"
    prices = {"prices": None} if known == "tokens" else {}
    async with a_llm_world(engine, units, url, **prices) as (world, _):
        await put_up(world, a_post(1, CALL))
        await classify_due(world)
    (kept,) = await rows(engine, "select answer from recorded_answer")
    assert kept["answer"]["cost"] is None
    assert (Decimal(kept["answer"]["reserved"]) > 0) == (known == "prices")


async def test_an_answer_that_is_useless_is_kept_for_what_it_cost(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm, url: str
) -> None:
    fake.fault = Fault.WRONG_JSON
    async with a_llm_world(engine, units, url) as (world, clock):
        await put_up(world, a_post(1, CALL))
        await drain(world, clock)
        asked = world.policy.classify_attempts
    kept = await rows(engine, "select service from recorded_answer")
    assert [row["service"] for row in kept] == ["llm-useless"] * asked
    assert await SqlAnswers(engine).spent(NOON) == asked * Decimal("0.000135")


async def test_a_run_repeats_from_its_recorded_answers_without_a_server(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm, url: str
) -> None:
    posts = [a_post(n, words) for n, words in enumerate((CALL, "shorting ETH into resistance"))]
    async with a_llm_world(engine, units, url) as (world, _):
        await put_up(world, *posts)
        await classify_due(world)
        fake.fault = Fault.REFUSAL
        await put_up(world, a_post(3, "Some $DOGE thing nobody wants to read"))
        await classify_due(world)
    first = [message.verdict for message in await classified(engine)]
    await forget_verdicts(engine)
    asked = len(fake.asked)
    async with a_llm_world(engine, units, None) as (world, _):
        await asyncio.gather(*(classify_due(world) for _ in range(2)))
    again = (await classified(engine))[len(first) :]
    assert sorted(v.model_dump_json() for v in first) == sorted(
        m.verdict.model_dump_json() for m in again
    )
    assert len(fake.asked) == asked


async def test_a_text_never_recorded_is_judged_by_the_rules_in_a_replay(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    async with a_llm_world(engine, units, None) as (world, _):
        await put_up(world, a_post(1, CALL))
        await classify_due(world)
    assert_by_the_rules((await classified(engine))[0])


async def forget_verdicts(engine: AsyncEngine) -> None:
    """Put every post up anew, as in a run from the same posts."""
    await execute(
        engine,
        "update verdict set state = 'PENDING', verdict = null, classified_at = null,"
        " fingerprint = null, echo_of = null, answer_key = null",
        "update outbox set message_id = gen_random_uuid()",
    )


async def test_a_gauge_counts_the_verdicts_for_which_the_rules_stood_in(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm, url: str
) -> None:
    async with a_llm_world(engine, units, url) as (world, _):
        await put_up(world, a_post(1, CALL))
        await classify_due(world)
        fake.fault = Fault.REFUSAL
        await put_up(world, a_post(2, "Just bought more $ETH here"))
        await classify_due(world)
    await execute(engine, "update verdict set classified_at = clock_timestamp()")
    registry = CollectorRegistry()
    await Gauges(engine, registry).read()
    assert registry.get_sample_value("maxxit_verdicts_stood_in") == 1
