"""Approvals of agents on the simulated Hyperliquid, through the adapter."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from contracts.market import Network, VenueName
from domain.agents import CredentialStatus
from domain.credentials import ApprovalState, Credential
from domain.errors import FateUnknown, VenueRefused
from infra.keys.asking import approval_request
from infra.simulators.hyperliquid.faults import Fault, Kind
from infra.venues.hyperliquid.approvals import Forged
from infra.venues.hyperliquid.signing import Signature
from tests.factories import NOON, a_wallet, an_id
from tests.factories_hyperliquid import Hyperliquid, agent_of, hyperliquid

pytestmark = pytest.mark.integration
WALLET = a_wallet(1)
USER = Account.from_key("0x" + "5a" * 32)
USER_WALLET = str(USER.address).lower()


@pytest.fixture
async def trading() -> AsyncIterator[Hyperliquid]:
    async with hyperliquid() as surroundings:
        yield surroundings


def a_credential(agent: str) -> Credential:
    return Credential(
        id=an_id("credential"),
        user_wallet=USER_WALLET,
        venue=VenueName.HYPERLIQUID,
        network=Network.TESTNET,
        agent_address=agent,
        status=CredentialStatus.PENDING,
        kid="kek-1",
        created_at=NOON,
    )


def signed(asked: dict[str, object]) -> Signature:
    made = USER.sign_message(encode_typed_data(full_message=asked))
    return Signature(r=hex(made.r), s=hex(made.s), v=made.v)


async def test_an_approval_that_the_user_signed_is_handed_over_and_then_holds(
    trading: Hyperliquid,
) -> None:
    agent, approvals = agent_of(a_wallet(55)), trading.venue.approvals
    trading.sim.deposit(USER_WALLET, Decimal(1000))
    asked = approval_request(a_credential(agent), chain_id=42161, now=NOON)
    assert (await approvals.check(USER_WALLET, agent)).state is ApprovalState.ABSENT

    await approvals.submit(asked, signed(asked), user=USER_WALLET)
    told = await approvals.check(USER_WALLET, agent)
    assert told.state is ApprovalState.APPROVED
    assert told.valid_until == NOON + timedelta(days=179)
    assert (await approvals.check(WALLET, agent)).state is ApprovalState.REVOKED
    with pytest.raises(FateUnknown, match="duplicate nonce"):
        await approvals.submit(asked, signed(asked), user=USER_WALLET)


async def test_an_approval_that_the_venue_will_not_take_is_refused(trading: Hyperliquid) -> None:
    trading.sim.deposit(USER_WALLET, Decimal(1000))
    asked = approval_request(a_credential(agent_of(WALLET)), chain_id=42161, now=NOON)
    with pytest.raises(VenueRefused, match="already used"):
        await trading.venue.approvals.submit(asked, signed(asked), user=USER_WALLET)


async def test_an_approval_that_somebody_else_signed_is_not_handed_over(
    trading: Hyperliquid,
) -> None:
    asked = approval_request(a_credential(agent_of(a_wallet(55))), chain_id=42161, now=NOON)
    with pytest.raises(Forged):
        await trading.venue.approvals.submit(asked, signed(asked), user=WALLET)
    assert trading.way.asked == []


async def test_an_approval_whose_answer_makes_no_sense_is_of_unknown_fate(
    trading: Hyperliquid,
) -> None:
    asked = approval_request(a_credential(agent_of(a_wallet(55))), chain_id=42161, now=NOON)
    trading.sim.faults.add(Fault(kind=Kind.WRONG_SHAPE, action="approveAgent"))
    trading.sim.deposit(USER_WALLET, Decimal(1000))
    with pytest.raises(FateUnknown):
        await trading.venue.approvals.submit(asked, signed(asked), user=USER_WALLET)


async def test_a_lapsed_approval_is_absent_though_the_venue_is_slow_to_notice(
    trading: Hyperliquid,
) -> None:
    agent = agent_of(a_wallet(55))
    until = int((NOON + timedelta(hours=1)).timestamp() * 1000)
    trading.sim.approve(WALLET, agent, "maxxit", until)
    trading.sim.state.agents.grace_ms = 900_000
    trading.advance(seconds=3660)

    assert (await trading.venue.approvals.check(WALLET, agent)).state is ApprovalState.ABSENT


async def test_an_agent_without_a_name_is_approved_for_as_long_as_it_is(
    trading: Hyperliquid,
) -> None:
    told = await trading.venue.approvals.check(WALLET, agent_of(WALLET))
    assert (told.state, told.valid_until) == (ApprovalState.APPROVED, None)
    trading.sim.revoke(WALLET)
    assert (await trading.venue.approvals.check(WALLET, agent_of(WALLET))).state in (
        ApprovalState.ABSENT,
        ApprovalState.REVOKED,
    )
