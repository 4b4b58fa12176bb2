"""The self-test: a process that cannot sign does not start, and says in one line why."""

import asyncio
import resource
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import HttpUrl
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.process import require_keys
from contracts.market import Network
from infra.keys.kek import KeyDirectory, KeysUnusable
from infra.keys.selftest import check_keys
from infra.settings import Settings
from tests.factories import a_wallet
from tests.factories_keys import HL, Keys, some_keys, write

pytestmark = pytest.mark.integration
BEFORE_AND_AFTER = """
import resource
from infra.keys.hardening import forbid_core_dumps
most = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
forbid_core_dumps()
print(resource.getrlimit(resource.RLIMIT_CORE))
"""


@pytest.fixture
def keys(engine: AsyncEngine, tmp_path: Path) -> Keys:
    return some_keys(engine, tmp_path)


async def refusal(keys: Keys, network: Network = Network.TESTNET) -> str:
    with pytest.raises(KeysUnusable) as told:
        await check_keys(keys.directory, keys.engine, network)
    assert "\n" not in str(told.value)
    return str(told.value)


@pytest.mark.parametrize("network", [Network.TESTNET, Network.MAINNET])
async def test_it_tells_what_it_found(keys: Keys, network: Network) -> None:
    found = await check_keys(keys.directory, keys.engine, network)
    assert (found.active, found.usable, found.kids, found.spare) == ("k0001", 0, {}, [])


async def test_keys_in_use_are_counted_and_ended_ones_are_not(keys: Keys) -> None:
    await keys.approved()
    await keys.approved(a_wallet(2))
    await keys.records.revoke(a_wallet(2), HL, only_pending=False, even_if_exposed=False)
    found = await check_keys(keys.directory, keys.engine, Network.TESTNET)
    assert (found.usable, found.kids) == (1, {"k0001": 2})


async def test_a_missing_directory_is_refused(keys: Keys, tmp_path: Path) -> None:
    with pytest.raises(KeysUnusable, match="is missing: run `maxxit keys init`"):
        await check_keys(KeyDirectory(tmp_path / "nowhere"), keys.engine, Network.TESTNET)


async def test_a_missing_key_of_a_row_in_use_is_refused(keys: Keys) -> None:
    await keys.approved()
    keys.directory.make()
    keys.directory.activate("k0002")
    (keys.directory.path / "k0001").unlink()
    assert await refusal(keys) == "the key-encryption key k0001 is missing"


async def test_a_key_of_the_same_name_and_other_content_is_refused(keys: Keys) -> None:
    made = await keys.approved()
    path = keys.directory.path / "k0001"
    path.unlink()
    path.write_text("ab" * 32)
    path.chmod(0o400)
    assert made.agent_address in await refusal(keys)


async def test_a_row_that_does_not_open_is_refused(keys: Keys) -> None:
    await keys.approved()
    await write(keys.engine, "update credential set user_wallet = :other", other=a_wallet(8))
    assert "does not open in its row" in await refusal(keys)


async def test_another_key_sealed_for_an_address_is_refused(keys: Keys) -> None:
    mine = await keys.approved()
    await write(keys.engine, "update credential set agent_address = :other", other=a_wallet(8))
    assert a_wallet(8) in await refusal(keys)
    assert mine.agent_address not in await refusal(keys)


async def test_keys_in_use_for_another_network_are_refused(keys: Keys) -> None:
    await keys.approved()
    told = "NETWORK is mainnet, the database has keys for testnet"
    assert await refusal(keys, Network.MAINNET) == told
    await keys.records.revoke(a_wallet(1), HL, only_pending=False, even_if_exposed=False)
    await check_keys(keys.directory, keys.engine, Network.MAINNET)


async def test_a_service_with_a_venue_that_takes_signatures_asks_for_keys_in_order(
    keys: Keys,
) -> None:
    url = HttpUrl("http://127.0.0.1:1")
    wanted: dict[str, Any] = {"network": Network.TESTNET, "keys_dir": keys.directory.path}
    signing = Settings(hyperliquid_url=url, **wanted)
    await require_keys(keys.engine, signing)
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
    keys.directory.path.chmod(0o777)
    with pytest.raises(KeysUnusable, match="can be written by others"):
        await require_keys(keys.engine, signing)
    await require_keys(keys.engine, Settings(**wanted))


async def test_a_process_that_forbids_core_dumps_cannot_allow_them_again() -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", BEFORE_AND_AFTER, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await child.communicate()
    assert told.split() == [b"(0,", b"0)"]
