"""What the routes that deploy agents have in common."""

from datetime import datetime
from uuid import UUID

from api.errors import BadRequest, NotAllowed
from api.gate import Gate
from api.schemas.deployments import VenueDeploymentOut, VenueDeploymentShown
from contracts.market import AgentId, DeploymentId, VenueName, Wallet
from domain.access import Caller
from domain.agents import Agent
from domain.deploying import Deployed, Wish, deploy, enable
from domain.errors import NotFound
from domain.ports.gateway import GatewayUnit
from infra.ids import new_id
from infra.reading.deployments import DeploymentSeen, deployment
from infra.reading.look import looking


def require_own(wallet: Wallet, caller: Caller) -> None:
    """Raise NotAllowed unless a wallet is the one that is signed in."""
    if wallet != caller.wallet:
        raise NotAllowed("the wallet that is named is not the one that is signed in")


async def agent_for(uow: GatewayUnit, agent_id: UUID, caller: Caller) -> Agent:
    """Return an agent that may run for the caller.

    Raises NotFound for one they may not know of, and BadRequest for a draft of their own.
    """
    agent = (await uow.agents.get([AgentId(agent_id)]))[AgentId(agent_id)]
    if not agent.shown_to(caller.wallet):
        raise NotFound(f"no agent {agent_id}")
    if not agent.live:
        raise BadRequest("the agent is a draft: publish it first", error="AGENT_NOT_LIVE")
    return agent


async def agent_on(
    uow: GatewayUnit, agent_id: UUID, caller: Caller, *venues: VenueName
) -> tuple[Agent, tuple[VenueName, ...]]:
    """Return an agent and those of some venues that it has. Raises BadRequest without any."""
    agent = await agent_for(uow, agent_id, caller)
    offered = tuple(venue for venue in agent.venues if venue in venues)
    if not offered:
        named = " or ".join(venues)
        raise BadRequest(f"the agent does not trade on {named}", error="VENUE_NOT_OFFERED")
    return agent, offered


def a_wish(gate: Gate, agent: Agent, caller: Caller) -> Wish:
    """Name a deployment of an agent for the caller, in case it is a new one."""
    return Wish(id=DeploymentId(new_id()), agent=agent, user=caller.wallet, network=gate.network)


async def deploy_on(
    gate: Gate, caller: Caller, agent_id: UUID, venue: VenueName, now: datetime
) -> Deployed:
    """Let an agent run for the caller on a venue that was found set up."""
    async with gate.units() as uow:
        agent, _ = await agent_on(uow, agent_id, caller, venue)
        deployed = await deploy(uow, a_wish(gate, agent, caller), {venue}, now)
        await enable(uow, deployed.deployment, venue, now)
    return deployed


async def seen(gate: Gate, caller: Caller, deployment_id: UUID) -> DeploymentSeen:
    """Describe a deployment as it was committed."""
    async with looking(gate.engine, gate.network, caller) as look:
        return await deployment(look, deployment_id)


def deployed_out(deployed: Deployed, agent_address: Wallet) -> VenueDeploymentOut:
    """Tell what became of deploying with a key."""
    found = deployed.deployment
    shown = VenueDeploymentShown(
        id=found.id,
        agent_id=found.agent_id,
        user_wallet=found.user_wallet,
        agent_address=agent_address,
        status=found.status,
    )
    message = "Deployment created" if deployed.new else "Deployment updated"
    return VenueDeploymentOut(success=True, deployment=shown, message=message)
