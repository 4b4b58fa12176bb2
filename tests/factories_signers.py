"""A venue whose orders are signed, and the keys that wallets approved for it."""

from collections.abc import Iterable
from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import VenueName, Wallet
from infra.tables.agents import CredentialRow
from tests.factories import a_wallet
from tests.factories_orders import ScriptedVenue
from tests.orders_desk import Desk

VENUE = VenueName.HYPERLIQUID


class SigningVenue(ScriptedVenue):
    """A scripted venue that wants every order signed."""

    __slots__ = ()

    @property
    def signs(self) -> bool:
        return True


def a_key(n: int) -> Wallet:
    return a_wallet(70_000 + n)


async def approved_keys(engine: AsyncEngine, numbers: Iterable[int]) -> None:
    """Let wallets have approved keys for the venue."""
    shared = {"venue": VENUE, "network": "paper", "status": "APPROVED", "kid": "k1"}
    sealed = dict.fromkeys(("wrapped_dek", "dek_nonce", "ciphertext", "nonce"), b"-")
    rows = [
        shared
        | sealed
        | {"id": uuid4(), "user_wallet": a_wallet(n), "agent_address": a_key(n), "algorithm": 1}
        for n in numbers
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(CredentialRow), rows)


def sign_at(desk: Desk) -> SigningVenue:
    """Make a desk's only venue one whose orders are signed."""
    venue = SigningVenue(clock=desk.clock, name=VENUE)
    desk.venue = venue
    return venue
