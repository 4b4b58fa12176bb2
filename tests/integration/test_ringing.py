"""Work that begins when somebody rings: at once, and again after the bell's connection is lost."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.jobs import Jobs
from consumers.app import Stages, make_broker
from contracts.market import Network
from domain.credentials import Credential
from infra.bus import Bus
from infra.gateway import gateway_units
from infra.ringing import whenever_rung
from infra.settings import Settings
from infra.unheard import Unheard
from tests.factories import NOON
from tests.factories_keys import HL, USER, Keys, some_keys, write
from tests.worlds import opened_world

pytestmark = pytest.mark.integration
HOURS = 3600.0
LOSE = text("""select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike 'listen%'""")


class Rounds:
    """Counts how often work was done, and waits for the next time."""

    def __init__(self) -> None:
        self.done = 0
        self._more = asyncio.Condition()

    async def work(self) -> None:
        async with self._more:
            self.done += 1
            self._more.notify_all()

    async def reach(self, count: int) -> None:
        async with asyncio.timeout(30), self._more:
            await self._more.wait_for(lambda: self.done >= count)


async def test_it_is_done_at_once_when_rung_and_after_the_bell_was_lost(
    engine: AsyncEngine, store_url: str
) -> None:
    rounds = Rounds()
    job = asyncio.create_task(whenever_rung(store_url, "bell", rounds.work, seconds=HOURS))
    await rounds.reach(1)
    await write(engine, "select pg_notify('bell', '')")
    await rounds.reach(2)
    async with engine.begin() as connection:
        assert (await connection.execute(LOSE)).rowcount == 1
    await rounds.reach(3)
    await write(engine, "select pg_notify('bell', '')")
    await rounds.reach(4)
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)


async def test_the_executor_makes_keys_that_are_asked_for_elsewhere(
    engine: AsyncEngine, store_url: str, tmp_path: Path
) -> None:
    keys = some_keys(engine, tmp_path)
    settings = Settings(network=Network.TESTNET, keys_dir=keys.directory.path)
    async with opened_world(settings, engine, keys.clock) as (world, paper):
        jobs = Jobs(
            settings=settings,
            engine=engine,
            bus=Bus("amqp://127.0.0.1:1/"),
            world=world,
            paper=paper,
            database_url=store_url,
            rabbitmq_url="amqp://127.0.0.1:1/",
            tell=Stages((), world, make_broker("amqp://127.0.0.1:1/"), Unheard(engine)).tell,
        )
        job = asyncio.create_task(jobs.job("keys"))
        try:
            async with gateway_units(engine, Network.TESTNET)() as uow:
                await uow.agent_keys.ask(USER, HL, NOON)
            made = await until_made(keys)
        finally:
            job.cancel()
            await asyncio.gather(job, return_exceptions=True)
    assert [each.user_wallet for each in made] == [USER]


async def until_made(keys: Keys) -> Sequence[Credential]:
    async with asyncio.timeout(30):
        while True:
            if made := await keys.records.every():
                return made
            await asyncio.sleep(0.02)
