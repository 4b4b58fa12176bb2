"""Hyperliquid: the key that trades for a user there, and deployments on it."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from api.dependencies import Gateway, Looking, Now, Uow
from api.deploying import agent_on, deploy_on, deployed_out, require_own
from api.errors import BadRequest
from api.guards import Reader, Trader, Writer
from api.key_desk import Keys, answers, key_out
from api.openapi import MAY_BE_MISSING
from api.proofs import FreshProof
from api.schemas.agent_keys import (
    AccountOut,
    AgentKeyOut,
    DisabledKeysOut,
    UserIn,
    UserKeyIn,
    WantedKeyOut,
)
from api.schemas.base import Address
from api.schemas.deployments import (
    VenueDeploymentIn,
    VenueDeploymentOut,
)
from contracts.market import VenueName, Wallet
from domain.agents import CredentialStatus
from domain.credentials import Credential
from domain.errors import NotFound
from domain.ports.audit import Deed
from infra.reading.accounts import account

router = APIRouter(prefix="/api/hyperliquid", tags=["venues"])
HL = VenueName.HYPERLIQUID
NO_KEY = "User wallet record not found. Please reconnect Hyperliquid."
User = Annotated[Address, Query(alias="userAddress")]


@router.get("/user-wallet", responses=MAY_BE_MISSING)
async def get_key(user_address: User, caller: Reader, uow: Uow) -> AgentKeyOut:
    """Tell the address that trades for the caller, and whether the venue says it may."""
    own = user_address == caller.wallet or caller.sees_all
    found = await uow.agent_keys.current(user_address, HL) if own else None
    if found is None:
        raise NotFound("no agent wallet of this user")
    return key_out(found)


@router.post(
    "/user-wallet", status_code=201, responses=answers(WantedKeyOut), response_model=WantedKeyOut
)
async def make_key(
    body: UserKeyIn, caller: Trader, keys: Keys, response: Response
) -> WantedKeyOut | JSONResponse:
    """Return the caller's key or have one made, with what their wallet signs to approve it.

    Making one takes a fresh signature; asking again makes no second one. 202 says that the
    process that makes keys is away: ask again.
    """
    require_own(body.user_address, caller)
    had = await keys.get(HL)
    if had.credential is None:
        return keys.awaited(HL)
    response.status_code = 201 if had.new else 200
    approval = keys.to_sign(had.credential, body.chain_id)
    return WantedKeyOut(**dict(key_out(had.credential)), approval=approval)


@router.post("/user-wallet/check")
async def check_key(body: UserIn, caller: Writer, uow: Uow) -> AgentKeyOut:
    """Let the venue be asked anew, and tell what is known; what a client says changes nothing."""
    require_own(body.user_address, caller)
    await uow.agent_keys.look_again(caller.wallet, HL)
    found = await uow.agent_keys.current(caller.wallet, HL)
    if found is None:
        raise NotFound("no agent wallet of this user")
    return key_out(found)


@router.delete("/user-wallet")
async def disable_key(
    user_address: User, caller: Trader, uow: Uow, now: Now, proof: FreshProof
) -> DisabledKeysOut:
    """Never sign again with the caller's keys; refused while they are needed to close positions.

    Rows stay, and the deployments that used them trade no more until a next key is approved.
    """
    require_own(user_address, caller)
    await proof.of(f"Maxxit: disable the key that trades for me on {HL}")
    ended = await uow.agent_keys.disable(caller.wallet, HL)
    addresses = [each.agent_address for each in ended]
    deed = Deed(
        event="agent_key.disabled",
        subject_kind="agent_key",
        subject_id=HL,
        actor=caller.wallet,
        payload={"agents": addresses},
    )
    await uow.audit.note(deed, now)
    message = "Disabled here; remove it on the venue too: only there it ends for everybody."
    return DisabledKeysOut(agent_addresses=addresses, message=message)


@router.post("/create-deployment")
async def deploy_on_hyperliquid(
    body: VenueDeploymentIn, caller: Trader, gate: Gateway, now: Now
) -> VenueDeploymentOut:
    """Let an agent trade on Hyperliquid with a key that the venue says is approved."""
    require_own(body.user_wallet, caller)
    async with gate.units() as uow:
        await agent_on(uow, body.agent_id, caller, HL)
        require_approved(await uow.agent_keys.current(caller.wallet, HL), body.agent_address)
    deployed = await deploy_on(gate, caller, body.agent_id, HL, now)
    return deployed_out(deployed, body.agent_address)


@router.get("/account/{address}")
async def get_account(address: Address, look: Looking, _: Reader) -> AccountOut:
    """Tell what a wallet of the caller's could commit when the venue was last asked."""
    found = await account(look, HL, address)
    return AccountOut(venue=HL, **found)


def require_approved(credential: Credential | None, agent_address: Wallet) -> None:
    """Raise NotFound unless that is the user's key, and BadRequest until it is approved."""
    if credential is None or credential.agent_address != agent_address:
        raise NotFound(NO_KEY)
    if credential.status is not CredentialStatus.APPROVED:
        steps = {
            "action": "APPROVE_AGENT",
            "instructions": [
                "Sign the approval that POST /api/hyperliquid/user-wallet returns",
                "Send it to Hyperliquid, then POST /api/hyperliquid/user-wallet/check",
            ],
        }
        raise BadRequest(
            "Hyperliquid does not say yet that this key is approved",
            error="AGENT_NOT_APPROVED",
            nextSteps=steps,
        )
