"""Fresh signatures: what moves money or touches keys is signed for, in so many words."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Request
from pydantic import StringConstraints

from api.dependencies import Now, Uow
from api.errors import NotSignedIn, SignatureNeeded
from api.guards import known
from domain.access import Caller, ChallengeKind
from domain.ports.gateway import GatewayUnit
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


class Shown:
    """A signature as it came, for a route that begins its transactions by hand."""

    def __init__(self, caller: Caller, nonce: str | None, signature: str | None) -> None:
        self._caller = caller
        self._nonce = nonce
        self._signature = signature

    def within(self, uow: GatewayUnit, now: datetime) -> Proof:
        """Return the proof that uses it up in a transaction."""
        return Proof(uow, now, self._caller, self._nonce, self._signature)


async def _shown(
    request: Request,
    proof_nonce: Annotated[Nonce | None, Header()] = None,
    proof_signature: Annotated[Signature | None, Header()] = None,
) -> Shown:
    caller = await known(request)
    if caller is None:
        raise NotSignedIn("a signature needs somebody who is signed in")
    return Shown(caller, proof_nonce, proof_signature)


async def _proof(uow: Uow, now: Now, shown: Annotated[Shown, Depends(_shown)]) -> Proof:
    return shown.within(uow, now)


FreshProof = Annotated[Proof, Depends(_proof)]
"""For what moves money or touches keys."""
ProofShown = Annotated[Shown, Depends(_shown)]
"""The same, for routes that ask a chain or wait for another process in between."""
