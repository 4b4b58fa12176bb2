"""Which key trades for whom: approvals, their names, their ends, and keys that are used up."""

from dataclasses import dataclass, field
from typing import Final

from infra.simulators.hyperliquid.nonces import DAY_MS
from infra.simulators.hyperliquid.words import (
    AGENT_EXPIRED,
    AGENT_MANY,
    AGENT_NAME,
    AGENT_PENDING,
    AGENT_USED,
    NOWHERE,
    Json,
    Refused,
)

LONGEST_NAME: Final = 16
NAMED: Final = 3
DEFAULT_DAYS: Final = 90
MOST_DAYS: Final = 180
REMOVAL_MS: Final = 5_000
_SUFFIX: Final = " valid_until "


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One key that trades for a user until a moment, in ms; the unnamed one is called ""."""

    user: str
    address: str
    name: str
    valid_until: int


@dataclass(slots=True)
class Agents:
    """All approvals; an address that was ever one is never one again."""

    by_address: dict[str, Approval] = field(default_factory=dict)
    by_name: dict[tuple[str, str], Approval] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    removed_at: dict[str, int] = field(default_factory=dict)
    forgotten: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Whom a key traded for before it was replaced or removed, and when that was."""
    grace_ms: int = 0
    """How long an agent goes on trading after its end; the real venue is slow to notice."""

    def approve(self, user: str, address: str, name: str, now: int) -> None:
        """Let an address trade for a user, in place of the one of the same name.

        `name` may carry ` valid_until MS`; the zero address removes. Raises Refused.
        """
        bare, until = _parsed(name, now)
        if now - self.removed_at.get(user, now - REMOVAL_MS) < REMOVAL_MS:
            raise Refused(AGENT_PENDING)
        if address == NOWHERE:
            self.remove(user, bare, now)
            return
        self._check(user, address, bare)
        self._forget(user, bare, now)
        approval = Approval(user=user, address=address, name=bare, valid_until=until)
        self.used.add(address)
        self.by_address[address] = self.by_name[user, bare] = approval

    def remove(self, user: str, name: str, now: int) -> None:
        """Take an agent's right away; for a few seconds the user can then approve no other."""
        if (user, name) in self.by_name:
            self._forget(user, name, now)
            self.removed_at[user] = now

    def principal(self, address: str, now: int) -> str | None:
        """Tell for whom an address trades at this moment, in ms."""
        approval = self.by_address.get(address)
        if approval is None or now >= approval.valid_until + self.grace_ms:
            return None
        return approval.user

    def just_lost(self, address: str, now: int) -> str | None:
        """Tell for whom an address traded until a few seconds ago."""
        user, at = self.forgotten.get(address, (None, 0))
        return user if now - at < REMOVAL_MS else None

    def named(self, user: str) -> list[Json]:
        """List a user's named agents as `extraAgents` does; the unnamed one stays unseen."""
        return [
            {"name": held.name, "address": held.address, "validUntil": held.valid_until}
            for (owner, name), held in self.by_name.items()
            if owner == user and name
        ]

    def _check(self, user: str, address: str, name: str) -> None:
        if address in self.used:
            raise Refused(AGENT_USED)
        named = sum(1 for owner, held in self.by_name if owner == user and held)
        if name and (user, name) not in self.by_name and named >= NAMED:
            raise Refused(AGENT_MANY.format(limit=NAMED))

    def _forget(self, user: str, name: str, now: int) -> None:
        old = self.by_name.pop((user, name), None)
        if old is not None:
            del self.by_address[old.address]
            self.forgotten[old.address] = user, now


def _parsed(name: str, now: int) -> tuple[str, int]:
    """Split a name from its end."""
    bare, suffix, until = name.partition(_SUFFIX)
    if len(bare) > LONGEST_NAME:
        raise Refused(AGENT_NAME)
    if not suffix:
        return bare, now + DEFAULT_DAYS * DAY_MS
    if not until.isdigit() or not now < int(until) <= now + MOST_DAYS * DAY_MS:
        raise Refused(AGENT_EXPIRED)
    return bare, int(until)
