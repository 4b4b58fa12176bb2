"""Asking for a trade over HTTP: what every route that spends does, in one place."""

from typing import Annotated
from uuid import UUID, uuid5

from fastapi import Depends

from api.dependencies import Gateway, Now, Uow
from api.errors import Invalid
from api.idempotency import Once
from api.proofs import FreshProof
from api.schemas.signals import IgnoredOut, SignalAskedOut
from contracts.market import DeploymentId
from domain.access import Caller
from domain.asking import raise_signal
from domain.manual import Ask
from domain.ports.audit import Deed
from domain.posts import POSTS


class Asker:
    """Turns an ask into a signal for whoever signed for it."""

    def __init__(self, gate: Gateway, uow: Uow, now: Now, proof: FreshProof) -> None:
        self._policy = gate.policy
        self._uow = uow
        self._now = now
        self._proof = proof

    def key(self, caller: Caller, once: Once) -> str:
        """Name an ask by the caller's own key, among those of all callers."""
        return f"{caller.wallet}:{uuid5(POSTS, f'ask/{once.key}')}"

    async def require_agent(self, deployment_id: UUID, agent_id: UUID) -> None:
        """Raise Invalid for a deployment of another agent, NotFound for one that is not there."""
        deployment = await self._uow.agents.deployment(DeploymentId(deployment_id))
        if deployment.agent_id != agent_id:
            raise Invalid("body.deploymentId", "runs another agent than the signal's")

    async def signal(self, ask: Ask, caller: Caller) -> SignalAskedOut:
        """Raise a signal of what was asked and signed for.

        Raises Invalid for a larger share than any may be, SignatureNeeded, and what the ask does.
        """
        most = self._policy.max_size
        if ask.share is not None and ask.share > most:
            raise Invalid("body.share", f"at most {most} of the balance")
        await self._proof.of(f"Maxxit: {ask.words}")
        answer = await raise_signal(ask, self._uow, self._now, self._policy)
        await self._uow.audit.note(_deed(ask, caller), self._now)
        ignored = answer.ignored
        return SignalAskedOut(
            post_id=ask.post_id,
            signal_id=None if ignored else answer.signal_id,
            ignored=IgnoredOut.model_validate(ignored) if ignored else None,
        )


def _deed(ask: Ask, caller: Caller) -> Deed:
    return Deed(
        event="trade.asked",
        subject_kind="deployment",
        subject_id=str(ask.deployment_id),
        actor=caller.wallet,
        payload={"post_id": str(ask.post_id), "words": ask.words},
    )


Asking = Annotated[Asker, Depends(Asker)]
