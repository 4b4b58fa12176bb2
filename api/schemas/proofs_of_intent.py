"""Proofs of intent: what is to be signed before an agent is made, and what was."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

from api.schemas.base import Address, In, Out, Shown, Words
from api.schemas.sessions import Signature


class IntentIn(In):
    """An agent that is about to be made."""

    name: Words


class TypedFieldOut(Out):
    """A field that is signed."""

    name: str
    type: str


class TypedDomainOut(Out):
    """Where the signature counts."""

    name: str
    version: str
    chain_id: int


class TypedMessageOut(Out):
    """What the signature says."""

    agent_id: UUID
    agent_name: str
    creator: Annotated[str, StringConstraints(pattern=r"^0x[0-9a-fA-F]{40}$")]
    statement: str
    site: str
    nonce: str
    expires_at: str


class TypedDataOut(Out):
    """EIP-712 typed data, for eth_signTypedData_v4."""

    model_config = ConfigDict(alias_generator=to_camel)

    types: dict[str, list[TypedFieldOut]]
    primary_type: str
    domain: TypedDomainOut
    message: TypedMessageOut


class IntentToSignOut(Out):
    """Sign `typedData`, then make the agent with this nonce and the signature."""

    agent_id: UUID
    """What the agent will be called by; the signature is for it and no other."""
    nonce: str
    typed_data: TypedDataOut
    message: str
    """The same, as it is kept with the agent."""
    expires_at: datetime


class ProofIn(In):
    """A signature for one agent, used once."""

    nonce: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{8,64}$")]
    signature: Signature


class VerifyProofIn(In):
    """A proof as an agent shows it."""

    message: Annotated[str, StringConstraints(min_length=1, max_length=8_000)]
    signature: Signature
    creator_wallet: Address


class VerifiedOut(Out):
    """Whether the creator signed just that; `signer` is who did, if anybody."""

    valid: bool
    signer: Shown | None
    agent_id: UUID | None
    agent_name: str | None
