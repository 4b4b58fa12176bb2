"""Playing the week: each moment set, its prices and posts let in, and everything settled."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.demo.pipeline import Pipeline, running
from cli.demo.script import CRASH_AFTER, END, HALT, Step, steps
from cli.output import problems
from cli.roster import apply_roster, read_roster
from cli.world import RECORDED, make_world
from consumers.performance import keep_prices
from contracts.market import Purpose
from domain.policy import Policy
from domain.ports.venue import OrderRequest
from infra.clock import ManualClock
from infra.cursors import read_cursor, write_cursor
from infra.database import make_engine
from infra.feeds.recorded import RecordedPrices
from infra.settings import Settings
from infra.venues.paper.behaviour import PaperBehaviour
from producers.posts import ingest

CURSOR = "demo"
AGENTS = RECORDED / "agents.toml"
SOLO_WALLET = f"0x{9:040x}"
"""The wallet of the one deployment of the one agent that follows its source."""
STALE_AFTER = timedelta(minutes=35)
"""Prices come every half hour here."""
LEASE = timedelta(seconds=2)
"""A killed process is back within a second or two."""


async def play(database_url: str, settings: Settings, crash_note: Path) -> None:
    """Play what is left of the week; killed at any moment, it is to be called again."""
    engine = make_engine(database_url)
    done = await read_cursor(engine, CURSOR)
    after = datetime.fromisoformat(done) if done else None
    todo = [step for step in steps(RECORDED) if after is None or step.at > after]
    clock = ManualClock(todo[0].at if todo else END)
    behaviour = replace(demo_behaviour(settings), on_accepted=_deadly(clock, crash_note))
    alone = settings.model_copy(update={"llm_base_url": None, "llm_model": None})
    world, paper = await make_world(alone, engine, clock, behaviour, demo_policy(settings))
    await apply_roster(world.units, read_roster(AGENTS), settings.network, clock.now())
    async with running(database_url, engine, world, paper) as pipeline:
        await play_steps(pipeline, todo, RecordedPrices(RECORDED / "marks.csv"))
    await paper.close()
    await engine.dispose()


def demo_policy(settings: Settings) -> Policy:
    """Return the rules of the demo: the usual ones, on a coarser clock."""
    return replace(settings.policy(), stale_after=STALE_AFTER, lease=LEASE)


async def play_steps(pipeline: Pipeline, todo: Sequence[Step], prices: RecordedPrices) -> None:
    """Play these moments in order, noting after each how far the week has come."""
    await pipeline.list_markets()
    with _progress(len(todo)) as advance:
        for number, step in enumerate(todo):
            later = todo[number + 1].at if number + 1 < len(todo) else step.at
            await _play_step(pipeline, step, prices, until=later)
            await write_cursor(pipeline.engine, CURSOR, step.at.isoformat(), step.at)
            advance(step)


async def _play_step(
    pipeline: Pipeline, step: Step, prices: RecordedPrices, *, until: datetime
) -> None:
    pipeline.advance(step.at)
    await pipeline.quote(prices.at(step.at))
    await keep_prices(pipeline.world)  # this week is over in a minute, and its log is to be whole
    if step.halts or step.lifts:
        await pipeline.settle(step.at)
        await _halt(pipeline, step)
    if step.posts:
        await pipeline.settle(step.at)
        await pipeline.ask_balances()
        await ingest(pipeline.world.units, iter(step.posts), step.at)
    await pipeline.settle(until - timedelta(microseconds=1))


async def _halt(pipeline: Pipeline, step: Step) -> None:
    async with pipeline.world.units() as uow:
        if step.halts:
            await uow.halts.raise_halt(HALT, "demo", step.at)
        else:
            await uow.halts.lift(HALT.id, step.at)


def _deadly(clock: ManualClock, crash_note: Path) -> Callable[[OrderRequest], None]:
    """Return what kills this process, once, while one lone order is being answered.

    It is an entry: exits come at a tick, and many at once. Those beside it would be sent or not
    sent as luck has it, and what was not sent is sent later, under another name.
    """

    def on_accepted(order: OrderRequest) -> None:
        lone = order.wallet == SOLO_WALLET and order.purpose is Purpose.OPEN
        if lone and clock.now() >= CRASH_AFTER and not crash_note.exists():
            crash_note.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    return on_accepted


def demo_behaviour(settings: Settings) -> PaperBehaviour:
    """Return a venue with keepers, partial fills, and answers that get lost."""
    return PaperBehaviour(
        seed=settings.paper_seed,
        starting_balance=settings.paper_starting_balance,
        keeper=True,
        keeper_delay=(timedelta(seconds=1), timedelta(seconds=4)),
        keeper_cancel_share=Decimal("0.04"),
        partial_share=Decimal("0.10"),
        timeout_after_accept_share=Decimal("0.08"),
    )


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Step], None]]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=problems, transient=not problems.is_terminal) as progress:
        task = progress.add_task("the week", total=total)

        def advance(step: Step) -> None:
            day = f"{step.at:%a %d %b %H:%M}"
            progress.update(task, advance=1, description=day)

        yield advance
