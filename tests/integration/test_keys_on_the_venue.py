"""An agent key from its making to its end on the simulated Hyperliquid, which checks signatures."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from eth_account import Account
from pydantic import HttpUrl
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.jobs import Jobs
from consumers.app import Stages, make_broker
from contracts.market import Network
from domain.agents import CredentialStatus
from domain.credentials import ApprovalState, Credential
from domain.errors import KeyUnavailable
from domain.ports.venue import OrderReport, ReportStatus
from infra.bus import Bus
from infra.keys.asking import APPROVED_FOR, CHAINS, approval_request
from infra.nonces import Nonces
from infra.settings import Settings
from infra.unheard import Unheard
from infra.venues.hyperliquid.adapter import HyperliquidVenue, Means
from infra.venues.hyperliquid.client import Client
from infra.venues.hyperliquid.signing import Signature
from infra.venues.hyperliquid.wire import milliseconds
from tests.factories import NOON
from tests.factories_hyperliquid import Hyperliquid, a_perp_order, hyperliquid
from tests.factories_keys import HL, Keys, some_keys
from tests.leaks import find_key_material
from tests.worlds import opened_world

pytestmark = [pytest.mark.integration, pytest.mark.slow]
OWNER = Account.from_key("0x" + "17" * 32)
USER = OWNER.address.lower()
APPROVED, REVOKED = CredentialStatus.APPROVED, CredentialStatus.REVOKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Keys, and the adapter that signs with them at a simulated venue."""

    keys: Keys
    venue: HyperliquidVenue
    trading: Hyperliquid

    async def approve(self, agent: Credential) -> None:
        """Let the user's own wallet sign what we ask for, and hand it in."""
        chain = CHAINS[Network.TESTNET]
        asked = approval_request(agent, chain_id=chain, now=self.keys.clock.now())
        signed = OWNER.sign_typed_data(full_message=asked)
        signature = Signature(r=hex(signed.r), s=hex(signed.s), v=signed.v)
        await self.venue.approvals.submit(asked, signature, user=USER)
        await self.keys.records.verify({HL: self.venue.approvals})

    async def buy(self, agent: Credential, name: str) -> OrderReport:
        """Place an order as a claim does, with the agent's key and a number of its own."""
        nonce = milliseconds(NOON) - 1_000 + len(name)
        order = a_perp_order(name, wallet=USER, signer=agent.agent_address, nonce=nonce)
        later = self.keys.clock.now() + timedelta(seconds=15)
        return await self.venue.place(replace(order, network=Network.TESTNET, expires_at=later))


@pytest.fixture
async def desk(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Desk]:
    keys = some_keys(engine, tmp_path)
    async with hyperliquid() as trading:
        trading.sim.deposit(USER, Decimal(10_000))
        http = httpx.AsyncClient(base_url=trading.url)
        nonces = Nonces(engine, trading.clock)
        client = Client(http, trading.purse)
        means = Means(client=client, signer=keys.ring, nonces=nonces, clock=trading.clock)
        venue = HyperliquidVenue(means, network=Network.TESTNET)
        yield Desk(keys=keys, venue=venue, trading=trading)
        await venue.close()


async def test_a_key_is_made_approved_traded_with_rotated_and_never_seen(desk: Desk) -> None:
    keys = desk.keys
    first = await keys.custody.create(USER, HL)
    with pytest.raises(KeyUnavailable):
        await desk.buy(first, "a")
    await desk.approve(first)
    known = await keys.stored(first)
    assert (known.status, known.valid_until) == (APPROVED, NOON + APPROVED_FOR)
    assert (await desk.buy(first, "bb")).status is ReportStatus.FILLED

    second = await keys.custody.rotate(USER, HL)
    assert (await desk.buy(first, "ccc")).status is ReportStatus.FILLED
    for clock in (keys.clock, desk.trading.clock):
        clock.set(NOON + timedelta(seconds=1))
    await desk.approve(second)
    assert [(await keys.stored(each)).status for each in (first, second)] == [REVOKED, APPROVED]
    assert (await desk.buy(second, "dddd")).status is ReportStatus.FILLED
    with pytest.raises(KeyUnavailable):
        await desk.buy(first, "eeeee")
    told = await desk.venue.approvals.check(USER, first.agent_address)
    assert told.state is ApprovalState.ABSENT

    secrets = [await keys.secret(each) for each in (first, second)]
    heard = {f"request {n}": body for n, (_, body) in enumerate(desk.trading.way.asked)}
    assert await find_key_material(secrets, engine=keys.engine, texts=heard) == []


async def test_a_check_believes_the_venue_about_who_is_approved(desk: Desk, store_url: str) -> None:
    made = await desk.keys.custody.create(USER, HL)
    told = await check(desk, store_url)
    assert (told["states"], told["not_answered"]) == ({"PENDING": 1}, 0)
    desk.trading.sim.approve(USER, made.agent_address)
    assert (await check(desk, store_url))["states"] == {"APPROVED": 1}
    desk.trading.sim.revoke(USER)
    assert (await check(desk, store_url))["states"] == {"PENDING": 1}
    assert (await desk.keys.stored(made)).lost


async def test_a_venue_that_is_away_is_told_and_changes_nothing(desk: Desk, store_url: str) -> None:
    await desk.keys.custody.create(USER, HL)
    told = await check(desk, store_url, url="http://127.0.0.1:9")
    assert (told["states"], told["not_answered"]) == ({"PENDING": 1}, 1)


async def test_the_executor_notices_an_approval_by_itself(
    desk: Desk, engine: AsyncEngine, store_url: str
) -> None:
    wanted: dict[str, Any] = {"network": "testnet", "keys_dir": desk.keys.directory.path}
    settings = Settings(hyperliquid_url=HttpUrl(desk.trading.url), **wanted)
    made = await desk.keys.custody.create(USER, HL)
    desk.trading.sim.approve(USER, made.agent_address)
    async with opened_world(settings, engine, desk.keys.clock) as (world, paper):
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
        job = asyncio.create_task(jobs.job("approvals"))
        try:
            async with asyncio.timeout(30):
                await until_approved(desk.keys, made)
        finally:
            job.cancel()
            await asyncio.gather(job, return_exceptions=True)


async def until_approved(keys: Keys, credential: Credential) -> None:
    while True:
        if (await keys.stored(credential)).status is APPROVED:
            return
        await asyncio.sleep(0.01)


async def check(desk: Desk, store_url: str, url: str | None = None) -> dict[str, Any]:
    """Run `maxxit keys check` beside the simulator, in a process of its own."""
    environment = os.environ | {
        "DATABASE_URL": store_url,
        "NETWORK": "testnet",
        "KEYS_DIR": str(desk.keys.directory.path),
        "HYPERLIQUID_URL": url or desk.trading.url,
    }
    arguments = ["-m", "cli", "keys", "check", "--json"]
    child = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env=environment, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await child.communicate()
    assert child.returncode == 0
    found: dict[str, Any] = json.loads(printed)
    return found
