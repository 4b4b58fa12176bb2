"""Steering: an owner pauses, resumes or cancels a deployment, or ends that it is served."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends

from api.dependencies import Gateway, Now
from api.deploying import seen
from api.errors import Invalid
from api.gate import Gate
from api.guards import Trader
from api.proofs import ProofShown, Shown
from api.schemas.deployments import DeploymentOut, DeploymentPatchIn, KeepOrClose
from contracts.market import DeploymentId
from domain.access import Caller
from domain.agents import Deployment, DeploymentStatus
from domain.deployments import cancelled, paused, resumed
from domain.ports.audit import Deed
from domain.ports.gateway import GatewayUnit


class Wheel:
    """Changes the caller's own deployments; what they hold is watched throughout."""

    def __init__(self, gate: Gate, caller: Caller, shown: Shown, now: datetime) -> None:
        self._gate = gate
        self._caller = caller
        self._shown = shown
        self._now = now

    async def steer(self, deployment_id: UUID, course: DeploymentPatchIn) -> DeploymentOut:
        """Change what is named of a deployment, all of it or nothing.

        Raises NotFound, Conflict once it is cancelled, Invalid for a cancel without a choice, and
        SignatureNeeded before what it holds is closed.
        """
        async with self._gate.units() as uow:
            held = await uow.deployments.hold(DeploymentId(deployment_id), self._caller.wallet)
            _require_choice(course)
            if course.status is not None:
                await self._move(uow, held, course.status, course.keep_or_close)
            if course.sub_active is not None:
                await uow.deployments.subscribe(held.id, active=course.sub_active)
                await self._note(uow, held, {"sub_active": course.sub_active})
        return DeploymentOut.model_validate(await seen(self._gate, self._caller, held.id))

    async def remove(self, deployment_id: UUID) -> None:
        """Forget a deployment that never did anything. Raises NotFound and Conflict."""
        async with self._gate.units() as uow:
            held = await uow.deployments.hold(DeploymentId(deployment_id), self._caller.wallet)
            await uow.deployments.remove(held.id)
            await self._note(uow, held, {"removed": True})

    async def _move(
        self, uow: GatewayUnit, held: Deployment, to: DeploymentStatus, choice: KeepOrClose | None
    ) -> None:
        closes = choice is KeepOrClose.CLOSE
        if closes:
            words = f"Maxxit: cancel deployment {held.id} and close what it holds"
            await self._shown.within(uow, self._now).of(words)
        await uow.agents.save_deployment(_moved(held, to, close=closes))
        await self._note(uow, held, {"status": to, "closes": closes})

    async def _note(self, uow: GatewayUnit, held: Deployment, change: dict[str, Any]) -> None:
        deed = Deed(
            event="deployment.changed",
            subject_kind="deployment",
            subject_id=str(held.id),
            actor=self._caller.wallet,
            payload=change,
        )
        await uow.audit.note(deed, self._now)


def _moved(held: Deployment, to: DeploymentStatus, *, close: bool) -> Deployment:
    if to is DeploymentStatus.CANCELLED:
        return cancelled(held, close=close)
    return paused(held) if to is DeploymentStatus.PAUSED else resumed(held)


def _require_choice(course: DeploymentPatchIn) -> None:
    cancels = course.status is DeploymentStatus.CANCELLED
    if cancels != (course.keep_or_close is not None):
        raise Invalid("body.keepOrClose", "is said with CANCELLED, KEEP or CLOSE, and only then")


def _wheel(gate: Gateway, caller: Trader, shown: ProofShown, now: Now) -> Wheel:
    return Wheel(gate, caller, shown, now)


Steered = Annotated[Wheel, Depends(_wheel)]
