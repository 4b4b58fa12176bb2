"""An agent that flips: closed first, opened after, and never both at once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.pipeline import Pipeline
from cli.explain.drawing import draw
from consumers.intents import decide_deployments, enter_after_closing, give_up_flips
from consumers.stage import Turn
from contracts.positions import PositionClosed
from contracts.signals import SignalRaised
from domain.halts import Halt, HaltScope, HaltStrength
from infra.reading.explain import find, gather
from infra.reading.explain_telling import tell
from infra.venues.paper.behaviour import PaperBehaviour
from tests.factories import NOON, a_deployment, a_source, a_wallet, an_agent, an_id
from tests.scenarios import PLAIN, Start, cost, holding, rows, say, statuses

pytestmark = [pytest.mark.integration, pytest.mark.slow]
MINUTE = timedelta(minutes=1)
SIX_HOURS = 361
"""Minutes after which the agent has room for another signal on the same token."""


async def flipping(engine: AsyncEngine, *, flips: bool = True) -> None:
    alice = await a_source(engine, "alice")
    agent = await an_agent(engine, "momentum", sources=(alice,), flips=flips)
    await a_deployment(engine, agent)
    await holding(engine, 1, 10_000)


async def turned(pipeline: Pipeline, engine: AsyncEngine) -> None:
    """Buy, and six hours later hear the opposite."""
    await say(pipeline, "Just opened a long on $BTC")
    await cost(pipeline, "100", minute=10)
    assert await statuses(engine) == [("OPEN", None)]
    await cost(pipeline, "100", minute=SIX_HOURS)
    await pipeline.ask_balances()
    await say(pipeline, "Just opened a short on $BTC", number=2)


async def told(engine: AsyncEngine) -> list[tuple[str, str]]:
    found = await rows(engine, "select side, status from position order by created_at")
    return [(row["side"], row["status"]) for row in found]


async def outcomes(engine: AsyncEngine) -> list[dict[str, Any]]:
    """Count what each signal came to: entries and refusals."""
    query = """
        select s.side, (select count(*) from intent i where i.signal_id = s.id
            and i.purpose = 'OPEN') as entries,
          (select count(*) from refusal r where r.signal_id = s.id) as refusals
        from signal s order by s.created_at"""
    return await rows(engine, query)


async def explained(engine: AsyncEngine) -> str:
    """Return what `maxxit explain` draws of the second post."""
    async with engine.connect() as connection:
        story = tell(await gather(connection, await find(connection, "2")))
    console = Console(width=400)
    with console.capture() as captured:
        console.print(draw(story))
    return captured.get()


async def again(pipeline: Pipeline, engine: AsyncEngine) -> None:
    """Deliver the signal and the closing once more, and have the round look twice."""
    said = await rows(engine, "select routing_key, payload from outbox order by id desc")
    async with pipeline.world.units() as uow:
        turn = Turn(uow=uow, now=pipeline.world.clock.now(), policy=pipeline.world.policy)
        for row in said:
            if row["routing_key"] == "position.closed.v1":
                await enter_after_closing([PositionClosed.model_validate(row["payload"])], turn)
            if row["routing_key"] == "signal.raised.v1":
                await decide_deployments([SignalRaised.model_validate(row["payload"])], turn)
    for _ in range(2):
        await give_up_flips(pipeline.world)
    await pipeline.settle(pipeline.world.clock.now() + MINUTE)


async def test_a_flip_closes_first_and_opens_after(engine: AsyncEngine, start: Start) -> None:
    await flipping(engine)
    pipeline = await start()
    await turned(pipeline, engine)
    await cost(pipeline, "100", minute=SIX_HOURS + 1)

    assert await told(engine) == [("LONG", "CLOSED"), ("SHORT", "OPEN")]
    [closed, opened] = await rows(
        engine, "select exit_reason, opened_at, closed_at from position order by created_at"
    )
    assert closed["exit_reason"] == "SIGNAL_FLIP"
    assert closed["closed_at"] <= opened["opened_at"]
    assert await rows(engine, "select * from refusal") == []
    assert [row["settled_at"] is not None for row in await rows(engine, "select * from flip")] == [
        True
    ]

    await again(pipeline, engine)

    assert await told(engine) == [("LONG", "CLOSED"), ("SHORT", "OPEN")]
    assert await outcomes(engine) == [
        {"side": "LONG", "entries": 1, "refusals": 0},
        {"side": "SHORT", "entries": 1, "refusals": 0},
    ]
    ledger = await pipeline.paper.statement()
    assert [order.arrivals for order in ledger.orders.values()] == [1, 1, 1]


async def test_a_flip_waits_for_the_keeper_that_closes(engine: AsyncEngine, start: Start) -> None:
    await flipping(engine)
    four = 4 * MINUTE
    pipeline = await start(
        PaperBehaviour(keeper=True, keeper_delay=(four, four), spread_bps=Decimal(0))
    )
    await turned(pipeline, engine)

    await cost(pipeline, "100", minute=SIX_HOURS + 2)
    assert await told(engine) == [("LONG", "CLOSING")]
    assert "waiting for the close of position" in await explained(engine)
    await again(pipeline, engine)
    assert await told(engine) == [("LONG", "CLOSING")]
    assert [row["settled_at"] for row in await rows(engine, "select settled_at from flip")] == [
        None
    ]

    await cost(pipeline, "100", minute=SIX_HOURS + 6)
    await cost(pipeline, "100", minute=SIX_HOURS + 11)
    assert await told(engine) == [("LONG", "CLOSED"), ("SHORT", "OPEN")]
    text = await explained(engine)
    [flip] = await rows(engine, "select position_id from flip")
    assert f"waited for position {flip['position_id']} to close until" in text
    assert "intent to open SHORT" in text


async def test_a_flip_that_may_not_enter_any_more_is_closed_and_refused(
    engine: AsyncEngine, start: Start
) -> None:
    await flipping(engine)
    four = 4 * MINUTE
    pipeline = await start(
        PaperBehaviour(keeper=True, keeper_delay=(four, four), spread_bps=Decimal(0))
    )
    await turned(pipeline, engine)
    halt = Halt(
        id=an_id("halt"),
        scope=HaltScope.GLOBAL,
        target=None,
        strength=HaltStrength.NO_ENTRIES,
        reason="drill",
    )
    async with pipeline.world.units() as uow:
        await uow.halts.raise_halt(halt, "ops", NOON)

    await cost(pipeline, "100", minute=SIX_HOURS + 6)
    await again(pipeline, engine)

    assert await told(engine) == [("LONG", "CLOSED")]
    assert [row["reason"] for row in await rows(engine, "select reason from refusal")] == ["halted"]
    assert [row["refusals"] for row in await outcomes(engine)] == [0, 1]


async def test_a_flip_whose_exit_is_never_confirmed_ends_with_its_signal(
    engine: AsyncEngine, start: Start
) -> None:
    await flipping(engine)
    long = 20 * MINUTE
    pipeline = await start(
        PaperBehaviour(keeper=True, keeper_delay=(long, long), spread_bps=Decimal(0))
    )
    await say(pipeline, "Just opened a long on $BTC")
    await cost(pipeline, "100", minute=30)
    await cost(pipeline, "100", minute=SIX_HOURS)
    await pipeline.ask_balances()
    await say(pipeline, "Just opened a short on $BTC", number=2)
    pipeline.advance(NOON + (SIX_HOURS + 16) * MINUTE)

    await again(pipeline, engine)

    [refused] = await rows(engine, "select reason, detail from refusal")
    [held] = await rows(engine, "select id from position")
    assert refused["reason"] == "expired"
    waited = f"waited for position {held['id']} to close, which is CLOSING; exit orders: 1 ACKED"
    assert refused["detail"].endswith(waited)
    await cost(pipeline, "100", minute=SIX_HOURS + 90)
    assert await told(engine) == [("LONG", "CLOSED")]
    assert [row["refusals"] for row in await outcomes(engine)] == [0, 1]


async def test_without_flips_the_other_side_is_refused(engine: AsyncEngine, start: Start) -> None:
    await flipping(engine, flips=False)
    pipeline = await start(PLAIN)
    await turned(pipeline, engine)

    assert await told(engine) == [("LONG", "OPEN")]
    assert [row["reason"] for row in await rows(engine, "select reason from refusal")] == [
        "already_exposed"
    ]
    assert await rows(engine, "select * from flip") == []
    assert a_wallet(1) in {
        row["wallet"] for row in await rows(engine, "select wallet from position")
    }
