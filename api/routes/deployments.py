"""Deployments: agents running on users' wallets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.dependencies import Gateway, Looking, Now
from api.deploying import a_wish, agent_for, require_own, seen
from api.errors import BadRequest
from api.guards import Reader, Trader
from api.pagination import Paged
from api.schemas.base import Address
from api.schemas.deployments import (
    CancelIn,
    DeploymentIn,
    DeploymentOut,
    DeploymentPatchIn,
    RemovedOut,
)
from api.schemas.preferences import DeploymentPreferencesOut, shown_dials
from api.steering import Steered
from domain.agents import DeploymentStatus
from domain.deploying import deploy, set_up
from infra.reading import deployments as reading
from infra.reading.accounts import liked_for

router = APIRouter(prefix="/api/deployments", tags=["deployments"])


@router.get("")
async def list_deployments(
    look: Looking,
    paging: Paged,
    response: Response,
    _: Reader,
    agent_id: Annotated[UUID | None, Query(alias="agentId")] = None,
    user_wallet: Annotated[Address | None, Query(alias="userWallet")] = None,
    status: DeploymentStatus | None = None,
) -> Sequence[DeploymentOut]:
    """List the caller's deployments, those begun last first; operators see everybody's."""
    wanted = reading.Wanted(agent_id=agent_id, user_wallet=user_wallet, status=status)
    place = paging.values(after_at=datetime.fromisoformat, after_id=UUID)
    found = await reading.deployments(look, wanted, place)
    page = paging.page(response, found, key=lambda each: (each.sub_started_at, each.id))
    return [DeploymentOut.model_validate(each) for each in page]


@router.post(
    "", status_code=201, responses={200: {"model": DeploymentOut, "description": "It ran before."}}
)
async def create_deployment(
    body: DeploymentIn, caller: Trader, gate: Gateway, now: Now, response: Response
) -> DeploymentOut:
    """Let an agent run on the caller's wallet, on trial for 30 days; again it is the same one.

    It trades on the venues that are set up for the caller, and on the others once they are.
    """
    require_own(body.user_wallet, caller)
    async with gate.units() as uow:
        agent = await agent_for(uow, body.agent_id, caller)
        if body.safe_wallet not in {None, body.user_wallet}:
            raise BadRequest(
                "a Safe is asked about first: use /api/deployments/create",
                error="SAFE_NOT_VERIFIED",
            )
        venues = await set_up(uow, agent, caller.wallet)
        deployed = await deploy(uow, a_wish(gate, agent, caller), venues, now)
    response.status_code = 201 if deployed.new else 200
    return DeploymentOut.model_validate(await seen(gate, caller, deployed.deployment.id))


@router.get("/{deployment_id:uuid}")
async def get_deployment(deployment_id: UUID, look: Looking, _: Reader) -> DeploymentOut:
    """Describe a deployment, with how far each of its venues is set up."""
    return DeploymentOut.model_validate(await reading.deployment(look, deployment_id))


@router.patch("/{deployment_id:uuid}")
async def change_deployment(
    deployment_id: UUID, body: DeploymentPatchIn, wheel: Steered, _: Trader
) -> DeploymentOut:
    """Pause, resume or cancel a deployment, or end and begin again that it is served."""
    return await wheel.steer(deployment_id, body)


@router.post("/{deployment_id:uuid}/pause")
async def pause_deployment(deployment_id: UUID, wheel: Steered, _: Trader) -> DeploymentOut:
    """Let a deployment enter nothing new; stops go on running over what it holds."""
    return await wheel.steer(deployment_id, DeploymentPatchIn(status=DeploymentStatus.PAUSED))


@router.post("/{deployment_id:uuid}/resume")
async def resume_deployment(deployment_id: UUID, wheel: Steered, _: Trader) -> DeploymentOut:
    """Let a paused deployment trade again."""
    return await wheel.steer(deployment_id, DeploymentPatchIn(status=DeploymentStatus.ACTIVE))


@router.post("/{deployment_id:uuid}/cancel")
async def cancel_deployment(
    deployment_id: UUID, body: CancelIn, wheel: Steered, _: Trader
) -> DeploymentOut:
    """End a deployment for good; CLOSE closes what it holds now, and is signed for."""
    course = DeploymentPatchIn(status=DeploymentStatus.CANCELLED, keep_or_close=body.keep_or_close)
    return await wheel.steer(deployment_id, course)


@router.delete("/{deployment_id:uuid}")
async def remove_deployment(deployment_id: UUID, wheel: Steered, _: Trader) -> RemovedOut:
    """Forget a deployment that never did anything; one that did is cancelled instead."""
    await wheel.remove(deployment_id)
    return RemovedOut(id=deployment_id, message="Deployment deleted successfully")


@router.get("/{deployment_id:uuid}/trading-preferences")
async def get_deployment_preferences(
    deployment_id: UUID, look: Looking, _: Reader
) -> DeploymentPreferencesOut:
    """Tell the dials that a deployment trades by: its user's, or the neutral ones."""
    origin, dials = shown_dials(await liked_for(look, deployment_id))
    return DeploymentPreferencesOut(deployment_id=deployment_id, origin=origin, preferences=dials)
