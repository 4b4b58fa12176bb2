"""The words that scenarios on Hyperliquid are told in, before a simulator and with real keys."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from eth_account import Account
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.hyperliquid.floor import (
    Floor,
    Surroundings,
    a_simulator,
    floor,
    settings_before,
)
from cli.demo.hyperliquid.people import NETWORK, User
from cli.roster import AgentEntry, DeploymentEntry, Roster, apply_roster
from contracts.market import RiskPlan, VenueName
from domain.posts import RawPost
from infra.clock import ManualClock
from infra.keys.kek import KeyDirectory
from infra.settings import Settings
from infra.simulators.hyperliquid.book import Depth
from infra.simulators.hyperliquid.serve import running
from producers.posts import ingest
from tests.factories import NOON, a_wallet
from tests.scenarios import rows

D = Decimal
MARKS = {"SOL": D(150), "ETH": D(3000), "BTC": D(60_000)}
AT_THE_MARK = Depth(half_spread=D(0), step=D("0.001"))
USD = D(10_000)


def a_person(n: int) -> User:
    """Give somebody a wallet whose key a test may know."""
    return User(name=f"user {n}", account=Account.from_key(f"0x{0xC0FFEE + n:064x}"))


@asynccontextmanager
async def surroundings(
    engine: AsyncEngine, store_url: str, folder: Path, **changes: Any
) -> AsyncIterator[Surroundings]:
    """Run a simulator at noon that trades at its own marks, and make a directory of keys."""
    directory, clock = KeyDirectory(folder / "keys"), ManualClock(NOON)
    directory.make()
    sim = a_simulator(clock, MARKS)
    sim.set_depth(AT_THE_MARK)
    async with running(sim) as simulator:
        settings = settings_before(simulator, Settings(), keys_dir=directory.path, **changes)
        yield Surroundings(
            database_url=store_url,
            engine=engine,
            settings=settings,
            clock=clock,
            simulator=simulator,
            policy=replace(settings.policy(), lease=timedelta(seconds=2)),
        )


@asynccontextmanager
async def opened(
    around: Surroundings, people: Sequence[User] = (), amqp_url: str | None = None, **plan: Any
) -> AsyncIterator[Floor]:
    """Start the platform; `people` are let in, and follow alice with one agent."""
    async with floor(around, amqp_url) as running_floor:
        if people:
            await enrol(running_floor, people, **plan)
        await running_floor.open()
        yield running_floor


async def enrol(floor: Floor, people: Sequence[User], **plan: Any) -> None:
    """Let people in, and let one agent that follows alice trade for them."""
    for user in people:
        await floor.reception.welcome(user, floor.venue, USD)
    entry = AgentEntry(
        name="momentum",
        creator=a_wallet(999),
        follows=("alice",),
        venues=(VenueName.HYPERLIQUID,),
        plan=RiskPlan(**plan).model_dump(),
        deployment=tuple(
            DeploymentEntry(wallet=user.wallet, venues=(VenueName.HYPERLIQUID,)) for user in people
        ),
    )
    await apply_roster(floor.world.units, Roster(agent=(entry,)), NETWORK, floor.now)


async def say(floor: Floor, words: str, number: int = 1) -> None:
    """Let alice post something now, and let it come to whatever it comes to."""
    post = RawPost(external_id=str(number), author="alice", text=words, published_at=floor.now)
    await ingest(floor.world.units, iter([post]), floor.now)
    await floor.pipeline.settle(floor.now + timedelta(seconds=30))
    await floor.guard()


async def cost(floor: Floor, *, minute: int, **marks: str) -> None:
    """Let coins cost this much at a minute past noon, and everything that follows happen."""
    at = NOON + timedelta(minutes=minute)
    await floor.cost(at, {coin: D(price) for coin, price in marks.items()})
    await floor.pipeline.settle(at + timedelta(seconds=30))


async def positions(engine: AsyncEngine) -> list[dict[str, Any]]:
    return await rows(engine, "select * from position order by created_at, wallet")
