"""Where agent keys are had: they are made elsewhere, by the process that may, and waited for."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.dependencies import Gateway, Now
from api.gate import Gate
from api.guards import Trader
from api.proofs import ProofShown, Shown
from api.schemas.agent_keys import AgentKeyOut, AwaitedKeyOut
from contracts.market import Network, VenueName
from domain.access import Caller
from domain.agents import CredentialStatus
from domain.credentials import Credential
from domain.errors import Conflict
from domain.ports.audit import Deed
from domain.ports.gateway import GatewayUnit

AGAIN = "3"
"""Seconds after which to ask again for a key that is not made yet."""
LOOK_SECONDS = 0.05


def answers(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """Describe what a route answers that has a key made."""
    return {
        200: {"description": "There is one already.", "model": model},
        202: {"description": "Asked for, and not made yet.", "model": AwaitedKeyOut},
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Had:
    """A key, if it is made by now, and whether it was asked for just now."""

    credential: Credential | None
    new: bool


class KeyDesk:
    """Gets the caller's key for a venue: the one there is, or a new one they signed for."""

    def __init__(self, gate: Gate, caller: Caller, shown: Shown, now: datetime) -> None:
        self._gate = gate
        self._caller = caller
        self._shown = shown
        self._now = now

    async def get(self, venue: VenueName) -> Had:
        """Return the key, or ask for one and wait a little until it is made.

        Raises Conflict where there are none, and SignatureNeeded before one is asked for.
        """
        async with self._gate.units() as uow:
            found = await uow.agent_keys.current(self._caller.wallet, venue)
            if found is not None and not found.lost:
                return Had(credential=found, new=False)
            await self._ask(uow, venue)
        return Had(credential=await self._made(venue), new=True)

    def awaited(self, venue: VenueName) -> JSONResponse:
        """Answer that the key is not made yet."""
        told = AwaitedKeyOut(
            user_wallet=self._caller.wallet,
            venue=venue,
            message="the key is asked for and not made yet; ask again",
        )
        body = told.model_dump(mode="json", by_alias=True)
        return JSONResponse(body, 202, headers={"Retry-After": AGAIN})

    def to_sign(self, credential: Credential, chain_id: int | None = None) -> dict[str, Any] | None:
        """Write what the user signs while a Hyperliquid key waits; None otherwise."""
        waits = credential.status is CredentialStatus.PENDING
        if credential.venue is not VenueName.HYPERLIQUID or not waits:
            return None
        return self._gate.setups.approval(credential, chain_id=chain_id, now=self._now)

    async def _ask(self, uow: GatewayUnit, venue: VenueName) -> None:
        if self._gate.network is Network.PAPER:
            raise Conflict("NETWORK is paper: nothing is signed there")
        wallet = self._caller.wallet
        asked = await uow.agent_keys.asked(wallet, venue)
        if asked is not None and asked.waiting:
            return  # signed for before
        proof = self._shown.within(uow, self._now)
        await proof.of(f"Maxxit: make a key that trades for me on {venue}")
        await uow.agent_keys.ask(wallet, venue, self._now)
        deed = Deed(
            event="agent_key.asked", subject_kind="agent_key", subject_id=venue, actor=wallet
        )
        await uow.audit.note(deed, self._now)

    async def _made(self, venue: VenueName) -> Credential | None:
        """Wait until the key is there; None when that takes too long. Raises Conflict."""
        for _ in range(int(self._gate.setups.key_wait / LOOK_SECONDS) + 1):
            if (found := await self._look(venue)) is not None:
                return found
            await asyncio.sleep(LOOK_SECONDS)
        return None

    async def _look(self, venue: VenueName) -> Credential | None:
        wallet = self._caller.wallet
        async with self._gate.units() as uow:
            found = await uow.agent_keys.current(wallet, venue)
            asked = await uow.agent_keys.asked(wallet, venue)
        if asked is not None and asked.refused is not None:
            raise Conflict(asked.refused)
        return None if found is None or found.lost else found


def _desk(gate: Gateway, caller: Trader, shown: ProofShown, now: Now) -> KeyDesk:
    return KeyDesk(gate, caller, shown, now)


Keys = Annotated[KeyDesk, Depends(_desk)]


def key_out(credential: Credential) -> AgentKeyOut:
    """Show a key."""
    return AgentKeyOut(
        agent_address=credential.agent_address,
        is_approved=credential.status is CredentialStatus.APPROVED,
        status=credential.status,
        created_at=credential.created_at,
        approved_at=credential.approved_at,
        valid_until=credential.valid_until,
        checked_at=credential.checked_at,
        last_used_at=credential.last_used_at,
    )
