"""A trade by hand, from the request to the books, however often it is asked for."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.pipeline import Pipeline
from contracts.market import DeploymentId, Side
from domain.asking import Answer, raise_signal
from domain.errors import Conflict
from domain.halts import Halt, HaltScope, HaltStrength
from domain.manual import Ask
from infra.reading.explain import find, gather
from infra.reading.explain_telling import tell
from tests.factories import NOON, a_wallet, an_id
from tests.scenarios import Start, deployed, rows, say, statuses

pytestmark = [pytest.mark.integration, pytest.mark.slow]


async def asked(engine: AsyncEngine, **values: Any) -> Ask:
    """Ask the deployment on the second wallet to buy bitcoin."""
    found = await rows(engine, "select id, user_wallet from deployment")
    [mine] = [row["id"] for row in found if row["user_wallet"] == a_wallet(2)]
    fields = {"deployment_id": DeploymentId(mine), "token": "BTC", "side": Side.LONG, "key": "k-1"}
    return Ask.model_validate(fields | values)


async def confirm(pipeline: Pipeline, ask: Ask) -> Answer:
    world = pipeline.world
    async with world.units() as uow:
        return await raise_signal(ask, uow, world.clock.now(), world.policy)


async def test_scenario_13_a_confirm_delivered_three_times_is_one_trade_of_that_user(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine, wallets=3)
    pipeline = await start()
    ask = await asked(engine, share=Decimal("0.08"), leverage=Decimal(3))

    answers = await asyncio.gather(*(confirm(pipeline, ask) for _ in range(2)))
    await pipeline.settle(NOON)
    answers.append(await confirm(pipeline, ask))
    await pipeline.settle(NOON + timedelta(seconds=10))

    assert len({answer.signal_id for answer in answers}) == 1
    assert sorted(answer.known for answer in answers) == [False, True, True]
    [held] = await rows(engine, "select wallet, status, collateral, leverage from position")
    assert (held["wallet"], held["status"]) == (a_wallet(2), "OPEN")
    assert (held["collateral"], held["leverage"]) == (800, 3)
    assert await rows(engine, "select * from refusal") == []
    assert await rows(engine, "select dedupe_key from signal") == [{"dedupe_key": "manual:k-1"}]
    ledger = await pipeline.paper.statement()
    assert [order.arrivals for order in ledger.orders.values()] == [1]


async def test_a_trade_by_hand_is_explained_from_the_words_of_the_person_on(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine, wallets=3)
    pipeline = await start()
    await confirm(pipeline, await asked(engine))
    await pipeline.settle(NOON + timedelta(seconds=10))

    async with engine.connect() as connection:
        story = tell(await gather(connection, await find(connection, "k-1")))

    assert story.post is not None
    assert (story.post.kind, story.post.author) == ("MANUAL", a_wallet(2))
    assert story.post.text.startswith("LONG BTC with the default of the balance")
    assert [verdict.classifier for verdict in story.verdicts] == ["manual"]
    [outcome] = story.outcomes
    assert outcome.signal is not None
    [deployment] = outcome.signal.deployments
    assert deployment.wallet == a_wallet(2)
    assert deployment.position is not None


async def test_a_trade_by_hand_leaves_no_post_for_anybody_to_judge_or_follow(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine, wallets=3)
    pipeline = await start()
    await confirm(pipeline, await asked(engine))
    await pipeline.settle(NOON + timedelta(seconds=10))

    said = {row["routing_key"] for row in await rows(engine, "select routing_key from outbox")}
    assert "signal.raised.v1" in said
    assert not {"post.published.v1", "post.classified.v1"} & said


async def test_a_halt_stops_a_trade_by_hand_and_the_refusal_says_so(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine, wallets=3)
    pipeline = await start()
    ask = await asked(engine)
    halt = Halt(
        id=an_id("halt"),
        scope=HaltScope.DEPLOYMENT,
        target=str(ask.deployment_id),
        strength=HaltStrength.NO_ENTRIES,
        reason="drill",
    )
    async with pipeline.world.units() as uow:
        await uow.halts.raise_halt(halt, "ops", NOON)

    await confirm(pipeline, ask)
    await pipeline.settle(NOON + timedelta(seconds=10))

    [refused] = await rows(engine, "select reason, deployment_id from refusal")
    assert refused == {"reason": "halted", "deployment_id": ask.deployment_id}
    assert await statuses(engine) == []


async def test_what_the_wallet_holds_already_is_not_bought_again_by_hand(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine, wallets=2)
    pipeline = await start()
    await say(pipeline, "Just opened a long on $BTC")
    assert await statuses(engine) == [("OPEN", None)] * 2

    await confirm(pipeline, await asked(engine))
    await pipeline.settle(NOON + timedelta(seconds=10))

    assert [row["reason"] for row in await rows(engine, "select reason from refusal")] == [
        "already_exposed"
    ]


async def test_a_request_that_fails_a_check_is_kept_with_the_reason(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine, wallets=2)
    pipeline = await start()
    ask = await asked(engine, token="NOPE")

    first, again = await confirm(pipeline, ask), await confirm(pipeline, ask)
    await pipeline.settle(NOON + timedelta(seconds=10))

    assert first.ignored is not None
    assert (first.ignored.reason, first.known, again.known) == ("no_market", False, True)
    assert again.ignored == first.ignored
    [outcome] = await rows(engine, "select reason, token from post_outcome")
    assert outcome == {"reason": "no_market", "token": "NOPE"}
    assert await rows(engine, "select * from signal") == []


async def test_a_key_is_not_used_for_two_trades(engine: AsyncEngine, start: Start) -> None:
    await deployed(engine, wallets=2)
    pipeline = await start()
    await confirm(pipeline, await asked(engine))

    with pytest.raises(Conflict, match=r"k-1 was used before, for: LONG BTC"):
        await confirm(pipeline, await asked(engine, side=Side.SHORT))

    assert await rows(engine, "select side from signal") == [{"side": "LONG"}]
