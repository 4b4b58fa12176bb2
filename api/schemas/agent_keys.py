"""Agent keys: addresses that trade for a user, and what lets them. No key is ever in here."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from api.schemas.base import Address, In, Number, Out, Shown
from contracts.market import VenueName
from domain.agents import CredentialStatus


class AgentKeyOut(Out):
    """A user's agent key, by its address; the venue alone says whether it is approved."""

    agent_address: Shown
    is_approved: bool
    status: CredentialStatus
    created_at: datetime
    approved_at: datetime | None
    valid_until: datetime | None
    checked_at: datetime | None
    """When the venue was last asked; null until it is asked anew."""
    last_used_at: datetime | None


class WantedKeyOut(AgentKeyOut):
    """The key, and what the user's wallet signs while it waits (`eth_signTypedData_v4`)."""

    approval: dict[str, Any] | None


class AwaitedKeyOut(Out):
    """The key is asked for, and who makes keys has not answered yet; ask again."""

    user_wallet: Shown
    venue: VenueName
    message: str


class UserIn(In):
    """Whose key; the caller's own."""

    user_address: Address


class UserKeyIn(UserIn):
    """Whose key is wanted, and the chain their wallet is on, as its approval is to name it."""

    chain_id: Annotated[int, Field(ge=1, le=2**53 - 1)] | None = None


class DisabledKeysOut(Out):
    """Keys that never sign again here; on the venue, the user removes them."""

    agent_addresses: list[Shown]
    message: str


class AccountOut(Out):
    """What a wallet could commit on a venue when we last asked; null before that."""

    address: Shown
    venue: VenueName
    available: Number | None
    seen_at: datetime | None


class VenueKeyIn(In):
    """A key of the caller's on a venue of keys."""

    user_wallet: Address
    venue: Literal[VenueName.HYPERLIQUID, VenueName.OSTIUM]


class VenueKeyOut(Out):
    """The address that is to trade for a user on a venue."""

    agent_id: UUID
    user_wallet: Shown
    venue: VenueName
    agent_address: Shown
    is_approved: bool
    approval: dict[str, Any] | None
    """What the user signs, where signing approves it."""
