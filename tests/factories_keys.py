"""Agent keys for tests: a directory of key-encryption keys, custody of keys, approvals given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network, VenueName, Wallet
from domain.credentials import Approval, ApprovalState, Credential
from domain.errors import VenueUnavailable
from infra.clock import ManualClock
from infra.keys.custody import Custody
from infra.keys.kek import Kek, KeyDirectory
from infra.keys.records import Records, Verified
from infra.keys.ring import KeyRing, opened
from infra.keys.sealing import Place
from infra.repositories.credentials import SqlCredentials
from tests.factories import NOON, a_wallet

USER = a_wallet(1)
HL = VenueName.HYPERLIQUID
BUY: Mapping[str, Any] = {
    "type": "order",
    "orders": [
        {
            "a": 0,
            "b": True,
            "p": "60000",
            "s": "0.001",
            "r": False,
            "t": {"limit": {"tif": "Ioc"}},
        }
    ],
    "grouping": "na",
}


def a_kek(kid: str = "k0001", filling: int = 1) -> Kek:
    return Kek(kid=kid, secret=bytes([filling]) * 32)


def a_place(n: int = 1, **values: Any) -> Place:
    fields: dict[str, Any] = {
        "user": a_wallet(n),
        "venue": HL,
        "network": Network.TESTNET,
        "address": a_wallet(1000 + n),
    }
    return Place(**(fields | values))


@dataclass(slots=True)
class Register:
    """A venue's register of approvals, written by the test and read as any other."""

    approved: dict[Wallet, Wallet] = field(default_factory=dict)
    """The user of each agent address that may trade."""
    revoked: set[Wallet] = field(default_factory=set)
    valid_until: datetime | None = None
    away: bool = False
    asked: list[Wallet] = field(default_factory=list)

    async def check(self, user: Wallet, agent: Wallet) -> Approval:
        self.asked.append(agent)
        if self.away:
            raise VenueUnavailable("no route")
        if agent in self.revoked:
            return Approval(state=ApprovalState.REVOKED)
        if self.approved.get(agent) != user:
            return Approval(state=ApprovalState.ABSENT)
        return Approval(state=ApprovalState.APPROVED, valid_until=self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Everything around agent keys, on one database and one directory."""

    engine: AsyncEngine
    directory: KeyDirectory
    clock: ManualClock
    register: Register
    custody: Custody
    records: Records
    ring: KeyRing

    async def approved(self, user: Wallet = USER) -> Credential:
        """Make a user's key and let the venue approve it."""
        made = await self.custody.create(user, HL)
        self.register.approved[made.agent_address] = user
        await self.verify()
        return made

    async def verify(self) -> Verified:
        return await self.records.verify({HL: self.register})

    async def secret(self, credential: Credential) -> bytes:
        """Open a key, as nobody but the signer and this test does."""
        async with self.engine.connect() as connection:
            store = SqlCredentials(connection, credential.network)
            stored = await store.by_address(credential.agent_address)
        assert stored is not None
        return opened(stored, self.directory.load().named(stored.sealed.kid))

    async def stored(self, credential: Credential) -> Credential:
        return {each.id: each for each in await self.records.every()}[credential.id]


def some_keys(engine: AsyncEngine, path: Path, network: Network = Network.TESTNET) -> Keys:
    """Make a directory with one key-encryption key, and all that works with it."""
    directory, clock = KeyDirectory(path / "keys"), ManualClock(NOON)
    directory.make()
    return Keys(
        engine=engine,
        directory=directory,
        clock=clock,
        register=Register(),
        custody=Custody(engine, directory, network, clock),
        records=Records(engine, network, clock),
        ring=KeyRing(engine, directory, network, clock),
    )


async def write(engine: AsyncEngine, statement: str, **values: Any) -> None:
    """Change rows behind everybody's back."""
    async with engine.begin() as connection:
        await connection.execute(text(statement), values)
