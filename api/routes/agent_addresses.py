"""The address that is to trade for a user, from an agent's page."""

from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api.dependencies import Gateway
from api.deploying import agent_on, require_own
from api.guards import Trader
from api.key_desk import Keys, answers
from api.schemas.agent_keys import VenueKeyIn, VenueKeyOut
from domain.agents import CredentialStatus

router = APIRouter(prefix="/api/agents", tags=["deployments"])


@router.post(
    "/{agent_id}/generate-deployment-address",
    status_code=201,
    responses=answers(VenueKeyOut),
    response_model=VenueKeyOut,
)
async def make_address(
    agent_id: UUID,
    body: VenueKeyIn,
    caller: Trader,
    gate: Gateway,
    keys: Keys,
    response: Response,
) -> VenueKeyOut | JSONResponse:
    """Return the caller's key for a venue of an agent, or have one made; one serves all agents.

    Making one takes a fresh signature.
    """
    async with gate.units() as uow:
        await agent_on(uow, agent_id, caller, body.venue)
    require_own(body.user_wallet, caller)
    had = await keys.get(body.venue)
    if had.credential is None:
        return keys.awaited(body.venue)
    response.status_code = 201 if had.new else 200
    return VenueKeyOut(
        agent_id=agent_id,
        user_wallet=caller.wallet,
        venue=body.venue,
        agent_address=had.credential.agent_address,
        is_approved=had.credential.status is CredentialStatus.APPROVED,
        approval=keys.to_sign(had.credential),
    )
