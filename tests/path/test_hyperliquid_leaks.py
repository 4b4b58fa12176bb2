"""A whole run on Hyperliquid, failures included, and no key anywhere: not ours, not the users'."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import structlog
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from api.health import health_app
from cli.demo.hyperliquid.floor import Floor, Surroundings
from cli.main import app
from infra.gauges import Gauges
from infra.health import Health
from infra.keys.address import address_of
from infra.keys.kek import KeyDirectory
from infra.keys.ring import opened as unsealed
from infra.logging import configure_logging
from infra.repositories.credentials import SqlCredentials
from infra.simulators.hyperliquid.faults import Fault, Kind
from tests.hyperliquid_floor import a_person, cost, opened, positions, say, surroundings
from tests.leaks import find_key_material

pytestmark = [pytest.mark.integration, pytest.mark.slow]
ADA = a_person(1)
KEYS = 4
"""The user's own, the key-encryption key, and two agents': one was revoked on the way."""
COMMANDS = (
    ["keys", "list", "--json"],
    ["keys", "list"],
    ["keys", "check", "--json"],
    ["deployments", "list", "--json"],
    ["agents", "list", "--json"],
    ["limits", "show", "--json"],
    ["halt", "list", "--json"],
    ["dead-letters", "list", "--json"],
)


@pytest.fixture
def logs() -> Iterator[None]:
    """Log everything there is to log, of ours and of others."""
    handlers, level = logging.root.handlers[:], logging.root.level
    configure_logging(form="json", level="DEBUG")
    logging.root.setLevel(logging.DEBUG)
    yield
    logging.root.handlers[:], logging.root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


async def secrets(around: Surroundings) -> list[bytes]:
    """Open every key there is: agents', key-encryption keys, and the user's own."""
    assert around.settings.keys_dir is not None
    keks = KeyDirectory(around.settings.keys_dir).load()
    found = [kek.secret for kek in keks.every.values()] + [bytes(ADA.account.key)]
    async with around.engine.connect() as connection:
        store = SqlCredentials(connection, around.settings.network)
        for credential in await store.every():
            stored = await store.by_address(credential.agent_address)
            assert stored is not None
            found.append(unsealed(stored, keks.named(stored.sealed.kid)))
            assert address_of(found[-1]) == credential.agent_address
    return found


async def trade_through_failures(floor: Floor) -> None:
    """Enter, rest, trail and leave, with answers of every bad kind, and one key that is gone."""
    for number, kind in enumerate((Kind.DROP_AFTER, Kind.GARBLED, Kind.WRONG_SHAPE), start=1):
        floor.sim.faults.add(Fault(kind=kind, action="order", every=2, count=2))
        await say(floor, f"Just opened a long on ${('BTC', 'SOL', 'ETH')[number - 1]}", number)
    await cost(floor, minute=2, BTC="62400", SOL="156", ETH="3120")
    floor.sim.revoke(ADA.wallet, "maxxit")
    await cost(floor, minute=3, BTC="61200")
    await floor.reception.verify(floor.venue)
    await floor.reception.approve(ADA, floor.venue)
    await floor.reception.verify(floor.venue)
    await cost(floor, minute=4, BTC="61100", SOL="153", ETH="3060")
    await cost(floor, minute=6, BTC="61000")


def printed(around: Surroundings, subject: str) -> str:
    """Run the commands that show what is stored, and return all that they print."""
    environment = {
        "DATABASE_URL": around.database_url,
        "NETWORK": str(around.settings.network),
        "KEYS_DIR": str(around.settings.keys_dir),
        "HYPERLIQUID_URL": str(around.settings.hyperliquid_url),
    }
    told = ""
    for line in (*COMMANDS, ["explain", subject], ["explain", subject, "--json"]):
        result = CliRunner().invoke(app, line, env=environment)
        assert result.exit_code == 0, (line, result.output)
        told += result.output
    return told


async def answered(around: Surroundings) -> str:
    """Ask a service's web side everything it answers."""
    registry = CollectorRegistry()
    measuring = asyncio.create_task(Gauges(around.engine, registry).run())
    health = Health(engine=around.engine, clock=around.clock, rabbitmq_url="amqp://127.0.0.1:1/")
    web = health_app("trade-executor-worker", 5001, "0", health, registry)
    transport = httpx.ASGITransport(web)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        told = [(await client.get(path)).text for path in ("/health", "/ready", "/metrics")]
    measuring.cancel()
    await asyncio.gather(measuring, return_exceptions=True)
    return "\n".join(told)


async def test_a_run_with_all_its_failures_leaves_no_key_in_rows_messages_logs_or_answers(
    engine: AsyncEngine,
    store_url: str,
    tmp_path: Path,
    logs: None,
    capfd: pytest.CaptureFixture[str],
) -> None:
    async with surroundings(engine, store_url, tmp_path) as around:
        async with opened(around, [ADA]) as floor:
            await trade_through_failures(floor)
        ended = await positions(engine)
        assert {row["status"] for row in ended} == {"CLOSED"}
        shown = await asyncio.to_thread(printed, around, str(ended[0]["id"]))
        web = await answered(around)
        ledger = repr(around.simulator.venue.ledger())
        known = await secrets(around)
    said = capfd.readouterr()
    assert len(known) == KEYS
    assert "no answer that can be read" in said.err + said.out
    texts = {"out": said.out, "err": said.err, "ledger": ledger, "commands": shown, "web": web}
    assert await find_key_material(known, engine=engine, texts=texts) == []
    planted = {name: told + known[-1].hex() for name, told in texts.items()}
    assert await find_key_material(known, engine=engine, texts=planted) == [*planted]
