"""Where keys may not be: nothing that is stored, logged, printed or told has one in it."""

import base64
import logging
import pickle
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from cli.main import app
from contracts.market import Network
from domain.errors import TradingError
from infra.keys.address import new_key
from infra.keys.selftest import check_keys
from infra.logging import configure_logging
from tests.factories import a_wallet
from tests.factories_keys import BUY, HL, Keys, some_keys, write
from tests.leaks import find_key_material, spellings

pytestmark = pytest.mark.integration
KEY = bytes(range(100, 132))
OUTBOX = "message_id, trace_id, routing_key, partition, payload, occurred_at"


@pytest.fixture
def keys(engine: AsyncEngine, tmp_path: Path) -> Keys:
    return some_keys(engine, tmp_path)


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


@pytest.mark.parametrize(
    "said",
    [
        f"key={KEY.hex()}",
        f"0x{KEY.hex()}",
        KEY.hex().upper(),
        str(int.from_bytes(KEY, "big")),
        base64.b64encode(KEY).decode(),
        base64.urlsafe_b64encode(b"0x" + KEY).decode(),
        base64.b64encode(b"k" + KEY + b"more").decode(),
        f"SecretBytes({KEY!r})",
        f"array {list(KEY)}",
        b"\x00" + KEY + b"\x00",
        pickle.dumps({"key": KEY}),
    ],
)
async def test_a_key_is_found_in_any_spelling(engine: AsyncEngine, said: str | bytes) -> None:
    assert await find_key_material([new_key(), KEY], engine=engine, texts={"said": said}) == [
        "said"
    ]
    assert await find_key_material([new_key()], engine=engine, texts={"said": said}) == []


@pytest.mark.parametrize(
    ("table", "columns", "values"),
    [
        ("dead_letter_note", "note", ":hex"),
        ("outbox", OUTBOX, "gen_random_uuid(), gen_random_uuid(), 'a', 'b', :json, now()"),
    ],
)
async def test_a_key_planted_in_a_table_is_found(
    engine: AsyncEngine, table: str, columns: str, values: str
) -> None:
    given = {":hex": {"hex": f"0x{KEY.hex()}"}}.get(values, {"json": f'{{"n": "{KEY.hex()}"}}'})
    await write(engine, "create table dead_letter_note (note text)")
    statement = f"insert into {table} ({columns}) values ({values})"  # noqa: S608 - named above
    await write(engine, statement.replace(":json", "cast(:json as jsonb)"), **given)
    assert await find_key_material([KEY], engine=engine) == [f"public.{table}"]


@pytest.mark.parametrize("written", [KEY, KEY.hex().encode(), f"0x{KEY.hex().upper()}".encode()])
async def test_a_key_planted_as_bytes_is_found(keys: Keys, written: bytes) -> None:
    await keys.custody.create(a_wallet(1), HL)
    await write(keys.engine, "update credential set ciphertext = :key", key=written)
    assert await find_key_material([KEY], engine=keys.engine) == ["public.credential"]


def test_no_spelling_is_so_short_that_it_is_found_by_chance() -> None:
    assert min(len(each) for each in spellings(KEY)) >= 32


async def test_a_whole_life_of_keys_leaves_none_anywhere(
    keys: Keys, logs: None, capfd: pytest.CaptureFixture[str]
) -> None:
    known = [keys.directory.load().active.secret]
    said: list[object] = []
    first = await keys.approved()
    known.append(await keys.secret(first))
    said += [first, await keys.ring.sign(first.agent_address, BUY, 1, mainnet=False), keys.ring]
    second = await keys.custody.rotate(a_wallet(1), HL)
    known.append(await keys.secret(second))
    keys.register.approved[second.agent_address] = a_wallet(1)
    said += [await keys.verify(), await keys.custody.rotate_kek(), keys.custody, keys.directory]
    known.append(keys.directory.load().active.secret)
    said += [await keys.ring.sign(second.agent_address, BUY, 2, mainnet=False)]
    said += [await failures(keys, first.agent_address, second.agent_address)]
    said += [await check_keys(keys.directory, keys.engine, Network.TESTNET)]
    structlog.get_logger().info("all of it", said=said, directory=keys.directory.load())
    printed = capfd.readouterr()
    texts = {"out": printed.out, "err": printed.err, "said": repr(said)}
    assert "all of it" in printed.err
    assert await find_key_material(known, engine=keys.engine, texts=texts) == []


async def failures(keys: Keys, *agents: str) -> str:
    """Make signing fail in every way there is, and return all that is told of it."""
    told = ""
    attempts = [
        (agents[0], BUY, True, ""),
        (agents[0], BUY, False, ""),
        (agents[1], BUY, True, ""),
        (agents[1], {"type": "usdSend"}, False, ""),
        (agents[1], {"type": "noop"}, False, "update credential set nonce = dek_nonce"),
        (agents[1], BUY, False, "update credential set kid = 'k0009'"),
    ]
    before = "create table before as select id, kid, nonce from credential"
    await write(keys.engine, before)
    for address, action, mainnet, damage in attempts:
        if damage:
            await write(keys.engine, damage)
        with pytest.raises(TradingError) as caught:
            await keys.ring.sign(address, action, 3, mainnet=mainnet)
        told += "".join(traceback.format_exception(caught.value)) + repr(caught.value)
        structlog.get_logger().error("could not sign", exc_info=caught.value)
        logging.getLogger("other").error("could not sign", exc_info=caught.value)
    repair = "update credential c set kid = b.kid, nonce = b.nonce from before b where b.id = c.id"
    await write(keys.engine, repair)
    return told


def test_no_command_prints_a_key(
    store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", store_url)
    monkeypatch.setenv("NETWORK", "testnet")
    monkeypatch.setenv("KEYS_DIR", str(tmp_path / "keys"))
    runner, user = CliRunner(), a_wallet(1)
    lines = [
        ["init"],
        ["create", user, "HYPERLIQUID"],
        ["list"],
        ["list", "--json"],
        ["check", "--json"],
        ["rotate-kek"],
        ["revoke", user, "hyperliquid"],
    ]
    told = ""
    for line in lines:
        result = runner.invoke(app, ["keys", *line])
        assert result.exit_code == 0, result.output
        told += result.output
    files = [path.read_text().strip() for path in (tmp_path / "keys").glob("k*")]
    assert len(files) == 2
    assert not [each for kek in files for each in spellings(bytes.fromhex(kek)) if each in told]
