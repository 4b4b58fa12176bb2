"""Fresh signatures: what moves money or touches keys is signed for, in so many words."""

from typing import Annotated

from fastapi import Depends, Header, Request
from pydantic import StringConstraints

from api.dependencies import Now, Uow
from api.errors import NotSignedIn, SignatureNeeded
from api.guards import known
from domain.access import Caller, ChallengeKind
from infra.siwe import signable, signed_by

Nonce = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{8,64}$")]
Signature = Annotated[str, StringConstraints(pattern=r"^0x[0-9a-fA-F]{130}$")]


class Proof:
    """Checks that the caller signed, minutes ago and not before used, for one action."""

    def __init__(
        self, uow: Uow, now: Now, caller: Caller, nonce: str | None, signature: str | None
    ) -> None:
        self._uow = uow
        self._now = now
        self._caller = caller
        self._nonce = nonce
        self._signature = signature

    async def of(self, action: str) -> None:
        """Use the signature up. Raises SignatureNeeded, saying what to ask a challenge for."""
        action = signable(action)
        if self._nonce is None or self._signature is None:
            raise self._needed(action, "this needs a fresh signature")
        kind = ChallengeKind.ACTION
        challenge = await self._uow.access.take_challenge(
            self._nonce, kind, self._caller.wallet, self._now
        )
        if challenge is None or challenge.message is None or challenge.action != action:
            raise self._needed(action, "the challenge is used, lapsed, or for another action")
        if not await signed_by(challenge.message, self._signature, self._caller.wallet):
            raise self._needed(action, "the signature is not the caller's")

    def _needed(self, action: str, detail: str) -> SignatureNeeded:
        steps = {"action": "SIGN", "challenge": {"path": "/api/auth/challenge", "action": action}}
        return SignatureNeeded(detail, next_steps=steps)


async def _proof(
    request: Request,
    uow: Uow,
    now: Now,
    proof_nonce: Annotated[Nonce | None, Header()] = None,
    proof_signature: Annotated[Signature | None, Header()] = None,
) -> Proof:
    caller = await known(request)
    if caller is None:
        raise NotSignedIn("a signature needs somebody who is signed in")
    return Proof(uow, now, caller, proof_nonce, proof_signature)


FreshProof = Annotated[Proof, Depends(_proof)]
"""For what moves money or touches keys."""
