"""Deployments that trade from a Safe, or on several venues."""

from datetime import datetime

from fastapi import APIRouter, Response

from api.dependencies import Gateway, Now
from api.deploying import a_wish, agent_for, agent_on, require_own, seen
from api.errors import BadRequest
from api.gate import Gate
from api.guards import Trader
from api.safe_setup import module_of, require_ready, require_safe
from api.schemas.deployments import (
    BalancesOut,
    DeploymentOut,
    MultiIn,
    MultiOut,
    SafeDeploymentIn,
    SafeDeploymentOut,
    SafeDeploymentShown,
    SafeInfoOut,
)
from contracts.market import DeploymentId
from domain.access import Caller
from domain.agents import Agent, Deployment
from domain.deploying import SAFE_VENUES, deploy, install, set_up
from domain.ports.chain import Dollars, Safe
from domain.ports.deployments import InstalledSafe
from domain.safes import look_at_safe
from infra.reading.deployments import DeploymentSeen

router = APIRouter(prefix="/api/deployments", tags=["deployments"])


@router.post("/create", status_code=201)
async def create_on_safe(
    body: SafeDeploymentIn, caller: Trader, gate: Gateway, now: Now
) -> SafeDeploymentOut:
    """Let an agent trade on SPOT and GMX from the caller's Safe, once the chain says it may."""
    require_own(body.user_wallet, caller)
    async with gate.units() as uow:
        agent, venues = await agent_on(uow, body.agent_id, caller, *SAFE_VENUES)
        existing = await uow.deployments.of(agent.id, caller.wallet)
    safe = InstalledSafe(
        address=body.safe_wallet,
        module=module_of(gate),
        venues=venues,
        owns_all=venues == agent.venues,
    )
    look = await look_at_safe(gate.setups.chain, safe.address, safe.module, caller.wallet)
    found = require_safe(look)
    _require_new(existing, safe)
    require_ready(look, gate, safe.address)
    made = await _installed(gate, caller, agent, safe, now)
    return _told(await seen(gate, caller, made), found, look.dollars)


@router.post(
    "/create-multi", status_code=201, responses={200: {"model": MultiOut, "description": "It ran."}}
)
async def create_multi(
    body: MultiIn, caller: Trader, gate: Gateway, now: Now, response: Response
) -> MultiOut:
    """Let an agent of several venues run on the caller's wallet; again it is the same one.

    Of the venues that are wanted those are enabled that are set up by now; the others are by what
    sets them up.
    """
    require_own(body.user_wallet, caller)
    async with gate.units() as uow:
        agent = await agent_for(uow, body.agent_id, caller)
        if len(agent.venues) == 1:
            raise BadRequest(f"the agent trades on {agent.venues[0]} alone", error="NOT_MULTI")
        wanted = body.enabled_venues or frozenset(agent.venues)
        venues = wanted.intersection(await set_up(uow, agent, caller.wallet))
        deployed = await deploy(uow, a_wish(gate, agent, caller), venues, now)
    response.status_code = 201 if deployed.new else 200
    shown = DeploymentOut.model_validate(await seen(gate, caller, deployed.deployment.id))
    message = "Deployment created" if deployed.new else "Deployment already exists"
    return MultiOut(success=True, deployment=shown, message=message)


async def _installed(
    gate: Gate, caller: Caller, agent: Agent, safe: InstalledSafe, now: datetime
) -> DeploymentId:
    async with gate.units() as uow:
        deployed = await deploy(uow, a_wish(gate, agent, caller), (), now)
        held = await uow.deployments.hold(deployed.deployment.id, caller.wallet)
        _require_new(held, safe)
        await install(uow, held, safe, now)
    return held.id


def _require_new(existing: Deployment | None, safe: InstalledSafe) -> None:
    if existing is not None and set(safe.venues) <= set(existing.enabled_venues):
        raise BadRequest(
            "the agent runs on this wallet already",
            error="DEPLOYMENT_EXISTS",
            deploymentId=str(existing.id),
        )


def _told(made: DeploymentSeen, safe: Safe, dollars: Dollars | None) -> SafeDeploymentOut:
    shown = SafeDeploymentShown(
        id=made.id,
        agent_id=made.agent_id,
        agent_name=made.agent.name,
        venue=made.agent.venue,
        user_wallet=made.user_wallet,
        safe_wallet=made.safe_wallet,
        status=made.status,
        created_at=made.sub_started_at,
    )
    balances = BalancesOut(usdc=dollars.balance if dollars else None, eth=safe.eth)
    info = SafeInfoOut(
        address=safe.address,
        owners=list(safe.owners),
        threshold=safe.threshold,
        balances=balances,
    )
    return SafeDeploymentOut(
        success=True,
        deployment=shown,
        safe_info=info,
        message="Deployment created",
        next_steps=["Keep USDC in the Safe; the agent trades with it from its next signal on"],
    )
