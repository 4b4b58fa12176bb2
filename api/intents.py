"""Proofs of intent at the edge: a challenge that was signed is used up for the agent it names."""

from datetime import datetime

from api.errors import SignatureNeeded
from api.schemas.proofs_of_intent import ProofIn
from contracts.market import AgentId
from domain.access import Caller, ChallengeKind
from domain.catalogue import ProofOfIntent
from domain.ports.gateway import GatewayUnit
from infra.proof_of_intent import read, signer_of


async def proved(
    proof: ProofIn, name: str, caller: Caller, uow: GatewayUnit, now: datetime
) -> tuple[AgentId, ProofOfIntent]:
    """Use a proof up and return the id it is for. Raises SignatureNeeded for a wrong one."""
    kind = ChallengeKind.INTENT
    challenge = await uow.access.take_challenge(proof.nonce, kind, caller.wallet, now)
    message = challenge.message if challenge else None
    intent = read(message) if message else None
    if message is None or intent is None or intent.agent_name != name:
        raise _needed("the nonce is used, lapsed, or for another agent")
    if await signer_of(intent, proof.signature) != caller.wallet:
        raise _needed("the signature is not the caller's")
    kept = ProofOfIntent(message=message, signature=proof.signature, at=now)
    return AgentId(intent.agent_id), kept


def _needed(detail: str) -> SignatureNeeded:
    steps = {"action": "SIGN", "challenge": {"path": "/api/agents/proof-of-intent"}}
    return SignatureNeeded(detail, error="proof_of_intent_wrong", next_steps=steps)
