"""Rotating the key-encryption key: data keys move, keys stay, and a kill does no harm."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network
from infra.keys.custody import Custody
from infra.keys.kek import KeysUnusable
from infra.keys.selftest import check_keys
from tests.factories import a_wallet
from tests.factories_keys import BUY, HL, Keys, some_keys, write

pytestmark = pytest.mark.integration
KILLED_AT_THE_THIRD = """
import asyncio, os, signal, sys
from pathlib import Path
from sqlalchemy import event
from contracts.market import Network
from infra.clock import SystemClock
from infra.database import make_engine
from infra.keys.custody import Custody
from infra.keys.kek import KeyDirectory

engine, updates = make_engine(sys.argv[1]), []

def note(*sent):
    updates.extend([sent[2]] if sent[2].startswith("UPDATE credential") else [])
    if len(updates) == 3:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(engine.sync_engine, "before_cursor_execute", note)
custody = Custody(engine, KeyDirectory(Path(sys.argv[2])), Network.TESTNET, SystemClock())
asyncio.run(custody.rewrap(batch=2))
"""


@pytest.fixture
def keys(engine: AsyncEngine, tmp_path: Path) -> Keys:
    return some_keys(engine, tmp_path)


async def sealed(keys: Keys) -> list[tuple[Any, ...]]:
    """Read what must not change when a data key is wrapped anew."""
    async with keys.engine.connect() as connection:
        query = "select ciphertext, nonce from credential order by agent_address"
        return [tuple(row) for row in await connection.exec_driver_sql(query)]


async def test_data_keys_move_and_keys_stay_as_they_are_sealed(keys: Keys) -> None:
    made = [await keys.approved(a_wallet(n)) for n in range(1, 4)]
    secrets, before = [await keys.secret(each) for each in made], await sealed(keys)
    assert await keys.custody.rotate_kek() == ("k0002", 3)
    assert await keys.records.kids(usable=True) == {"k0002": 3}
    assert await sealed(keys) == before
    (keys.directory.path / "k0001").unlink()
    assert [await keys.secret(each) for each in made] == secrets
    assert (await keys.custody.create(a_wallet(9), HL)).kid == "k0002"


async def test_a_signer_that_runs_meets_the_new_key_without_being_told(keys: Keys) -> None:
    made = await keys.approved()
    await keys.ring.sign(made.agent_address, BUY, 1, mainnet=False)
    await keys.custody.rotate_kek()
    (keys.directory.path / "k0001").unlink()
    await keys.ring.sign(made.agent_address, BUY, 2, mainnet=False)


async def test_what_a_kill_left_half_done_is_done_by_doing_it_again(
    keys: Keys, store_url: str
) -> None:
    made = [await keys.approved(a_wallet(n)) for n in range(1, 8)]
    keys.directory.make()
    keys.directory.activate("k0002")
    arguments = ["-c", KILLED_AT_THE_THIRD, store_url, str(keys.directory.path)]
    child = await asyncio.create_subprocess_exec(sys.executable, *arguments, env=dict(os.environ))
    assert await child.wait() == -signal.SIGKILL
    assert await keys.records.kids(usable=True) == {"k0001": 5, "k0002": 2}
    for each in made:
        await keys.ring.sign(each.agent_address, BUY, 1, mainnet=False)
    assert await keys.custody.rotate_kek() == ("k0002", 5)
    assert await keys.custody.rotate_kek() == ("k0003", 7)


async def test_a_key_that_was_prepared_is_taken_before_another_is_made(keys: Keys) -> None:
    await keys.approved()
    keys.directory.make()
    assert await keys.custody.rotate_kek() == ("k0002", 1)
    assert sorted(keys.directory.load().every) == ["k0001", "k0002"]


async def test_two_rotations_at_once_lose_nothing(keys: Keys) -> None:
    made = [await keys.approved(a_wallet(n)) for n in range(1, 6)]
    keys.directory.make()
    keys.directory.activate("k0002")
    moved = await asyncio.gather(*(keys.custody.rewrap(batch=1) for _ in range(3)))
    assert sum(moved) == 5
    for each in made:
        await keys.secret(each)


async def test_every_network_and_what_has_ended_is_moved_too(keys: Keys) -> None:
    await keys.approved()
    await keys.records.revoke(a_wallet(1), HL, only_pending=False, even_if_exposed=False)
    mainnet = Custody(keys.engine, keys.directory, Network.MAINNET, keys.clock)
    await mainnet.create(a_wallet(1), HL)
    assert await keys.custody.rotate_kek() == ("k0002", 2)


async def test_a_usable_key_whose_wrapping_is_lost_is_told_and_one_that_ended_is_left(
    keys: Keys,
) -> None:
    first = await keys.approved()
    await keys.approved(a_wallet(2))
    await write(keys.engine, "update credential set kid = 'lost' where id = :id", id=first.id)
    with pytest.raises(KeysUnusable, match="lost is missing"):
        await keys.custody.rotate_kek()
    assert await keys.records.kids(usable=False) == {"lost": 1, "k0002": 1}
    await keys.records.revoke(a_wallet(1), HL, only_pending=False, even_if_exposed=False)
    assert await keys.custody.rotate_kek() == ("k0003", 1)
    found = await check_keys(keys.directory, keys.engine, Network.TESTNET)
    assert (found.kids, found.spare) == ({"lost": 1, "k0003": 1}, ["k0001", "k0002"])
