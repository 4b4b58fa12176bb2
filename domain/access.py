"""Access: who asks, in which roles, and what they may do with what they showed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from contracts.market import Wallet

SESSION_IDLE = timedelta(hours=12)
SESSION_LIFE = timedelta(days=7)
CHALLENGE_LIFE = timedelta(minutes=5)
SEEN_EVERY = timedelta(minutes=1)
"""How often it is noted that a session or a key was used: each time would be a write a read."""


class Role(StrEnum):
    """What a wallet is to the platform; a later one may all that the earlier ones may."""

    USER = "USER"
    CREATOR = "CREATOR"
    OPS = "OPS"
    ADMIN = "ADMIN"


class Scope(StrEnum):
    """What an API key was made for; a session has them all."""

    READ = "READ"
    WRITE = "WRITE"
    """Change what is the caller's own."""
    TRADE = "TRADE"
    """Commit money: deploy, trade by hand, close."""
    OPERATE = "OPERATE"
    """Use the roles OPS and ADMIN, for a wallet that has them."""


class ChallengeKind(StrEnum):
    """What a nonce is signed for."""

    LOGIN = "LOGIN"
    ACTION = "ACTION"
    INTENT = "INTENT"
    """To make an agent: a creator's proof of intent."""


RANKS = tuple(Role)
EVERYTHING = frozenset(Scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A wallet that proved itself, with the most it is and the scopes of what it showed."""

    wallet: Wallet
    role: Role
    scopes: frozenset[Scope]
    means_id: UUID
    """The session or the API key it came with."""

    def may(self, role: Role, scope: Scope) -> bool:
        """Tell whether it is that much at least, and came with what that takes."""
        return RANKS.index(self.role) >= RANKS.index(role) and scope in self.scopes

    @property
    def sees_all(self) -> bool:
        """Tell whether the rows of others are shown to it too."""
        return self.may(Role.OPS, Scope.OPERATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A nonce that is signed once, within five minutes, for what it was made for."""

    nonce: str
    kind: ChallengeKind
    binding: str
    """For a login, the browser it was given to; for an action, the wallet that is to sign."""
    message: str | None
    """What is to be signed, word for word; a login's is made by the wallet."""
    action: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in browser; its token is kept as a hash alone."""

    id: UUID
    token_hash: bytes
    wallet: Wallet
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime

    def alive(self, now: datetime) -> bool:
        """Tell whether it still stands for its wallet."""
        return now < min(self.expires_at, self.last_seen_at + SESSION_IDLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A script's way in: what it may do, and until when; its secret is kept as a hash alone."""

    id: UUID
    wallet: Wallet
    name: str
    secret_hash: bytes
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def alive(self, now: datetime) -> bool:
        """Tell whether it still opens anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
