"""What is wrong with a key, a network or an account is said clearly, and never asked in a storm."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network
from infra.keys.kek import KeyDirectory, KeysUnusable
from infra.keys.selftest import check_keys
from tests.hyperliquid_states import USER, Lone, lone
from tests.scenarios import rows

# An hour passes order by order: ten seconds alone, minutes on a machine that others use.
pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.timeout(300)]
D = Decimal
State = Callable[[Lone], Awaitable[None]]
ACTIONS = ("order", "updateLeverage", "cancel", "cancelByCloid")


@pytest.fixture
async def user(engine: AsyncEngine, store_url: str, tmp_path: Path) -> AsyncIterator[Lone]:
    async with lone(engine, store_url, tmp_path) as found:
        yield found


def sent(user: Lone) -> int:
    """Count the signed requests that reached the venue."""
    return sum(user.asked[kind] for kind in ACTIONS)


def directory_of(user: Lone) -> KeyDirectory:
    assert user.around.settings.keys_dir is not None
    return KeyDirectory(user.around.settings.keys_dir)


async def key_damaged(user: Lone) -> None:
    """Let what is sealed in the row not open any more."""
    async with user.engine.begin() as connection:
        await connection.execute(text("update credential set nonce = dek_nonce"))


async def kek_missing(user: Lone) -> None:
    """Let the key-encryption key be lost before the next start, with another one in its place."""
    directory = directory_of(user)
    [lost] = [directory.path / name for name in directory.load().every]
    directory.activate(directory.make().kid)
    lost.unlink()
    await user.restart()


async def wrong_network(user: Lone) -> None:
    """Let the venue be the other network's: it recovers strangers from what we sign."""
    user.sim.network = Network.MAINNET


async def revoked(user: Lone) -> None:
    """Let the user have taken the agent's right away half a minute ago."""
    user.sim.revoke(USER.wallet, "maxxit")
    user.later(30)


async def just_revoked(user: Lone) -> None:
    """Let the user take the agent's right away this moment, which the venue words otherwise."""
    user.sim.revoke(USER.wallet, "maxxit")


async def emptied(user: Lone) -> None:
    """Let the user take all the money out."""
    user.sim.deposit(USER.wallet, D(-10_000))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said, and how many signed requests it costs at most."""

    state: State
    reason: str
    words: str
    sent: int
    attempts: int = 1


MISSING = "the key-encryption key k0001 is missing"
ENTRIES = [
    Said(state=key_damaged, reason="never_accepted", words="does not open in", sent=0, attempts=3),
    Said(state=kek_missing, reason="never_accepted", words=MISSING, sent=0, attempts=3),
    Said(state=wrong_network, reason="venue_refused", words="OUR SIGNATURE IS WRONG", sent=1),
    Said(state=revoked, reason="not_approved", words="the user is needed", sent=1),
    Said(state=just_revoked, reason="insufficient_balance", words="the user is needed", sent=1),
    Said(state=emptied, reason="insufficient_balance", words="Insufficient margin", sent=2),
]
EXITS = ENTRIES[:5]


def named(said: Said) -> str:
    return said.state.__name__


@pytest.mark.parametrize("said", ENTRIES, ids=named)
async def test_an_entry_ends_rejected_for_its_reason_and_is_not_tried_for_ever(
    user: Lone, said: Said
) -> None:
    await user.let_in()
    await said.state(user)
    await user.enter()
    await user.pass_time()

    order = await user.order()
    assert (order["state"], order["reject_reason"]) == ("REJECTED", said.reason)
    assert said.words in order["detail"]
    assert (order["attempts"], sent(user)) == (said.attempts, said.sent)
    assert sum(user.asked.values()) < 20
    [position] = await rows(user.engine, "select status from position")
    assert position["status"] == "OPEN_FAILED"
    assert user.sim.state.accounts[USER.wallet].positions == {}


@pytest.mark.parametrize("said", EXITS, ids=named)
async def test_an_exit_is_tried_ever_less_often_with_one_alarm_and_gets_through_in_the_end(
    user: Lone, said: Said
) -> None:
    await user.let_in()
    await user.enter()
    assert (await user.order())["state"] == "FILLED"
    repair = await remembered(user)
    user.asked.clear()
    await said.state(user)
    await user.leave()

    first = await user.pass_time(timedelta(minutes=2))
    times = await user.pass_time(timedelta(hours=1))
    assert 0 < times < 125
    assert times < 30 * first
    assert sent(user) <= (first + times + 3 if said.sent else 0)
    order = await user.order()
    assert said.words in order["detail"] or order["state"] == "PLANNED"
    told = await rows(user.engine, "select detail from trade_order where purpose = 'CLOSE'")
    assert any(said.words in (row["detail"] or "") for row in told)
    alarms = await user.alarms()
    assert sum(alarms.values()) == 1
    assert set(alarms) <= {"exit_not_done", "naked_position"}
    assert user.sim.position(USER.wallet, "BTC") is not None

    await repair()
    await user.pass_time(timedelta(minutes=3))
    [position] = await rows(user.engine, "select status, exit_reason from position")
    assert position == {"status": "CLOSED", "exit_reason": "KILL_SWITCH"}
    assert user.sim.position(USER.wallet, "BTC") is None


async def remembered(user: Lone) -> Callable[[], Awaitable[None]]:
    """Return what makes everything as it is now."""
    directory, agents = directory_of(user), user.sim.state.agents
    files = {path: path.read_bytes() for path in directory.path.iterdir()}
    approvals = dict(agents.by_address), dict(agents.by_name)
    [row] = await rows(user.engine, "select nonce from credential")

    async def repair() -> None:
        for path, content in files.items():
            path.write_bytes(content)
            path.chmod(0o600)
        user.sim.network = Network.TESTNET
        agents.by_address, agents.by_name = dict(approvals[0]), dict(approvals[1])
        async with user.engine.begin() as connection:
            await connection.execute(text("update credential set nonce = :nonce"), row)

    return repair


async def test_with_a_key_known_as_revoked_an_entry_is_refused_before_anything_is_sent(
    user: Lone,
) -> None:
    await user.let_in()
    await revoked(user)
    await user.reception.verify(user.venue)
    await user.enter()

    order = await user.order()
    assert (order["state"], order["reject_reason"]) == ("REJECTED", "not_approved")
    assert order["detail"] == f"{USER.wallet} has approved no key for HYPERLIQUID"
    [refusal] = await rows(user.engine, "select reason, detail from refusal")
    assert refusal == {"reason": "not_ready", "detail": order["detail"]}
    assert (order["attempts"], sent(user)) == (0, 0)


async def test_with_a_key_known_as_revoked_an_exit_waits_for_the_next_key(user: Lone) -> None:
    await user.let_in()
    await user.enter()
    await revoked(user)
    await user.reception.verify(user.venue)
    user.asked.clear()
    await user.leave()
    await user.pass_time(timedelta(minutes=10))

    order = await user.order()
    assert (order["purpose"], order["state"], order["attempts"]) == ("CLOSE", "PLANNED", 0)
    assert await user.alarms() == {"key_missing": 1}
    assert user.asked.total() == 0
    again = await user.reception.approve(USER, user.venue)
    await user.reception.verify(user.venue)
    await user.pass_time(timedelta(minutes=1))
    attempts = await rows(user.engine, "select signer from order_attempt order by created_at")
    assert attempts[-1]["signer"] == again.agent_address
    [position] = await rows(user.engine, "select status from position")
    assert position["status"] == "CLOSED"


async def test_an_account_that_was_never_opened_is_told_so(user: Lone) -> None:
    await user.let_in()
    del user.sim.state.accounts[USER.wallet]
    await user.enter()

    order = await user.order()
    assert (order["state"], order["reject_reason"]) == ("REJECTED", "insufficient_balance")
    assert "the user is needed: Must deposit before performing actions" in order["detail"]
    assert sent(user) <= 1


@pytest.mark.parametrize("state", [key_damaged, kek_missing])
async def test_a_process_does_not_start_with_a_key_in_use_that_does_not_open(
    user: Lone, state: State
) -> None:
    await user.let_in()
    assert (await check_keys(directory_of(user), user.engine, Network.TESTNET)).usable == 1
    await state(user)
    with pytest.raises(KeysUnusable, match=r"missing|does not open"):
        await check_keys(directory_of(user), user.engine, Network.TESTNET)


async def test_a_process_does_not_start_on_another_network_than_its_keys(user: Lone) -> None:
    await user.let_in()
    with pytest.raises(KeysUnusable, match="NETWORK is mainnet, the database has keys for testnet"):
        await check_keys(directory_of(user), user.engine, Network.MAINNET)
