"""Playing some days before a simulated Hyperliquid: users let in, posts, prices, everybody out."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.hyperliquid.floor import (
    Floor,
    Surroundings,
    a_simulator,
    floor,
    settings_before,
)
from cli.demo.hyperliquid.people import DEPOSIT, NETWORK, User, a_user
from cli.demo.hyperliquid.report import Came, report
from cli.demo.hyperliquid.script import END, LOST, NAMES, TICK, Step, roster, steps
from cli.demo.hyperliquid.story import Story
from cli.demo.script import START
from cli.demo.week import LEASE
from cli.roster import apply_roster
from cli.world import RECORDED
from contracts.market import Wallet
from domain.halts import Halt, HaltScope, HaltStrength
from infra.clock import ManualClock
from infra.feeds.recorded import RecordedPrices
from infra.keys.kek import KeyDirectory
from infra.settings import Settings
from infra.simulators.hyperliquid.faults import Fault, Kind
from infra.simulators.hyperliquid.serve import running
from producers.posts import ingest

SOON = timedelta(seconds=30)
"""How long after a moment everything that follows from it is waited for."""
OUT = Halt(
    id=UUID("0d6e3c4b-2a35-5d1c-8f21-6f0f6b9a1f55"),
    scope=HaltScope.GLOBAL,
    target=None,
    strength=HaltStrength.FLATTEN,
    reason="demo: the end",
)


async def play_days(
    database_url: str, engine: AsyncEngine, settings: Settings, home: Path, console: Console
) -> Came:
    """Play the script on a fresh database, tell of it as it happens, and say what it came to."""
    clock, prices = ManualClock(START), RecordedPrices(RECORDED / "marks.csv")
    keys = KeyDirectory(home / "keys")
    keys.make()
    async with running(a_simulator(clock, prices.at(START))) as simulator:
        before = settings_before(simulator, settings, keys_dir=keys.path)
        around = Surroundings(
            database_url=database_url,
            engine=engine,
            settings=before,
            clock=clock,
            simulator=simulator,
            policy=replace(before.policy(), stale_after=TICK * 1.2, lease=LEASE),
        )
        console.print(f"a simulated Hyperliquid answers at {simulator.url}; its clock is ours")
        users = [a_user(name) for name in NAMES]
        async with floor(around) as platform:
            await _let_in(platform, users, console)
            story = Story(console, engine, users)
            for step in steps(RECORDED):
                await _play_step(platform, step, prices, story)
            await _out(platform, story)
        return await report(engine, simulator.venue.ledger(), users)


async def _let_in(platform: Floor, users: list[User], console: Console) -> None:
    for user in users:
        key = await platform.reception.welcome(user, platform.venue)
        who, agent = short(user.wallet), short(key.agent_address)
        console.print(
            f"[bold]{user.name:5}[/bold] {who} has {DEPOSIT:,} USD, "
            f"and signs ApproveAgent for our key {agent}",
            highlight=False,
        )
    await apply_roster(platform.world.units, roster(users), NETWORK, START)
    await platform.open()
    fault = Fault(kind=Kind.DROP_AFTER, action="order", every=LOST, count=None)
    platform.sim.faults.add(fault)
    console.print(
        f"the venue hangs up on every {LOST}rd order, once it is done: no answer ever comes\n",
        highlight=False,
    )


async def _play_step(platform: Floor, step: Step, prices: RecordedPrices, story: Story) -> None:
    await platform.cost(step.at, prices.at(step.at))
    await platform.pipeline.settle(step.at + SOON)
    await platform.guard()
    await story.tell(f"[dim]{step.at:%a %H:%M}[/dim]  prices move")
    if step.posts:
        await platform.look()
    for post in step.posts:
        story.hear(post)
        await ingest(platform.world.units, iter([post]), platform.now)
        await platform.pipeline.settle(platform.now + SOON)
        await platform.guard()
        await story.tell()


async def _out(platform: Floor, story: Story) -> None:
    """Flatten everything, as in an emergency, and take away what rests."""
    platform.pipeline.advance(END)
    async with platform.world.units() as uow:
        await uow.halts.raise_halt(OUT, "demo", END)
    await platform.flat(END + timedelta(hours=1))
    await platform.guard()
    await story.tell(f"[dim]{END:%a %H:%M}[/dim]  [bold]halt: FLATTEN[/bold]")


def short(address: Wallet) -> str:
    """Write an address so that a line has room for it."""
    return f"{address[:6]}…{address[-4:]}"
