"""`maxxit explain` on real rows: why it traded, why it did not, from either end."""

from typing import Any

import pytest
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.explain.drawing import MOST_DEPLOYMENTS, draw
from domain.errors import Conflict, NotFound
from infra.reading.explain import find, gather
from infra.reading.explain_story import Story
from infra.reading.explain_telling import tell
from infra.tables.posts import PostRow, VerdictRow
from infra.tables.signals import FlipRow
from tests.factories import a_deployment, an_agent, an_id, insert_row
from tests.factories_explain import (
    POST,
    SIGNAL,
    TRACE,
    TWEET,
    a_post_told,
    a_refusal_told,
    a_signal_told,
    a_verdict_told,
    a_whole_story,
    an_outcome_told,
    at,
    intent_of,
    order_of,
    position_of,
)

pytestmark = pytest.mark.integration


async def told_of(engine: AsyncEngine, subject: object) -> Story:
    async with engine.connect() as connection:
        return tell(await gather(connection, await find(connection, str(subject))))


def drawn(story: Story) -> str:
    console = Console(width=400)
    with console.capture() as captured:
        console.print(draw(story))
    return captured.get()


async def test_a_tweets_id_tells_everything_it_led_to(engine: AsyncEngine) -> None:
    await a_whole_story(engine)

    story = await told_of(engine, TWEET)

    assert story.post is not None
    assert (story.asked, story.id, story.post.after) == ("post", POST, 2.0)
    [verdict] = story.verdicts
    assert (verdict.reason, verdict.after) == ("a clear call", 0.5)
    outcomes = {outcome.agent: outcome for outcome in story.outcomes}
    assert outcomes["shy"].reason == "low_confidence"
    signal = outcomes["momentum"].signal
    assert signal is not None
    assert (signal.score, signal.after) == (None, 0.5)
    refusals = {d.refusal.reason for d in signal.deployments if d.refusal is not None}
    assert refusals == {"no_balance", "halted"}
    assert (story.other_outcomes, story.other_deployments) == ({}, {})


async def test_a_trade_is_told_down_to_its_bills(engine: AsyncEngine) -> None:
    await a_whole_story(engine)

    story = await told_of(engine, position_of(1))

    [outcome] = story.outcomes
    assert outcome.signal is not None
    [deployment] = outcome.signal.deployments
    routing, intent, position = deployment.routing, deployment.intent, deployment.position
    assert routing is not None
    assert intent is not None
    assert intent.order is not None
    assert position is not None
    assert routing.passed_over == {"HYPERLIQUID": "no_balance: 0 USD on HYPERLIQUID"}
    assert (intent.after, intent.order.after, deployment.seen_to_fill) == (1.0, 0.1, 3.0)
    assert [event.after for event in intent.order.events] == [0.1, 0.8]
    assert [(a.outcome, a.after) for a in intent.order.attempts] == [("ACCEPTED", 0.1)]
    assert [fill.id for fill in intent.order.fills] == ["fill-OPEN-1"]
    assert (position.held, position.after) == (3597.0, 1.0)
    [leaving] = position.exits
    assert leaving.order is not None
    assert (leaving.reason, leaving.order.fills[0].id) == ("TRAILING_STOP", "fill-CLOSE-1")
    assert {bill.kind: str(bill.amount) for bill in position.bills} == {
        "INFRA_FEE": "0.2",
        "PROFIT_SHARE": "1.5",
    }


async def test_any_id_leads_back_to_the_post_and_counts_what_is_beside_it(
    engine: AsyncEngine,
) -> None:
    await a_whole_story(engine)

    for subject in (
        position_of(1),
        intent_of(1),
        intent_of(1, "CLOSE"),
        order_of(1),
        order_of(1, "CLOSE"),
    ):
        story = await told_of(engine, subject)

        assert story.post is not None
        assert (story.post.id, story.id) == (POST, subject)
        assert story.other_outcomes == {"low_confidence": 1}
        assert story.other_deployments == {"halted": 1, "intended": 1, "no_balance": 1}
        assert drawn(story).count("◀ asked") == 1


async def test_a_signals_id_tells_all_its_deployments(engine: AsyncEngine) -> None:
    await a_whole_story(engine)

    story = await told_of(engine, SIGNAL)

    [outcome] = story.outcomes
    assert outcome.signal is not None
    assert len(outcome.signal.deployments) == 4
    assert story.other_outcomes == {"low_confidence": 1}
    assert story.other_deployments == {}


async def test_a_post_that_became_nothing_has_a_reason_for_each_agent(
    engine: AsyncEngine,
) -> None:
    await a_post_told(engine, text="is $BTC going to 70k?")
    await a_verdict_told(engine, candidate=False)
    for name in ("bold", "shy"):
        agent_id = await an_agent(engine, name)
        await an_outcome_told(engine, agent_id, reason="not_a_candidate", detail="a question")

    text = drawn(await told_of(engine, POST))

    assert "verdict of rules/1: no candidate, confidence 0.8: a question (+500 ms)" in text
    assert "BTC no direction 0.8" in text
    assert "agent bold: ignored: not_a_candidate: a question" in text
    assert "agent shy: ignored: not_a_candidate: a question" in text


async def test_a_post_nobody_follows_says_so(engine: AsyncEngine) -> None:
    await a_post_told(engine)
    await a_verdict_told(engine)
    nobody = {"reason": "no_subscribers", "detail": "no agent follows alice"}
    await an_outcome_told(engine, None, **nobody)

    text = drawn(await told_of(engine, TWEET))

    assert "nobody: ignored: no_subscribers: no agent follows alice" in text


async def test_a_post_still_on_its_way_says_how_far_it_is(engine: AsyncEngine) -> None:
    await a_post_told(engine)
    assert "it was not put up for classifying yet" in drawn(await told_of(engine, POST))

    work = {"post_id": POST, "classifier": "llm/1", "state": "PENDING", "trace_id": TRACE}
    await insert_row(engine, VerdictRow, **work, attempts=3, last_error="timed out")
    waiting = drawn(await told_of(engine, POST))

    assert "verdict of llm/1: PENDING, attempts 3, last error: timed out" in waiting


async def test_a_judged_post_without_an_outcome_names_the_stage_it_waits_for(
    engine: AsyncEngine,
) -> None:
    await a_post_told(engine)
    await a_verdict_told(engine)

    assert "the signals stage has not taken it" in drawn(await told_of(engine, POST))


async def test_a_signal_without_a_post_stands_for_itself(engine: AsyncEngine) -> None:
    await a_signal_told(engine, post_id=None)

    story = await told_of(engine, SIGNAL)
    text = drawn(story)

    assert story.post is None
    assert "no post: this signal was not made of one" in text
    assert "not traded: the agent has no deployment" in text


async def test_a_signal_nobody_was_asked_about_yet_says_so(engine: AsyncEngine) -> None:
    agent_id = await a_signal_told(engine, post_id=None)
    for n in (1, 2):
        await a_deployment(engine, agent_id, n)

    text = drawn(await told_of(engine, SIGNAL))

    assert "not decided yet: the intents stage has not asked 2 deployments" in text


async def test_who_waits_to_change_sides_is_told_what_for_and_until_when(
    engine: AsyncEngine,
) -> None:
    await a_whole_story(engine)
    waiting = await a_deployment(engine, an_id("agent/momentum"), 5)
    flip = {"signal_id": SIGNAL, "deployment_id": waiting, "position_id": position_of(1)}
    moments = {"created_at": at(4), "expires_at": at(900)}
    await insert_row(engine, FlipRow, **flip, **moments, signal={})

    text = drawn(await told_of(engine, SIGNAL))

    assert (
        f"waiting for the close of position {position_of(1)} (intent {intent_of(1, 'CLOSE')},"
        " order FILLED); gives up at 2026-01-05 12:15:00 UTC, when the signal expires"
    ) in text
    beside = (await told_of(engine, position_of(1))).other_deployments
    assert beside["waiting to change sides"] == 1


async def test_the_tree_tells_a_closed_trade_in_words(engine: AsyncEngine) -> None:
    await a_whole_story(engine)

    text = drawn(await told_of(engine, order_of(1)))

    for said in (
        f"X post {TWEET} by alice",
        "first seen (+2 s)",
        "signal LONG BTC, 5 % of the balance, no score: default size, reference 60000",
        "routed to PAPER of HYPERLIQUID, PAPER",
        "passed over HYPERLIQUID: no_balance",
        "first fill (+3 s since the post was seen)",
        "intent to open LONG 0.01 BTC on PAPER, collateral 600 USD, leverage 1",
        "order FILLED, 0.01 of 0.01 filled (+100 ms)",
        "fill fill-OPEN-1: 0.01 at 60010, fee 0.27 USD (+900 ms)",
        "stops: hard stop 54009",
        "intent to close LONG 0.01 BTC on PAPER for TRAILING_STOP, attempt 1",
        "ended by TRAILING_STOP after 60 min at 61500: gross 15, fees 0.54, net 14.46 USD",
        "naked for 1.5 s",
        "bill PROFIT_SHARE: 1.5 USDC, PENDING (+1 s)",
        "other deployments of this agent: 1 intended, 1 halted, 1 no_balance",
    ):
        assert said in text


async def test_many_deployments_are_counted_and_not_drawn(engine: AsyncEngine) -> None:
    await a_post_told(engine)
    await a_verdict_told(engine)
    agent_id = await a_signal_told(engine)
    for n in range(1, MOST_DEPLOYMENTS + 6):
        await a_refusal_told(engine, agent_id, n)

    text = drawn(await told_of(engine, SIGNAL))

    assert text.count("refused: no_balance:") == MOST_DEPLOYMENTS
    assert "5 more deployments: 5 refused no_balance" in text


async def test_a_posts_text_is_drawn_as_text(engine: AsyncEngine) -> None:
    await a_post_told(engine, text="[bold]buy[/bold] [/] \x1b[2J\u202e now\nand here")

    text = drawn(await told_of(engine, POST))

    assert "[bold]buy[/bold] [/] \ufffd[2J\ufffd now and here" in text
    assert "\x1b[2J" not in text


async def test_a_tweets_id_that_two_kinds_of_post_have_is_refused(engine: AsyncEngine) -> None:
    await a_post_told(engine)
    note = {"id": an_id("note"), "source_kind": "RESEARCH"}
    source_id = an_id("source/alice")
    await _again(engine, source_id, note)

    with pytest.raises(Conflict, match=str(POST)):
        await told_of(engine, TWEET)
    assert (await told_of(engine, an_id("note"))).id == an_id("note")


async def _again(engine: AsyncEngine, source_id: object, values: dict[str, Any]) -> None:
    row = {
        "source_id": source_id,
        "external_id": TWEET,
        "author": "institute",
        "text": "a note",
        "published_at": at(0),
        "first_seen_at": at(1),
    }
    await insert_row(engine, PostRow, **(row | values))


async def test_an_id_of_nothing_is_not_found(engine: AsyncEngine) -> None:
    await a_whole_story(engine)

    for subject in ("", "1999", "not-an-id", an_id("nothing")):
        with pytest.raises(NotFound, match="the id of no post, signal"):
            await told_of(engine, subject)
