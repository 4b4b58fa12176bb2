"""Signals: reading them, asking for one by hand, and hurrying what waits to become one."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse

from api.asking import Asking
from api.dependencies import Looking, Now, Uow
from api.guards import Ops, Trader, Visitor
from api.idempotency import OnceOnly
from api.pagination import Paged
from api.schemas.filters import Since, Token, Until, instant
from api.schemas.signals import (
    AgentVenue,
    GenerateOut,
    SignalAskedOut,
    SignalIn,
    SignalOut,
    SignalStatsOut,
    SignalWithAgentOut,
    VenueCountOut,
    WaitingPostOut,
)
from contracts.market import DeploymentId
from domain.asking import require_own
from domain.manual import Ask
from domain.ports.audit import Deed
from infra.reading import signals as reading
from infra.reading.waiting import waiting_posts

MOST_NAMED = 50
router = APIRouter(prefix="/api/signals", tags=["signals"])


def _filters(
    agent_id: Annotated[UUID | None, Query(alias="agentId")] = None,
    token: Annotated[Token | None, Query(alias="tokenSymbol")] = None,
    venue: Annotated[AgentVenue | None, Query(description="Where the agent trades.")] = None,
    since: Since = None,
    until: Until = None,
) -> Mapping[str, Any]:
    return {
        "agent_id": agent_id,
        "token": token,
        "venue": venue,
        "since": since,
        "until": until,
    }


Filters = Annotated[Mapping[str, Any], Depends(_filters)]


@router.get("")
async def list_signals(
    response: Response, look: Looking, now: Now, paging: Paged, filters: Filters, _: Visitor
) -> Sequence[SignalOut]:
    """List signals, newest first: those of public agents, and of those one made or runs."""
    values = paging.values(after_at=instant, after_id=UUID)
    rows = await reading.signals(look, now, **filters, **values)
    shown = paging.page(response, rows, key=lambda row: (row["created_at"], row["id"]))
    return [SignalOut.of(row) for row in shown]


@router.get("/{signal_id:uuid}")
async def get_signal(signal_id: UUID, look: Looking, now: Now, _: Visitor) -> SignalWithAgentOut:
    """Return a signal with its agent."""
    return SignalWithAgentOut.of(await reading.signal(look, signal_id, now))


@router.get("/agent/{agent_id}/stats")
async def signal_stats(agent_id: UUID, look: Looking, now: Now, _: Visitor) -> SignalStatsOut:
    """Count an agent's signals, and return the ten newest."""
    await reading.require_agent(look, agent_id)
    counts = [VenueCountOut.model_validate(row) for row in await reading.counts(look, agent_id)]
    recent = await reading.recent(look, agent_id, now)
    return SignalStatsOut(
        total_signals=sum(each.count for each in counts),
        venue_counts=counts,
        recent_signals=[SignalOut.of(row) for row in recent],
    )


@router.post("", status_code=201, response_model=SignalAskedOut)
async def ask_for_trade(
    body: SignalIn, uow: Uow, caller: Trader, once: OnceOnly, asking: Asking
) -> SignalAskedOut | JSONResponse:
    """Ask one's own deployment for a trade; it passes the checks that every signal has to pass.

    A request that becomes no signal is answered with the reason, and stays so under its key.
    """

    async def asked() -> SignalAskedOut:
        deployment_id = DeploymentId(body.deployment_id)
        await require_own(deployment_id, caller.wallet, uow)
        ask = Ask(
            deployment_id=deployment_id,
            token=body.token_symbol,
            side=body.side,
            share=body.share,
            leverage=body.leverage,
            key=asking.key(caller, once),
        )
        return await asking.signal(ask, caller)

    return await once(asked)


@router.post("/generate")
async def hurry(look: Looking, uow: Uow, now: Now, caller: Ops) -> GenerateOut:
    """Let posts that wait for another attempt be taken now, and tell what waits.

    Nothing is judged here: the stages do, by the way of all posts.
    """
    waiting = await uow.operations.hurry_posts(now)
    deed = Deed(
        event="posts.hurried", subject_kind="stage", subject_id="posts", actor=caller.wallet
    )
    await uow.audit.note(deed, now)
    posts = await waiting_posts(look, MOST_NAMED)
    return GenerateOut(
        unclassified=waiting.unclassified,
        unheard=waiting.unheard,
        posts=[WaitingPostOut.model_validate(row) for row in posts],
    )
