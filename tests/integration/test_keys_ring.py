"""The signer on a real Postgres: what it signs is the agent's, and what it refuses."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network
from contracts.orders import RejectReason
from domain.credentials import Credential
from domain.errors import KeyLocked, KeyUnavailable, NeverSigned
from infra.keys.ring import KeyRing
from infra.venues.hyperliquid.ports import Signer
from infra.venues.hyperliquid.signing import Signature, recover_l1_signer
from tests.factories import NOON, a_wallet
from tests.factories_keys import BUY, HL, Keys, some_keys, write
from tests.statements import statements_of

pytestmark = pytest.mark.integration
VAULT, FORGED = "0x" + "ab" * 20, a_wallet(5)
MAINNET = Network.MAINNET


@pytest.fixture
def keys(engine: AsyncEngine, tmp_path: Path) -> Keys:
    return some_keys(engine, tmp_path)


async def refused(keys: Keys, address: str, *, mainnet: bool = False) -> str:
    with pytest.raises(KeyUnavailable) as refusal:
        await keys.ring.sign(address, BUY, 1, mainnet=mainnet)
    assert refusal.value.reason is RejectReason.NOT_APPROVED
    return refusal.value.detail


async def signer_of(keys: Keys, agent: Credential, nonce: int, **bounds: Any) -> str:
    signer: Signer = keys.ring
    told = await signer.sign(agent.agent_address, BUY, nonce, mainnet=False, **bounds)
    signature = Signature(r=told["r"], s=told["s"], v=told["v"])
    return recover_l1_signer(signature, BUY, nonce, mainnet=False, **bounds)


@pytest.mark.parametrize(
    "bounds", [{}, {"expires_after": 99}, {"vault_address": VAULT, "expires_after": 99}]
)
async def test_what_it_signs_is_the_agents(keys: Keys, bounds: dict[str, Any]) -> None:
    mine, theirs = await keys.approved(), await keys.approved(a_wallet(2))
    assert await signer_of(keys, mine, 7, **bounds) == mine.agent_address
    assert await signer_of(keys, theirs, 7, **bounds) == theirs.agent_address


async def test_a_key_that_nobody_has_signs_nothing(keys: Keys) -> None:
    assert "there is no key" in await refused(keys, a_wallet(77))


async def test_a_key_that_waits_for_its_approval_signs_nothing(keys: Keys) -> None:
    made = await keys.custody.create(a_wallet(1), HL)
    assert "is PENDING" in await refused(keys, made.agent_address)


async def test_a_revoked_key_signs_nothing_from_the_next_request_on(keys: Keys) -> None:
    made = await keys.approved()
    assert await signer_of(keys, made, 1) == made.agent_address
    await keys.records.revoke(a_wallet(1), HL, only_pending=False, even_if_exposed=False)
    assert "is REVOKED" in await refused(keys, made.agent_address)


async def test_a_key_of_one_network_signs_nothing_for_another(keys: Keys) -> None:
    made = await keys.approved()
    assert "is for testnet, asked for mainnet" in await refused(
        keys, made.agent_address, mainnet=True
    )
    elsewhere = KeyRing(keys.engine, keys.directory, Network.MAINNET, keys.clock)
    for mainnet in (True, False):
        with pytest.raises(KeyUnavailable, match="on mainnet"):
            await elsewhere.sign(made.agent_address, BUY, 1, mainnet=mainnet)


async def test_nothing_is_signed_on_paper(keys: Keys) -> None:
    made = await keys.approved()
    await write(keys.engine, "update credential set network = 'paper'")
    paper = KeyRing(keys.engine, keys.directory, Network.PAPER, keys.clock)
    with pytest.raises(KeyUnavailable, match="asked for testnet on paper"):
        await paper.sign(made.agent_address, BUY, 1, mainnet=False)


async def test_a_key_for_another_venue_does_not_sign_for_hyperliquid(keys: Keys) -> None:
    made = await keys.approved()
    await write(keys.engine, "update credential set venue = 'OSTIUM'")
    assert "is for OSTIUM" in await refused(keys, made.agent_address)


async def test_money_is_not_moved_and_the_key_not_even_looked_for(keys: Keys) -> None:
    with statements_of(keys.engine) as asked, pytest.raises(NeverSigned):
        await keys.ring.sign(a_wallet(77), {"type": "withdraw3"}, 1, mainnet=False)
    with statements_of(keys.engine) as again, pytest.raises(NeverSigned):
        await keys.ring.sign(a_wallet(77), BUY, -1, mainnet=False)
    assert asked == again == []


@pytest.mark.parametrize(
    ("forgery", "address", "network"),
    [
        ("update credential set user_wallet = :forged", None, Network.TESTNET),
        ("update credential set agent_address = :forged", FORGED, Network.TESTNET),
        ("update credential set network = substr('mainnet' || :forged, 1, 7)", None, MAINNET),
    ],
)
async def test_a_row_that_was_altered_opens_no_key(
    keys: Keys, forgery: str, address: str | None, network: Network
) -> None:
    made = await keys.approved()
    await write(keys.engine, forgery, forged=FORGED)
    ring = KeyRing(keys.engine, keys.directory, network, keys.clock)
    with pytest.raises(KeyLocked, match="does not open in its row"):
        await ring.sign(address or made.agent_address, BUY, 1, mainnet=network is MAINNET)


async def test_one_users_sealed_key_in_anothers_row_does_not_open(keys: Keys) -> None:
    mine, theirs = await keys.approved(), await keys.approved(a_wallet(2))
    await write(
        keys.engine,
        "update credential c set ciphertext = o.ciphertext, nonce = o.nonce,"
        " wrapped_dek = o.wrapped_dek, dek_nonce = o.dek_nonce"
        " from credential o where o.id = :theirs and c.id = :mine",
        theirs=theirs.id,
        mine=mine.id,
    )
    with pytest.raises(KeyLocked):
        await keys.ring.sign(mine.agent_address, BUY, 1, mainnet=False)


async def test_without_its_key_encryption_key_it_is_locked_and_may_be_tried_again(
    keys: Keys,
) -> None:
    made = await keys.approved()
    path = keys.directory.path / "k0001"
    hidden = path.rename(keys.directory.path.parent / "elsewhere")
    with pytest.raises(KeyLocked, match="there is no key"):
        await keys.ring.sign(made.agent_address, BUY, 1, mainnet=False)
    hidden.rename(path)
    assert await signer_of(keys, made, 1) == made.agent_address


async def test_use_is_noted_once_a_minute(keys: Keys) -> None:
    made = await keys.approved()
    for _ in range(3):
        await signer_of(keys, made, 1)
    assert (await keys.stored(made)).last_used_at == NOON
    keys.clock.set(NOON + timedelta(seconds=59))
    with statements_of(keys.engine) as asked:
        await signer_of(keys, made, 2)
    assert len(asked) == 1
    keys.clock.set(NOON + timedelta(seconds=60))
    await signer_of(keys, made, 3)
    assert (await keys.stored(made)).last_used_at == NOON + timedelta(seconds=60)
