"""Halts: stopping trading, and letting it go on."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.dependencies import Now, Uow
from api.errors import Invalid
from api.guards import Ops
from api.idempotency import OnceEach
from api.schemas.halts import HaltIn, HaltOut, LiftedOut
from domain.access import Caller
from domain.halts import Halt, HaltScope
from domain.ports.audit import Deed
from infra.ids import new_id

router = APIRouter(prefix="/api/admin/halts", tags=["operations"])


@router.get("")
async def list_halts(uow: Uow, _: Ops) -> Sequence[HaltOut]:
    """List the halts in force, oldest first."""
    return [HaltOut.model_validate(halt) for halt in await uow.halts.in_force()]


@router.post("", status_code=201, response_model=HaltOut)
async def raise_halt(
    body: HaltIn, uow: Uow, now: Now, caller: Ops, once: OnceEach
) -> HaltOut | JSONResponse:
    """Stop trading; every stage obeys from its next message on."""
    halt = _halt(body)

    async def raised() -> HaltOut:
        await uow.halts.raise_halt(halt, caller.wallet, now)
        await uow.audit.note(_deed("halt.raised", halt.id, caller), now)
        return HaltOut.model_validate(halt)

    return await once(raised)


@router.delete("/{halt_id}")
async def lift_halt(halt_id: UUID, uow: Uow, now: Now, caller: Ops) -> LiftedOut:
    """End a halt; trading goes on as far as no other is in force."""
    await uow.halts.lift(halt_id, now)
    await uow.audit.note(_deed("halt.lifted", halt_id, caller), now)
    return LiftedOut(id=halt_id, lifted_at=now)


def _halt(body: HaltIn) -> Halt:
    if (body.scope is HaltScope.GLOBAL) != (body.target is None):
        raise Invalid("body.target", "GLOBAL takes none, every other scope needs one")
    target = body.target.lower() if body.target and body.scope is HaltScope.WALLET else body.target
    return Halt(
        id=new_id(), scope=body.scope, target=target, strength=body.strength, reason=body.reason
    )


def _deed(event: str, halt_id: UUID, caller: Caller) -> Deed:
    return Deed(event=event, subject_kind="halt", subject_id=str(halt_id), actor=caller.wallet)
