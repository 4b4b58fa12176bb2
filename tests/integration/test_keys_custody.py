"""Agent keys made, approved, rotated and revoked, on a real Postgres."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network, VenueName, Wallet
from domain.agents import CredentialStatus
from domain.credentials import Approval
from domain.errors import Conflict, KeyUnavailable, NotFound
from infra.clock import ManualClock
from infra.keys.custody import Custody
from infra.keys.records import Records
from infra.repositories.signers import SqlSigners
from tests.factories import NOON, a_deployment, a_wallet, an_agent
from tests.factories_keys import BUY, HL, USER, Keys, Register, some_keys
from tests.factories_positions import a_position, a_signal

pytestmark = pytest.mark.integration
APPROVED, PENDING = CredentialStatus.APPROVED, CredentialStatus.PENDING
REVOKED, EXPIRED = CredentialStatus.REVOKED, CredentialStatus.EXPIRED


@pytest.fixture
def keys(engine: AsyncEngine, tmp_path: Path) -> Keys:
    return some_keys(engine, tmp_path)


async def statuses(keys: Keys) -> list[CredentialStatus]:
    """List the states of all keys, by name."""
    return sorted(each.status for each in await keys.records.every())


async def test_a_new_key_waits_and_the_venue_says_when_it_is_approved(keys: Keys) -> None:
    made = await keys.custody.create(USER, HL)
    assert (made.status, made.kid, made.network) == (PENDING, "k0001", Network.TESTNET)
    await keys.verify()
    assert (await keys.stored(made)).checked_at == NOON
    keys.register.approved[made.agent_address] = USER
    keys.register.valid_until = NOON + timedelta(days=179)
    await keys.verify()
    known = await keys.stored(made)
    assert (known.status, known.approved_at) == (APPROVED, NOON)
    assert known.valid_until == NOON + timedelta(days=179)


async def test_however_many_ask_at_once_there_is_one_key(keys: Keys) -> None:
    made = await asyncio.gather(*(keys.custody.create(USER, HL) for _ in range(12)))
    assert len({each.agent_address for each in made}) == 1
    assert await statuses(keys) == [PENDING]


async def test_asking_for_a_key_that_is_approved_returns_it(keys: Keys) -> None:
    made = await keys.approved()
    assert (await keys.custody.create(USER, HL)).agent_address == made.agent_address
    await keys.custody.rotate(USER, HL)
    assert (await keys.custody.create(USER, HL)).agent_address == made.agent_address


async def test_users_and_networks_have_keys_of_their_own(keys: Keys) -> None:
    mainnet = Custody(keys.engine, keys.directory, Network.MAINNET, keys.clock)
    made = [await keys.custody.create(a_wallet(n), HL) for n in (1, 2)]
    made.append(await mainnet.create(USER, HL))
    assert len({each.agent_address for each in made}) == 3
    assert len(await keys.records.every()) == 2


@pytest.mark.parametrize("venue", [VenueName.PAPER, VenueName.GMX])
async def test_a_venue_without_agent_keys_gets_none(keys: Keys, venue: VenueName) -> None:
    with pytest.raises(Conflict, match="not traded with agent keys"):
        await keys.custody.create(USER, venue)


async def test_paper_gets_none(keys: Keys) -> None:
    paper = Custody(keys.engine, keys.directory, Network.PAPER, keys.clock)
    with pytest.raises(Conflict, match="NETWORK is paper"):
        await paper.create(USER, HL)


async def test_an_approval_by_somebody_else_is_none(keys: Keys) -> None:
    made = await keys.custody.create(USER, HL)
    keys.register.approved[made.agent_address] = a_wallet(2)
    await keys.verify()
    assert await statuses(keys) == [PENDING]


async def test_a_venue_that_is_silent_changes_nothing_and_holds_up_nobody(keys: Keys) -> None:
    made = await keys.approved()
    keys.register.away = True
    seen = await keys.verify()
    assert ([each.id for each in seen.silent], seen.told) == ([made.id], [])
    assert (await keys.stored(made)).status is APPROVED


async def test_a_venue_we_cannot_ask_is_not_asked(keys: Keys) -> None:
    await keys.approved()
    seen = await keys.records.verify({VenueName.GMX: keys.register})
    assert (seen.told, seen.silent) == ([], [])


async def test_new_keys_are_asked_about_each_time_and_others_now_and_then(keys: Keys) -> None:
    used, waits = await keys.approved(), await keys.custody.create(a_wallet(2), HL)
    expected = {30: [waits], 60: [used], 90: [waits], 120: [used]}
    for after, asked in expected.items():
        keys.clock.set(NOON + timedelta(minutes=after))
        keys.register.asked.clear()
        await keys.records.verify({HL: keys.register}, every=timedelta(hours=1))
        assert keys.register.asked == [each.agent_address for each in asked]


async def test_a_key_that_the_venue_forgot_comes_back_with_it(keys: Keys) -> None:
    made = await keys.approved()
    elsewhere, keys.register.approved = keys.register.approved, {}
    await keys.verify()
    assert (await keys.stored(made)).lost
    with pytest.raises(KeyUnavailable):
        await keys.ring.sign(made.agent_address, BUY, 1, mainnet=False)
    keys.register.approved = elsewhere
    await keys.verify()
    await keys.ring.sign(made.agent_address, BUY, 1, mainnet=False)


async def test_who_asks_for_a_key_after_the_venue_forgot_one_gets_another(keys: Keys) -> None:
    lost = await keys.approved()
    keys.register.approved.clear()
    await keys.verify()
    made = await keys.custody.create(USER, HL)
    assert made.agent_address != lost.agent_address
    assert await statuses(keys) == [PENDING, REVOKED]
    assert (await keys.stored(lost)).detail == "given up for a new one"


async def test_a_forgotten_key_ends_where_its_successor_waits_already(keys: Keys) -> None:
    old = await keys.approved()
    new = await keys.custody.rotate(USER, HL)
    keys.register.approved.clear()
    await keys.verify()
    assert (await keys.stored(old)).status is REVOKED
    assert (await keys.stored(new)).status is PENDING


async def test_the_old_key_signs_until_the_next_is_approved_and_never_again(keys: Keys) -> None:
    old = await keys.approved()
    new = await keys.custody.rotate(USER, HL)
    assert (await keys.custody.rotate(USER, HL)).agent_address == new.agent_address
    await keys.ring.sign(old.agent_address, BUY, 1, mainnet=False)
    assert await signer(keys) == old.agent_address
    del keys.register.approved[old.agent_address]
    keys.register.approved[new.agent_address] = USER
    await keys.verify()
    assert await statuses(keys) == [APPROVED, REVOKED]
    assert (await keys.stored(old)).detail == f"replaced by {new.agent_address}"
    assert await signer(keys) == new.agent_address
    await keys.ring.sign(new.agent_address, BUY, 2, mainnet=False)
    with pytest.raises(KeyUnavailable):
        await keys.ring.sign(old.agent_address, BUY, 3, mainnet=False)


async def signer(keys: Keys) -> str:
    """Name the key that orders of the user are signed with."""
    async with keys.engine.connect() as connection:
        found = await SqlSigners(connection, Network.TESTNET).for_wallets(HL, [USER])
    return found[USER]


async def test_an_old_key_that_the_venue_takes_again_stays_ended(keys: Keys) -> None:
    old = await keys.approved()
    new = await keys.custody.rotate(USER, HL)
    keys.register.approved[new.agent_address] = USER
    await keys.verify()
    await keys.verify()
    assert old.agent_address in keys.register.approved
    assert await statuses(keys) == [APPROVED, REVOKED]


async def test_without_a_key_in_use_there_is_nothing_to_rotate(keys: Keys) -> None:
    await keys.custody.create(USER, HL)
    with pytest.raises(NotFound, match="no approved key"):
        await keys.custody.rotate(USER, HL)


async def test_what_the_venue_took_back_or_forgot_ends_and_the_next_key_is_another(
    keys: Keys,
) -> None:
    first = await keys.approved()
    keys.register.revoked.add(first.agent_address)
    await keys.verify()
    keys.register.valid_until = NOON + timedelta(days=1)
    second = await keys.approved()
    keys.clock.set(NOON + timedelta(days=2))
    keys.register.approved.clear()
    await keys.verify()
    third = await keys.custody.create(USER, HL)
    assert await statuses(keys) == [EXPIRED, PENDING, REVOKED]
    addresses = {first.agent_address, second.agent_address, third.agent_address}
    assert len(addresses) == 3


async def test_a_key_is_revoked_once_and_only_if_there_is_one(keys: Keys) -> None:
    await keys.approved()
    await keys.custody.rotate(USER, HL)
    pending = await keys.records.revoke(USER, HL, only_pending=True, even_if_exposed=False)
    assert [each.status for each in pending] == [REVOKED]
    assert await statuses(keys) == [APPROVED, REVOKED]
    with pytest.raises(NotFound):
        await keys.records.revoke(USER, HL, only_pending=True, even_if_exposed=False)
    await keys.records.revoke(USER, HL, only_pending=False, even_if_exposed=False)
    with pytest.raises(NotFound):
        await keys.records.revoke(USER, HL, only_pending=False, even_if_exposed=False)


async def test_a_key_that_positions_need_is_not_revoked_unasked(keys: Keys) -> None:
    await keys.approved()
    agent = await an_agent(keys.engine)
    deployment = await a_deployment(keys.engine, agent, network="testnet")
    signal = await a_signal(keys.engine, agent)
    where: dict[str, Any] = {"venue": "HYPERLIQUID", "network": "testnet"}
    await a_position(keys.engine, agent, deployment, signal, **where)
    with pytest.raises(Conflict, match="1 live positions on HYPERLIQUID that need the key"):
        await keys.records.revoke(USER, HL, only_pending=False, even_if_exposed=False)
    assert await statuses(keys) == [APPROVED]
    await keys.records.revoke(USER, HL, only_pending=False, even_if_exposed=True)
    assert await statuses(keys) == [REVOKED]


async def test_an_answer_that_comes_after_the_key_was_revoked_does_not_revive_it(
    keys: Keys,
) -> None:
    made = await keys.custody.create(USER, HL)
    records = Records(keys.engine, Network.TESTNET, ManualClock(NOON))

    class Slow(Register):
        async def check(self, user: Wallet, agent: Wallet) -> Approval:
            await records.revoke(USER, HL, only_pending=False, even_if_exposed=False)
            return await Register.check(self, user, agent)

    slow = Slow(approved={made.agent_address: USER})
    [known] = (await records.verify({HL: slow})).told
    assert known.status is REVOKED
    assert await statuses(keys) == [REVOKED]
