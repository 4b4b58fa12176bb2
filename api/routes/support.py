"""Support: what deployments need, and what admins set going on behalf of users."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.asking import Asking
from api.dependencies import Gateway, Looking, Now, Uow
from api.guards import Admin, Ops
from api.idempotency import OnceOnly
from api.proofs import FreshProof
from api.schemas.signals import SignalAskedOut
from api.schemas.support import CloseAskedOut, CloseForIn, ErrandOut, ExecuteIn, WorryOut
from contracts.market import DeploymentId, PositionId
from domain.closing import ask_exit
from domain.manual import Ask
from domain.ports.audit import Deed
from domain.ports.operations import Errand
from infra.reading.agent_health import checkups
from infra.reading.attention import named, worries
from infra.reading.errands import errand
from infra.reading.signals import signal

router = APIRouter(prefix="/api/admin", tags=["operations"])
MISSING: dict[int | str, dict[str, Any]] = {404: {"description": "It was never asked for."}}


@router.get("/deployments/attention")
async def needing_attention(
    look: Looking,
    gate: Gateway,
    now: Now,
    _: Ops,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many rows at most.")] = 100,
) -> Sequence[WorryOut]:
    """List deployments that somebody should look at and why, the gravest first."""
    found = await checkups(gate.engine, gate.network, policy=gate.policy, now=now)
    told = (await worries(look, found, now))[:limit]
    whose = await named(look, {worry.deployment_id for worry in told})
    return [
        WorryOut(
            **dict(whose[worry.deployment_id])
            | {
                "deployment_id": worry.deployment_id,
                "concern": worry.concern,
                "detail": worry.detail,
                "since": worry.since,
                "position_id": worry.position_id,
            }
        )
        for worry in told
    ]


@router.post("/sync-venue-markets", status_code=202)
async def sync_markets(uow: Uow, now: Now, caller: Ops) -> ErrandOut:
    """Leave word that the monitor is to ask every venue for its markets; it looks every 2 s."""
    await uow.operations.ask(Errand.MARKETS, caller.wallet, now)
    deed = Deed(
        event="markets.asked", subject_kind="errand", subject_id="MARKETS", actor=caller.wallet
    )
    await uow.audit.note(deed, now)
    return ErrandOut(name=Errand.MARKETS, asked_at=now, done_at=None)


@router.get("/sync-venue-markets", responses=MISSING)
async def markets_synced(look: Looking, _: Ops) -> ErrandOut:
    """Tell when the markets were last asked for by hand, and whether that was done."""
    return ErrandOut.model_validate(dict(await errand(look, Errand.MARKETS)))


@router.post("/execute-trade-once", status_code=201, response_model=SignalAskedOut)
async def execute_once(
    body: ExecuteIn, look: Looking, now: Now, caller: Admin, once: OnceOnly, asking: Asking
) -> SignalAskedOut | JSONResponse:
    """Let one deployment decide anew on its agent's signal, as on a trade asked for by hand."""
    row = await signal(look, body.signal_id, now)

    async def asked() -> SignalAskedOut:
        await asking.require_agent(body.deployment_id, row["agent_id"])
        ask = Ask(
            deployment_id=DeploymentId(body.deployment_id),
            token=row["token"],
            side=row["side"],
            share=row["size"],
            leverage=row["leverage"],
            key=asking.key(caller, once),
        )
        return await asking.signal(ask, caller)

    return await once(asked)


@router.post("/close-position", status_code=202, response_model=CloseAskedOut)
async def close_position_for_support(
    body: CloseForIn, uow: Uow, now: Now, caller: Admin, once: OnceOnly, proof: FreshProof
) -> CloseAskedOut | JSONResponse:
    """Exit a position at the market, by the way of every exit; asking twice begins one."""

    async def asked() -> CloseAskedOut:
        await proof.of(f"Maxxit: close position {body.position_id}")
        closing = await ask_exit(PositionId(body.position_id), body.why, caller, uow, now)
        intended = closing.intended
        return CloseAskedOut(
            position_id=closing.position.id,
            status=closing.position.status,
            intent_id=intended.intent_id if intended else None,
        )

    return await once(asked, status=202)
