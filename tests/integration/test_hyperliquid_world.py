"""Hyperliquid in the composition: real keys, numbers and budget, and the simulator at its URL."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.world import make_world
from consumers.orders import plan_entries, settle_due
from consumers.stage import Turn, World
from contracts.market import Network, Purpose, Side
from domain.agents import CredentialStatus
from domain.errors import Conflict, KeyUnavailable
from domain.ports.venue import OrderRequest, ReportStatus, StopRequest
from infra.rates.budget import Budget
from infra.settings import Settings
from infra.simulators.hyperliquid.serve import Running, running
from infra.venues.hyperliquid.adapter import HyperliquidVenue
from tests.factories import NOON, a_wallet, an_id
from tests.factories_hyperliquid import a_perp_order
from tests.factories_keys import HL, Keys, some_keys
from tests.factories_orders import a_stored_entry, a_stored_signal, an_entry
from tests.worlds import opened_world

pytestmark = pytest.mark.integration
USER = a_wallet(1)


@pytest.fixture
def keys(engine: AsyncEngine, tmp_path: Path) -> Keys:
    return some_keys(engine, tmp_path)


@pytest.fixture
async def served(keys: Keys) -> AsyncIterator[Running]:
    async with running(clock=keys.clock, network=Network.TESTNET) as simulator:
        simulator.venue.deposit(USER, Decimal(10_000))
        yield simulator


@pytest.fixture
async def world(keys: Keys, served: Running) -> AsyncIterator[World]:
    settings = a_setting(hyperliquid_url=served.url, keys_dir=keys.directory.path)
    async with opened_world(settings, keys.engine, keys.clock) as (world, _):
        yield world


def a_setting(**values: Any) -> Settings:
    return Settings(**({"network": Network.TESTNET} | values))


async def an_order(world: World, name: str, **changes: Any) -> OrderRequest:
    """Ask for an order as a claim does, with the user's key and its next number."""
    async with world.units() as uow:
        signers = await uow.signers.for_wallets(HL, [USER])
        numbers = await uow.signers.nonces({signers[USER]: 1}, world.clock.now())
    order = a_perp_order(name, network=Network.TESTNET, **changes)
    return replace(order, signer=signers[USER], nonce=numbers[signers[USER]][0])


async def test_an_approved_key_trades_is_protected_and_leaves(
    keys: Keys, served: Running, world: World
) -> None:
    venue = world.venues[HL]
    assert isinstance(venue, HyperliquidVenue)
    made = await keys.custody.create(USER, HL)
    served.venue.approve(USER, made.agent_address, "maxxit")
    await keys.records.verify({HL: venue.approvals})
    assert (await keys.stored(made)).status is CredentialStatus.APPROVED

    opened = await venue.place(await an_order(world, "open"))
    assert opened.status is ReportStatus.FILLED
    stop = StopRequest(
        client_order_id=an_id("stop"),
        wallet=USER,
        signer=made.agent_address,
        symbol="BTC",
        side=Side.LONG,
        quantity=Decimal("0.01"),
        trigger_price=Decimal(55_000),
    )
    await venue.protect(stop)
    [resting] = await venue.stops([USER])
    await venue.unprotect(resting, made.agent_address)
    closed = await venue.place(await an_order(world, "close", purpose=Purpose.CLOSE))
    assert closed.status is ReportStatus.FILLED
    assert list(await venue.holdings([USER])) == []


async def test_an_intent_becomes_a_position_on_the_venue_and_its_fills_in_the_store(
    engine: AsyncEngine, keys: Keys, served: Running, world: World
) -> None:
    made = await keys.custody.create(USER, HL)
    served.venue.approve(USER, made.agent_address, "maxxit")
    venue = world.venues[HL]
    assert isinstance(venue, HyperliquidVenue)
    await keys.records.verify({HL: venue.approvals})
    await a_stored_signal(engine)
    entry = an_entry(venue=HL, network=Network.TESTNET, leverage=Decimal(3))
    await a_stored_entry(engine, entry)
    async with world.units() as uow:
        await plan_entries([entry], Turn(uow=uow, now=NOON, policy=world.policy))
        await uow.reconciliation.note_looks(HL, [USER], NOON)

    await settle_due(world)
    held = served.venue.position(USER, "BTC")
    assert held is not None
    assert held.size == entry.quantity
    [fill] = await rows(engine, "select fill_id, price, fee from fill")
    [told] = served.venue.state.fills
    assert fill == (f"{told.oid}/{told.tid}", told.price, told.fee)
    [attempt] = await rows(engine, "select signer, outcome from order_attempt")
    assert attempt == (made.agent_address, "ACCEPTED")
    assert served.venue.ledger()["accepted"]


async def rows(engine: AsyncEngine, statement: str) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(statement))]


async def test_a_key_that_waits_for_its_approval_sends_nothing(
    keys: Keys, served: Running, world: World
) -> None:
    made = await keys.custody.create(USER, HL)
    order = replace(a_perp_order(network=Network.TESTNET), signer=made.agent_address)
    with pytest.raises(KeyUnavailable):
        await world.venues[HL].place(order)
    assert served.venue.state.orders == {}


async def test_the_venue_rations_what_the_world_may_ask(world: World) -> None:
    assert isinstance(world.rooms[HL], Budget)
    before = world.rooms[HL].room()

    async def left_after_asking() -> int:
        await world.venues[HL].quotes()
        return world.rooms[HL].room()

    # The least that was left: what was spent comes back, on a slow machine before all are done.
    assert min(await asyncio.gather(*(left_after_asking() for _ in range(10)))) < before


async def test_without_an_address_there_is_no_such_venue(engine: AsyncEngine, keys: Keys) -> None:
    async with opened_world(a_setting(), engine, keys.clock) as (world, _):
        assert HL not in world.venues
        assert HL not in world.rooms


async def test_without_keys_nothing_starts(engine: AsyncEngine, keys: Keys) -> None:
    with pytest.raises(Conflict, match="KEYS_DIR"):
        await make_world(a_setting(hyperliquid_url="http://127.0.0.1:1"), engine, keys.clock)


@pytest.mark.parametrize(
    ("network", "url", "right"),
    [
        (Network.MAINNET, "https://venue.test", True),
        (Network.MAINNET, "http://venue.test", False),
        (Network.TESTNET, "http://127.0.0.1:5060", True),
        (Network.PAPER, "http://127.0.0.1:5060", True),
        (Network.PAPER, "https://venue.test", False),
    ],
)
def test_the_address_must_suit_the_network(network: Network, url: str, right: bool) -> None:
    def said() -> Settings:
        return a_setting(network=network, hyperliquid_url=url)

    if right:
        assert said().hyperliquid_url is not None
    else:
        with pytest.raises(ValidationError):
            said()


@pytest.mark.parametrize(("slippage", "right"), [("0", False), ("0.1", True), ("0.11", False)])
def test_an_exit_slips_by_a_tenth_at_most(slippage: str, right: bool) -> None:
    if right:
        assert a_setting(hyperliquid_exit_slippage=slippage).hyperliquid_exit_slippage
    else:
        with pytest.raises(ValidationError):
            a_setting(hyperliquid_exit_slippage=slippage)
