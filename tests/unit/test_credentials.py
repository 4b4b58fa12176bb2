"""What a venue's word makes of a credential."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.market import Network, VenueName
from domain.agents import CredentialStatus
from domain.credentials import Approval, ApprovalState, Credential, judged
from tests.factories import NOON, a_wallet, an_id

LATER = NOON + timedelta(days=1)
PENDING = Credential(
    id=an_id("credential"),
    user_wallet=a_wallet(1),
    venue=VenueName.HYPERLIQUID,
    network=Network.TESTNET,
    agent_address=a_wallet(2),
    status=CredentialStatus.PENDING,
    kid="k0001",
    created_at=NOON,
)
APPROVED = replace(
    PENDING, status=CredentialStatus.APPROVED, approved_at=NOON, valid_until=LATER + timedelta(1)
)


def test_an_approval_is_believed_with_its_end() -> None:
    told = Approval(state=ApprovalState.APPROVED, valid_until=LATER)
    assert judged(PENDING, told, NOON) == replace(
        APPROVED, valid_until=LATER, approved_at=NOON, checked_at=NOON
    )


def test_an_approval_told_again_stays_as_old_as_it_is() -> None:
    known = judged(APPROVED, Approval(state=ApprovalState.APPROVED), LATER)
    assert (known.approved_at, known.checked_at) == (NOON, LATER)


def test_one_that_waits_goes_on_waiting_while_the_venue_knows_nothing_of_it() -> None:
    told = Approval(state=ApprovalState.ABSENT)
    assert judged(PENDING, told, LATER) == replace(PENDING, checked_at=LATER)


def test_one_in_use_that_the_venue_forgot_signs_no_more_and_may_come_back() -> None:
    known = judged(APPROVED, Approval(state=ApprovalState.ABSENT), LATER)
    assert (known.status, known.lost, PENDING.lost) == (CredentialStatus.PENDING, True, False)
    assert known.detail == "the venue does not know it any more"
    back = judged(known, Approval(state=ApprovalState.APPROVED), LATER)
    assert (back.status, back.lost, back.detail) == (CredentialStatus.APPROVED, False, None)


@pytest.mark.parametrize("after", [timedelta(0), timedelta(days=9)])
def test_one_that_the_venue_forgot_because_its_time_was_over_has_expired(after: timedelta) -> None:
    lapsed = replace(APPROVED, valid_until=LATER)
    known = judged(lapsed, Approval(state=ApprovalState.ABSENT), LATER + after)
    assert (known.status, known.detail) == (CredentialStatus.EXPIRED, "its approval lapsed")


@pytest.mark.parametrize("known", [PENDING, APPROVED])
def test_one_whose_time_was_over_before_we_looked_has_expired(known: Credential) -> None:
    told = Approval(state=ApprovalState.ABSENT, valid_until=NOON)
    assert judged(known, told, LATER).status is CredentialStatus.EXPIRED


def test_one_past_its_time_that_the_venue_still_takes_is_still_approved() -> None:
    told = Approval(state=ApprovalState.APPROVED, valid_until=NOON)
    assert judged(APPROVED, told, LATER).status is CredentialStatus.APPROVED


@pytest.mark.parametrize("known", [PENDING, APPROVED])
def test_one_that_was_taken_back_ends(known: Credential) -> None:
    told = Approval(state=ApprovalState.REVOKED)
    assert judged(known, told, LATER).status is CredentialStatus.REVOKED


@pytest.mark.parametrize("state", ApprovalState)
@pytest.mark.parametrize("status", [CredentialStatus.REVOKED, CredentialStatus.EXPIRED])
def test_what_has_ended_stays_ended(state: ApprovalState, status: CredentialStatus) -> None:
    over = replace(APPROVED, status=status)
    assert judged(over, Approval(state=state), LATER) == over
