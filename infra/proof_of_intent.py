"""Proofs of intent (EIP-712): what a creator signs before an agent is made, and if they did."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.address import to_checksum_address
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from contracts.market import Wallet
from infra.siwe import NO_SIGNATURE, Site

NAME, VERSION = "Maxxit", "1"
PRIMARY = "AgentIntent"
STATEMENT = "I make this agent, and I answer for what it is told to do."
TYPES = {
    "EIP712Domain": [
        {"name": "name", "type": "string"},
        {"name": "version", "type": "string"},
        {"name": "chainId", "type": "uint256"},
    ],
    PRIMARY: [
        {"name": "agentId", "type": "string"},
        {"name": "agentName", "type": "string"},
        {"name": "creator", "type": "address"},
        {"name": "statement", "type": "string"},
        {"name": "site", "type": "string"},
        {"name": "nonce", "type": "string"},
        {"name": "expiresAt", "type": "string"},
    ],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One agent that one wallet is about to make, here and until then."""

    agent_id: UUID
    agent_name: str
    creator: Wallet
    site: str
    chain_id: int
    nonce: str
    expires_at: datetime


class _Domain(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    chainId: Annotated[int, Field(ge=1, le=2**53)]  # noqa: N815 - as it is signed


class _Fields(BaseModel):
    model_config = ConfigDict(extra="ignore")

    agentId: UUID  # noqa: N815 - as it is signed
    agentName: str  # noqa: N815 - as it is signed
    creator: str
    site: str
    nonce: str
    expiresAt: AwareDatetime  # noqa: N815 - as it is signed


class _Document(BaseModel):
    domain: _Domain
    message: _Fields


def intent_at(site: Site, **said: Any) -> Intent:
    """Return an intent towards a site."""
    return Intent(site=site.uri, chain_id=site.chain_ids[0], **said)


def typed_data(intent: Intent) -> dict[str, Any]:
    """Return what a wallet is asked to sign (eth_signTypedData_v4)."""
    return {
        "types": TYPES,
        "primaryType": PRIMARY,
        "domain": {"name": NAME, "version": VERSION, "chainId": intent.chain_id},
        "message": {
            "agentId": str(intent.agent_id),
            "agentName": intent.agent_name,
            "creator": to_checksum_address(intent.creator),
            "statement": STATEMENT,
            "site": intent.site,
            "nonce": intent.nonce,
            "expiresAt": intent.expires_at.isoformat(),
        },
    }


def written(intent: Intent) -> str:
    """Write an intent down so that it can be read and verified later."""
    return json.dumps(typed_data(intent), separators=(",", ":"), sort_keys=True)


def read(message: str) -> Intent | None:
    """Read an intent that was written down; None for anything else, however alike."""
    try:
        document = json.loads(message)
        known = _Document.model_validate(document)
    except (ValidationError, ValueError, RecursionError):
        return None
    said = known.message
    intent = Intent(
        agent_id=said.agentId,
        agent_name=said.agentName,
        creator=said.creator.lower(),
        site=said.site,
        chain_id=known.domain.chainId,
        nonce=said.nonce,
        expires_at=said.expiresAt,
    )
    return intent if _same(intent, document) else None


async def signer_of(intent: Intent, signature: str) -> Wallet | None:
    """Return the wallet that signed an intent; None when the signature is no signature."""
    return await asyncio.to_thread(_signer, intent, signature)


def _same(intent: Intent, document: object) -> bool:
    try:
        return typed_data(intent) == document
    except ValueError:
        return False


def _signer(intent: Intent, signature: str) -> Wallet | None:
    try:
        signable = encode_typed_data(full_message=typed_data(intent))
        address: str = Account.recover_message(signable, signature=signature)
    except NO_SIGNATURE:
        return None
    return address.lower()
