"""The language model classifier against a server that fails: no post is lost, none is guessed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from consumers.posts import classify_due
from contracts.market import Side
from domain.ports.unit_of_work import UnitsOfWork
from infra.classifiers.llm import JsonMode
from tests.factories import NOON, a_source
from tests.factories_llm import a_llm_world, a_prompt, assert_by_the_rules, drain, put_up
from tests.factories_posts import a_post, classified, rows
from tests.fake_llm import FakeLlm, Fault, labels, serving

pytestmark = pytest.mark.integration
CALL = "Just bought more $SOL here, chart is too clean"
PASSING = [
    *(Fault.RATE_LIMITED, Fault.BROKEN, Fault.NOT_JSON, Fault.WRONG_JSON, Fault.WRONG_SHAPE),
    *(Fault.EXTRA_FIELDS, Fault.OUT_OF_RANGE, Fault.TOO_MANY, Fault.EMPTY, Fault.NO_CHOICES),
    *(Fault.SLOW, Fault.HUGE, Fault.DROPS),
]
LASTING = [
    *(Fault.LONG_WAIT, Fault.NO_CREDIT, Fault.UNAUTHORIZED, Fault.NO_SCHEMA, Fault.REDIRECT),
    *(Fault.REFUSAL, Fault.CUT_OFF, Fault.FILTERED),
]


@pytest.fixture(autouse=True)
async def sources(engine: AsyncEngine) -> None:
    await a_source(engine, "alice")
    await a_source(engine, "bob")


@pytest.fixture
def fake() -> FakeLlm:
    return FakeLlm()


@pytest.fixture
async def url(fake: FakeLlm) -> AsyncIterator[str]:
    async with serving(fake) as url:
        yield url


def test_every_fault_is_tried() -> None:
    assert set(PASSING) | set(LASTING) == set(Fault)


async def test_a_call_is_read_from_the_answer_and_the_answer_is_kept(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm, url: str
) -> None:
    fake.content = lambda _: labels(("SOL", "LONG", 0.876))
    async with a_llm_world(engine, units, url) as (world, _):
        await put_up(world, a_post(1, CALL))
        assert await classify_due(world) == 1
    (message,) = await classified(engine)
    (call,) = message.verdict.calls
    assert (call.token, call.direction, call.confidence) == ("SOL", Side.LONG, Decimal("0.87"))
    assert (message.verdict.candidate, message.verdict.reason) == (True, "call")
    assert message.verdict.classifier == a_prompt().version
    assert message.verdict.fallback_for is None
    (kept,) = await rows(
        engine,
        "select a.* from recorded_answer a join verdict v on v.answer_key = a.request_key",
    )
    assert (kept["service"], kept["request"]) == ("llm", {"text": CALL})
    assert "SOL" in kept["answer"]["raw"]
    known = {"model": "stub", "prompt": a_prompt().hash, "tokens_in": 700, "tokens_out": 50}
    assert kept["answer"].items() >= known.items()
    assert Decimal(kept["answer"]["cost"]) == Decimal("0.000135")
    assert kept["answer"]["latency_ms"] >= 0
    assert fake.keys == ["Bearer sesame"]


@pytest.mark.parametrize("fault", PASSING)
async def test_a_fault_that_passes_delays_a_post_and_decides_nothing(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm, url: str, fault: Fault
) -> None:
    fake.fault = fault
    async with a_llm_world(engine, units, url) as (world, clock):
        await put_up(world, a_post(1, CALL))
        assert await classify_due(world) == 1
        assert await classify_due(world) == 0
        assert await classified(engine) == []
        (waiting,) = await rows(engine, "select * from verdict")
        assert (waiting["state"], waiting["attempts"]) == ("PENDING", 1)
        assert waiting["last_error"]
        at_least = timedelta(seconds=7 if fault is Fault.RATE_LIMITED else 2)
        assert waiting["next_attempt_at"] >= NOON + at_least
        fake.fault = None
        await drain(world, clock)
    (message,) = await classified(engine)
    assert message.verdict.candidate
    assert message.verdict.classifier == a_prompt().version


async def test_a_server_that_is_away_delays_posts_and_is_asked_again_when_it_is_back(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm
) -> None:
    async with serving(fake) as url:
        port = urlsplit(url).port or 0
    async with a_llm_world(engine, units, url) as (world, clock):
        await put_up(world, a_post(1, CALL))
        assert await classify_due(world) == 1
        assert await classified(engine) == []
        (waiting,) = await rows(engine, "select * from verdict")
        assert (waiting["state"], waiting["attempts"]) == ("PENDING", 1)
        async with serving(fake, port):
            await drain(world, clock)
    (message,) = await classified(engine)
    assert (message.verdict.candidate, message.verdict.fallback_for) == (True, None)


@pytest.mark.parametrize("fault", [fault for fault in PASSING if fault is not Fault.SLOW])
async def test_a_fault_that_stays_ends_with_the_rules_flagged(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm, url: str, fault: Fault
) -> None:
    fake.fault = fault
    async with a_llm_world(engine, units, url) as (world, clock):
        await put_up(world, a_post(1, CALL), a_post(2, "Nothing to say about $BTC this evening"))
        await drain(world, clock)
        limit = world.policy.classify_attempts
    first, second = sorted(await classified(engine), key=lambda m: not m.verdict.candidate)
    assert_by_the_rules(first)
    assert_by_the_rules(second)
    assert [call.direction for call in first.verdict.calls] == [Side.LONG]
    assert [call.direction for call in second.verdict.calls] == [None]
    assert len(fake.asked) <= 2 * limit
    assert {row["state"] for row in await rows(engine, "select state from verdict")} == {"DONE"}


@pytest.mark.parametrize("fault", LASTING)
async def test_a_fault_that_will_not_pass_is_not_waited_for(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm, url: str, fault: Fault
) -> None:
    fake.fault = fault
    async with a_llm_world(engine, units, url) as (world, _):
        await put_up(world, a_post(1, CALL))
        assert await classify_due(world) == 1
        (message,) = await classified(engine)
        assert_by_the_rules(message)
        assert len(fake.asked) == 1
        fake.fault = None
        await put_up(world, a_post(2, "Just bought more $ETH here, chart is too clean"))
        await classify_due(world)
    assert (await classified(engine))[1].verdict.classifier == a_prompt().version


async def test_a_server_that_knows_no_schema_serves_when_it_is_told_to_by_a_setting(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm, url: str
) -> None:
    fake.fault = Fault.NO_SCHEMA
    prompt = a_prompt(JsonMode.OBJECT)
    async with a_llm_world(engine, units, url, prompt) as (world, _):
        await put_up(world, a_post(1, CALL))
        await classify_due(world)
    (message,) = await classified(engine)
    assert message.verdict.classifier == prompt.version != a_prompt().version


async def test_an_alarm_is_raised_once_and_taken_back(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm, url: str
) -> None:
    fake.fault = Fault.UNAUTHORIZED
    async with a_llm_world(engine, units, url) as (world, _):
        with capture_logs() as logs:
            for n in range(3):
                await put_up(world, a_post(n, f"{CALL} {n}"))
                await classify_due(world)
            fake.fault = None
            await put_up(world, a_post(9, f"{CALL} again"))
            await classify_due(world)
    assert [line["log_level"] for line in logs] == ["error", "info"]
    assert "401" in logs[0]["error"]


async def test_while_a_server_asks_for_time_nobody_asks_it(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm, url: str
) -> None:
    fake.fault = Fault.RATE_LIMITED
    async with a_llm_world(engine, units, url) as (world, clock):
        await put_up(world, a_post(1, CALL))
        await classify_due(world)
        await put_up(world, *(a_post(n, f"{CALL} {n}") for n in range(2, 30)))
        await classify_due(world)
        assert len(fake.asked) == 1
        fake.fault = None
        clock.set(NOON + timedelta(seconds=8))
        await drain(world, clock)
    assert len(await classified(engine)) == 29


async def test_copies_of_a_text_are_asked_about_once(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm, url: str
) -> None:
    async with a_llm_world(engine, units, url) as (world, _):
        await put_up(world, *(a_post(n, CALL) for n in range(10)))
        await classify_due(world)
        await put_up(world, a_post(11, CALL, "bob"))
        await classify_due(world)
    assert len(fake.asked) == 1
    keys = await rows(engine, "select distinct answer_key from verdict")
    assert (len(keys), len(await classified(engine))) == (1, 11)


async def test_greetings_and_short_texts_without_a_token_cost_nothing(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeLlm, url: str
) -> None:
    async with a_llm_world(engine, units, url) as (world, _):
        await put_up(world, a_post(1, "gm everyone"), a_post(2, "what a day"), a_post(3, "$SOL"))
        await classify_due(world)
    assert fake.posts == ["$SOL"]
    verdicts = [message.verdict for message in await classified(engine)]
    assert {verdict.classifier for verdict in verdicts} == {a_prompt().version}
    assert not any(verdict.candidate for verdict in verdicts)
