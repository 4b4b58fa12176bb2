"""How much a post is worth, scenario by scenario: scored, sized, said once, and noted.

The figures of scenarios 14 to 17 are rules without a path; they are proved beside their rules, in
the unit tests of performance, preferences, scoring and billing, under the same numbers.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.pipeline import Pipeline
from contracts.posts import SourceKind
from contracts.scores import MarketFigures
from domain.posts import RawPost
from domain.scores import Snapshot
from producers.posts import ingest
from producers.research import ingest_notes
from tests.factories import NOON, a_deployment, a_source, an_agent
from tests.scenarios import Start, cost, deployed, holding, rows, say, statuses

pytestmark = [pytest.mark.integration, pytest.mark.slow]
FIGURES = MarketFigures(
    galaxy=Decimal(60),
    sentiment=Decimal("0.6"),
    social_change=Decimal(0),
    momentum=Decimal(0),
    rank=Decimal(200),
)
"""What scenario 16 says of a token."""


async def told(pipeline: Pipeline, token: str, figures: MarketFigures) -> None:
    """Let the market be told of, as of now."""
    now = pipeline.world.clock.now()
    snapshot = Snapshot(token=token, seen_at=now, figures=figures)
    async with pipeline.world.units() as uow:
        await uow.scores.save([snapshot], forget_before=now - timedelta(days=7))


async def test_scenario_01_a_post_becomes_one_scored_signal_and_a_position_for_everybody(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine, wallets=4)
    pipeline = await start()
    await told(pipeline, "BTC", FIGURES)

    await say(pipeline, "Just opened a long on $BTC")
    await say(pipeline, "Adding to my $BTC long, it looks strong", number=2)
    await pipeline.settle(NOON + timedelta(seconds=30))

    [signal] = await rows(engine, "select token, side, score, size, score_breakdown from signal")
    assert (signal["token"], signal["side"]) == ("BTC", "LONG")
    assert signal["size"] == pytest.approx(signal["score"] / 10)
    assert signal["score_breakdown"]["market"] == "0.2"
    assert await statuses(engine) == [("OPEN", None)] * 4
    again = await rows(engine, "select reason from post_outcome where reason is not null")
    assert [row["reason"] for row in again] == ["duplicate"]


async def test_scenario_01_a_token_the_market_is_against_is_not_traded(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine)
    pipeline = await start()
    await told(
        pipeline,
        "BTC",
        MarketFigures(galaxy=Decimal(5), sentiment=Decimal("0.05"), rank=Decimal(3000)),
    )

    await say(pipeline, "Just opened a long on $BTC")

    assert [row["reason"] for row in await rows(engine, "select reason from post_outcome")] == [
        "score_not_positive"
    ]
    assert await statuses(engine) == []


async def test_ten_copies_of_one_call_size_as_one(engine: AsyncEngine, start: Start) -> None:
    handles = [f"copy{n}" for n in range(10)]
    sources = tuple([await a_source(engine, handle) for handle in handles])
    await a_deployment(engine, await an_agent(engine, "momentum", sources=sources))
    await holding(engine, 1, 10_000)
    pipeline = await start()
    words = "Just opened a long on $BTC, the chart is too clean to ignore today"
    posts = [
        RawPost(external_id=str(n), author=handle, text=f"{words} #{n}", published_at=NOON)
        for n, handle in enumerate(handles)
    ]

    await ingest(pipeline.world.units, iter(posts), NOON)
    await pipeline.settle(NOON + timedelta(seconds=30))

    outcomes = await rows(
        engine,
        "select coalesce(reason, 'raised') as came_to, count(*) as n from post_outcome group by 1",
    )
    assert {row["came_to"]: row["n"] for row in outcomes} == {"raised": 1, "echo": 9}
    assert await statuses(engine) == [("OPEN", None)]


async def test_a_research_note_is_sized_and_geared_by_its_own_rule(
    engine: AsyncEngine, start: Start
) -> None:
    institute = await a_source(engine, "messari", kind=SourceKind.RESEARCH)
    await a_deployment(engine, await an_agent(engine, "research", sources=(institute,)))
    await holding(engine, 1, 10_000)
    pipeline = await start()
    await told(pipeline, "BTC", MarketFigures(galaxy=Decimal(5)))
    long, vague = (
        RawPost(external_id=f"messari:{n}", author="messari", text=text, published_at=NOON)
        for n, text in enumerate(("LONG BTC with 4x leverage", "We might watch BTC closely"))
    )

    await ingest_notes("messari", [long, vague], pipeline.world.units, NOON)
    await pipeline.settle(NOON + timedelta(seconds=30))

    [signal] = await rows(engine, "select score, size, leverage from signal")
    assert (signal["score"], signal["size"], signal["leverage"]) == (None, Decimal("0.05"), 4)
    [intent] = await rows(engine, "select leverage from intent")
    assert intent["leverage"] == 4
    verdicts = await rows(engine, "select classifier, candidate from verdict order by candidate")
    assert [(row["classifier"], row["candidate"]) for row in verdicts] == [
        ("research-rules-1", False),
        ("research-rules-1", True),
    ]
    await cost(pipeline, "80", minute=1)
    assert [status for status, _ in await statuses(engine)] == ["CLOSED"]
