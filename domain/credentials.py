"""Credentials: which key may trade for a user on a venue, and what the venue says of it.

Nothing here holds a key: a credential is named by its agent address, which is public.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from contracts.market import Network, VenueName, Wallet
from domain.agents import CredentialStatus

USABLE = frozenset({CredentialStatus.PENDING, CredentialStatus.APPROVED})
"""The others are the end of an address: it is never approved or used again."""


class ApprovalState(StrEnum):
    """What a venue says of an agent address."""

    APPROVED = "APPROVED"
    ABSENT = "ABSENT"
    """It knows nothing of it, or nothing any more."""
    REVOKED = "REVOKED"
    """It says that the approval was taken back, or belongs to somebody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A venue's answer about one agent address and one user."""

    state: ApprovalState
    valid_until: datetime | None = None
    """When the approval lapses, or lapsed, by itself; None when the venue does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A key that may, or might, trade for a user on a venue, without the key."""

    id: UUID
    user_wallet: Wallet
    venue: VenueName
    network: Network
    agent_address: Wallet
    status: CredentialStatus
    kid: str
    """Which key-encryption key wraps it."""
    created_at: datetime
    approved_at: datetime | None = None
    valid_until: datetime | None = None
    checked_at: datetime | None = None
    last_used_at: datetime | None = None
    detail: str | None = None
    """Why it is what it is, for people."""

    @property
    def usable(self) -> bool:
        """Tell whether it signs now or may yet be approved."""
        return self.status in USABLE

    @property
    def lost(self) -> bool:
        """Tell whether it was approved, and then the venue knew nothing of it any more."""
        return self.status is CredentialStatus.PENDING and self.approved_at is not None


def judged(credential: Credential, approval: Approval, now: datetime) -> Credential:
    """Believe what the venue says now; what has ended stays ended, whatever it says.

    One that waits for its approval goes on waiting while the venue knows nothing of it. One in
    use that the venue forgot signs no more, and waits: what is not there may be missing because
    we asked at the wrong place, and that is no reason to end every key there is.
    """
    if not credential.usable:
        return credential
    seen = replace(credential, checked_at=now)
    match approval.state:
        case ApprovalState.APPROVED:
            return _approved(seen, approval.valid_until, now)
        case ApprovalState.REVOKED:
            return ended(seen, CredentialStatus.REVOKED, "revoked on the venue")
        case ApprovalState.ABSENT:
            return _absent(seen, approval.valid_until or credential.valid_until, now)
    assert_never(approval.state)


def ended(credential: Credential, status: CredentialStatus, why: str) -> Credential:
    """Return a credential that never signs again."""
    return replace(credential, status=status, detail=why)


def _approved(credential: Credential, valid_until: datetime | None, now: datetime) -> Credential:
    return replace(
        credential,
        status=CredentialStatus.APPROVED,
        approved_at=credential.approved_at or now,
        valid_until=valid_until,
        detail=None,
    )


def _absent(credential: Credential, valid_until: datetime | None, now: datetime) -> Credential:
    if valid_until is not None and valid_until <= now:
        return ended(credential, CredentialStatus.EXPIRED, "its approval lapsed")
    if credential.status is CredentialStatus.PENDING:
        return credential
    lost = "the venue does not know it any more"
    return replace(credential, status=CredentialStatus.PENDING, detail=lost)
