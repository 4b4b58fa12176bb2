"""Ostium: deployments there, with the delegate and the dollars that its chain knows of."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.dependencies import Gateway, Now
from api.deploying import a_wish, agent_on, deploy_on, deployed_out, require_own
from api.errors import BadRequest
from api.gate import Gate
from api.guards import Reader, Trader
from api.key_desk import Keys, answers
from api.openapi import MAY_BE_MISSING
from api.schemas.base import Address
from api.schemas.deployments import VenueDeploymentIn, VenueDeploymentOut
from api.schemas.ostium import (
    ApprovalOut,
    DelegationOut,
    DeployCompleteIn,
    DeployCompleteOut,
)
from contracts.market import VenueName, Wallet
from domain.access import Caller
from domain.delegations import LEAST, DelegateLook, SpendLook, look_at_delegate, look_at_spending
from domain.deploying import Deployed, deploy, enable
from domain.errors import NotFound

router = APIRouter(prefix="/api/ostium", tags=["venues"])
OSTIUM = VenueName.OSTIUM
NO_KEY = "User wallet record not found. Please reconnect Ostium."
DELEGATE = {
    "action": "SET_DELEGATE",
    "instructions": ["Call setDelegate(agentAddress) on Ostium's trading contract"],
}
APPROVE = {
    "action": "APPROVE_USDC",
    "instructions": [f"Hold and approve at least {LEAST} USDC to Ostium's storage contract"],
}
User = Annotated[Address, Query(alias="userWallet")]


@router.post(
    "/deploy-complete", responses=answers(DeployCompleteOut), response_model=DeployCompleteOut
)
async def complete(
    body: DeployCompleteIn, caller: Trader, gate: Gateway, now: Now, keys: Keys
) -> DeployCompleteOut | JSONResponse:
    """Have the caller's key made, and let the agent run; again it is the same of both.

    Ostium itself is enabled once the chain says that the user delegated and approved: ask again
    after that. Making a key takes a fresh signature.
    """
    require_own(body.user_wallet, caller)
    async with gate.units() as uow:
        await agent_on(uow, body.agent_id, caller, OSTIUM)
    had = await keys.get(OSTIUM)
    if had.credential is None:
        return keys.awaited(OSTIUM)
    agent_address = had.credential.agent_address
    ready = await _is_ready(gate, caller.wallet, agent_address)
    deployed = await _run(gate, caller, body.agent_id, now, ready=ready)
    return _completed(deployed, agent_address, ready=ready)


@router.post("/create-deployment")
async def deploy_on_ostium(
    body: VenueDeploymentIn, caller: Trader, gate: Gateway, now: Now
) -> VenueDeploymentOut:
    """Let an agent trade on Ostium, once the chain says that the user delegated and approved."""
    require_own(body.user_wallet, caller)
    async with gate.units() as uow:
        await agent_on(uow, body.agent_id, caller, OSTIUM)
        found = await uow.agent_keys.current(caller.wallet, OSTIUM)
    if found is None or found.agent_address != body.agent_address:
        raise NotFound(NO_KEY)
    delegate, spending = await _looks(gate, caller.wallet)
    if not delegate.is_for(body.agent_address):
        raise BadRequest(
            "the chain does not say that this user delegated to this agent",
            error="DELEGATION_NOT_FOUND",
            nextSteps=DELEGATE,
        )
    if not spending.approved:
        raise BadRequest(
            "the chain does not say that Ostium may take enough USDC",
            error="USDC_NOT_APPROVED",
            nextSteps=APPROVE,
        )
    deployed = await deploy_on(gate, caller, body.agent_id, OSTIUM, now)
    return deployed_out(deployed, body.agent_address)


@router.get("/check-approval-status", responses=MAY_BE_MISSING)
async def check_approval(user_wallet: User, caller: Reader, gate: Gateway) -> ApprovalOut:
    """Ask the chain whether Ostium may take enough of the caller's dollars."""
    _require_seen(user_wallet, caller)
    look = await look_at_spending(gate.setups.chain, user_wallet, gate.setups.storage)
    dollars = look.dollars
    return ApprovalOut(
        user_wallet=user_wallet,
        is_approved=look.approved,
        usdc_balance=dollars.balance if dollars else None,
        usdc_allowance=dollars.allowance if dollars else None,
        required=LEAST,
        answered=dollars is not None,
    )


@router.get("/check-delegation-status", responses=MAY_BE_MISSING)
async def check_delegation(user_wallet: User, caller: Reader, gate: Gateway) -> DelegationOut:
    """Ask the chain whether the caller delegated to their agent key."""
    _require_seen(user_wallet, caller)
    async with gate.units() as uow:
        found = await uow.agent_keys.current(user_wallet, OSTIUM)
    agent = None if found is None else found.agent_address
    look = await look_at_delegate(gate.setups.chain, user_wallet)
    return DelegationOut(
        user_wallet=user_wallet,
        agent_address=agent,
        delegate=look.delegate,
        is_delegated=look.is_for(agent),
        answered=look.answered,
    )


def _require_seen(wallet: Wallet, caller: Caller) -> None:
    if wallet != caller.wallet and not caller.sees_all:
        raise NotFound(f"no user {wallet}")


async def _looks(gate: Gate, user: Wallet) -> tuple[DelegateLook, SpendLook]:
    chain = gate.setups.chain
    delegate = await look_at_delegate(chain, user)
    return delegate, await look_at_spending(chain, user, gate.setups.storage)


async def _is_ready(gate: Gate, user: Wallet, agent_address: Wallet) -> bool:
    delegate, spending = await _looks(gate, user)
    return delegate.is_for(agent_address) and spending.approved


async def _run(
    gate: Gate, caller: Caller, agent_id: UUID, now: datetime, *, ready: bool
) -> Deployed:
    async with gate.units() as uow:
        agent, _ = await agent_on(uow, agent_id, caller, OSTIUM)
        deployed = await deploy(uow, a_wish(gate, agent, caller), (), now)
        if ready:
            await enable(uow, deployed.deployment, OSTIUM, now)
    return deployed


def _completed(deployed: Deployed, agent_address: Wallet, *, ready: bool) -> DeployCompleteOut:
    return DeployCompleteOut(
        success=True,
        deployment_id=deployed.deployment.id,
        agent_address=agent_address,
        user_wallet=deployed.deployment.user_wallet,
        message="Deployment created" if deployed.new else "Deployment already exists",
        needs_approval=not ready,
        approval_note="Ostium is enabled."
        if ready
        else "Delegate to the agent address and approve USDC, then ask again.",
    )
