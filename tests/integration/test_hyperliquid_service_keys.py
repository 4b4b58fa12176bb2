"""The key that the service is sent: seen by the service, and nowhere else at all."""

import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.process import require_keys
from cli.world import make_world
from consumers.orders import plan_entries, settle_due
from consumers.stage import Turn, World
from contracts.market import Network
from domain.errors import Conflict, KeyUnavailable, VenueError
from infra.keys.kek import KeysUnusable
from infra.keys.lending import KeyLender
from infra.logging import configure_logging
from infra.settings import Settings
from infra.venues.hyperliquid_service.adapter import HyperliquidServiceVenue
from infra.venues.hyperliquid_service.client import Patience
from tests.factories import NOON, a_wallet
from tests.factories_hyperliquid_service import a_service_order, an_adapter
from tests.factories_keys import HL, Keys, some_keys, write
from tests.factories_orders import a_stored_entry, a_stored_signal, an_entry
from tests.fake_hyperliquid_service import FakeService, running_service
from tests.leaks import find_key_material
from tests.worlds import opened_world

pytestmark = pytest.mark.integration
WORDS = ["echo", "echo_short", "fill", "crash", "drop", "hang", "forbidden", "err_unheard_of"]


@pytest.fixture
def keys(engine: AsyncEngine, tmp_path: Path) -> Keys:
    return some_keys(engine, tmp_path)


@pytest.fixture
async def fake(keys: Keys) -> AsyncIterator[FakeService]:
    async with running_service(keys.clock, slow=1.0) as each:
        yield each


@pytest.fixture
async def world(keys: Keys, fake: FakeService) -> AsyncIterator[World]:
    settings = a_setting(hyperliquid_service_url=fake.url, keys_dir=keys.directory.path)
    async with opened_world(settings, keys.engine, keys.clock) as (world, _):
        yield world


@pytest.fixture
def logs() -> Iterator[None]:
    """Log everything there is to log, of ours and of others."""
    handlers, level = logging.root.handlers[:], logging.root.level
    configure_logging(form="console", level="DEBUG")
    logging.root.setLevel(logging.DEBUG)
    yield
    logging.root.handlers[:], logging.root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def a_setting(**values: Any) -> Settings:
    return Settings(**({"network": Network.TESTNET} | values))


def everything(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and all that hangs on it, shown or not."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


async def test_whatever_goes_wrong_with_it_a_lent_key_is_found_nowhere(
    keys: Keys, fake: FakeService, logs: None, capfd: pytest.CaptureFixture[str]
) -> None:
    made = await keys.approved()
    secret = await keys.secret(made)
    lender = KeyLender(keys.engine, keys.directory, Network.TESTNET, keys.clock)
    venue = an_adapter(fake.url, lender, keys.clock, patience=Patience(asking=3.0, acting=0.5))
    fake.script, told = list(WORDS), [repr(lender), repr(venue)]
    errors: list[VenueError] = []
    for n, _ in enumerate(WORDS):
        order = a_service_order(f"{n}", signer=made.agent_address)
        try:
            told.append(repr(await venue.place(order)))
        except VenueError as error:
            errors.append(error)
            structlog.get_logger().exception("could not place", order=order)
    await venue.close()
    for each in errors:
        told += traceback.format_exception(each)
        assert [each] == list(everything(each)), "an error of the client's hangs on it"
    assert {key.lower() for key in fake.keys} == {"0x" + secret.hex()}
    assert len(fake.keys) == len(WORDS)
    printed = capfd.readouterr()
    assert "could not place" in printed.err
    texts = {"out": printed.out, "err": printed.err, "told": "".join(told)}
    assert await find_key_material([secret], engine=keys.engine, texts=texts) == []
    assert secret.hex()[:20] not in "".join(texts.values())


async def test_over_the_orders_stage_the_store_holds_none_either(
    engine: AsyncEngine, keys: Keys, fake: FakeService, world: World
) -> None:
    fake.prices["BTC"] = 60_000.0
    assert isinstance(world.venues[HL], HyperliquidServiceVenue)
    assert HL not in world.rooms
    secrets = [await keys.secret(await keys.approved(a_wallet(n))) for n in (1, 2, 3)]
    await a_stored_signal(engine)
    fake.script = ["echo", "echo_short", "fill"]
    async with world.units() as uow:
        await uow.reconciliation.note_looks(HL, [a_wallet(n) for n in (1, 2, 3)], NOON)
    for n in (1, 2, 3):
        entry = an_entry(n, venue=HL, network=Network.TESTNET)
        await a_stored_entry(engine, entry)
        async with world.units() as uow:
            await plan_entries([entry], Turn(uow=uow, now=NOON, policy=world.policy))
    await settle_due(world)
    assert sorted(fake.keys) == sorted("0x" + secret.hex() for secret in secrets)
    async with world.units() as uow:
        due = await uow.orders.due(NOON + timedelta(hours=1), limit=10)
    assert [case.order.state for case in due] == ["UNKNOWN", "UNKNOWN"]
    assert await find_key_material(secrets, engine=engine) == []


async def test_a_key_is_lent_under_the_conditions_of_a_signature(keys: Keys) -> None:
    lender = KeyLender(keys.engine, keys.directory, Network.TESTNET, keys.clock)
    waiting = await keys.custody.create(a_wallet(2), HL)
    made = await keys.approved()
    for address, mainnet in [(waiting.agent_address, False), (made.agent_address, True)]:
        with pytest.raises(KeyUnavailable):
            async with lender.lend(address, mainnet=mainnet):
                pytest.fail("it was lent")
    async with lender.lend(made.agent_address, mainnet=False) as key:
        assert bytes.fromhex(key.spell()[2:]) == await keys.secret(made)


async def test_without_keys_or_a_service_there_is_no_such_venue(keys: Keys) -> None:
    with pytest.raises(Conflict, match="KEYS_DIR"):
        await make_world(
            a_setting(hyperliquid_service_url="http://127.0.0.1:1"), keys.engine, keys.clock
        )


async def test_a_process_does_not_start_beside_keys_that_do_not_open(keys: Keys) -> None:
    settings = a_setting(hyperliquid_service_url="http://127.0.0.1:1", keys_dir=keys.directory.path)
    await keys.approved()
    await require_keys(keys.engine, settings)
    await write(keys.engine, "update credential set nonce = dek_nonce")
    with pytest.raises(KeysUnusable):
        await require_keys(keys.engine, settings)
