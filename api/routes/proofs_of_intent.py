"""Proofs of intent: what a creator may sign before an agent is made, and checking one."""

from fastapi import APIRouter

from api.dependencies import Gateway, Now, Uow
from api.guards import Visitor, Writer
from api.schemas.proofs_of_intent import IntentIn, IntentToSignOut, VerifiedOut, VerifyProofIn
from domain.access import CHALLENGE_LIFE, Challenge, ChallengeKind
from infra.ids import new_id
from infra.proof_of_intent import intent_at, read, signer_of, typed_data, written
from infra.secrets import new_nonce

router = APIRouter(prefix="/api/agents", tags=["agents"])


@router.post("/proof-of-intent", status_code=201)
async def ask_proof_of_intent(
    body: IntentIn, gate: Gateway, uow: Uow, now: Now, caller: Writer
) -> IntentToSignOut:
    """Ask for what to sign to prove that an agent is meant; it is good once, for five minutes."""
    intent = intent_at(
        gate.site,
        agent_id=new_id(),
        agent_name=body.name,
        creator=caller.wallet,
        nonce=new_nonce(),
        expires_at=now + CHALLENGE_LIFE,
    )
    challenge = Challenge(
        nonce=intent.nonce,
        kind=ChallengeKind.INTENT,
        binding=caller.wallet,
        message=written(intent),
        action=None,
        expires_at=intent.expires_at,
    )
    await uow.access.add_challenge(challenge)
    return IntentToSignOut(
        agent_id=intent.agent_id,
        nonce=intent.nonce,
        typed_data=typed_data(intent),
        message=written(intent),
        expires_at=intent.expires_at,
    )


@router.post("/verify-proof-of-intent")
async def verify_proof_of_intent(body: VerifyProofIn, _: Visitor) -> VerifiedOut:
    """Tell whether a creator signed a proof as it is shown with an agent, word for word."""
    intent = read(body.message)
    signer = await signer_of(intent, body.signature) if intent else None
    return VerifiedOut(
        valid=intent is not None and signer == body.creator_wallet == intent.creator,
        signer=signer,
        agent_id=intent and intent.agent_id,
        agent_name=intent and intent.agent_name,
    )
