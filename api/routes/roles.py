"""Roles: who is more than a user. The first admin is made by `maxxit access grant`."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse

from api.dependencies import Now, Uow
from api.guards import Admin
from api.idempotency import OnceEach
from api.proofs import FreshProof
from api.schemas.base import Address, Done
from api.schemas.roles import Granted, RoleIn, RoleOut
from domain.granting import grant, withdraw

router = APIRouter(prefix="/api/admin/roles", tags=["operations"])


@router.get("")
async def list_roles(uow: Uow, _: Admin) -> Sequence[RoleOut]:
    """List every role that was granted."""
    return [RoleOut(wallet=wallet, role=role) for wallet, role in await uow.access.grants()]


@router.post("", status_code=201, response_model=RoleOut)
async def grant_role(
    body: RoleIn, uow: Uow, now: Now, caller: Admin, proof: FreshProof, once: OnceEach
) -> RoleOut | JSONResponse:
    """Make a wallet a role; it counts from its next request on."""

    async def granted() -> RoleOut:
        await proof.of(f"Maxxit: make {body.wallet} {body.role}")
        await grant(body.wallet, body.role, caller.wallet, uow, now)
        return RoleOut(wallet=body.wallet, role=body.role)

    return await once(granted)


@router.delete("/{wallet}/{role}")
async def withdraw_role(
    wallet: Annotated[Address, Path()],
    role: Granted,
    uow: Uow,
    now: Now,
    caller: Admin,
    proof: FreshProof,
) -> Done:
    """Take a role from a wallet; it counts from its next request on."""
    await proof.of(f"Maxxit: {wallet} is {role} no more")
    await withdraw(wallet, role, caller.wallet, uow, now)
    return Done(message=f"{wallet} is {role} no more", at=now)
