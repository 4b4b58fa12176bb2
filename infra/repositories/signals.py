"""Signals and outcomes in Postgres."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Text, Uuid, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import Network, PostId, SignalId
from contracts.signals import IgnoreReason
from domain.signals import Ignored, Signal
from infra.repositories.bulk import add_new, any_of, insert_new
from infra.repositories.turns import wait_turn
from infra.tables.signals import PostOutcomeRow, SignalRow

_SETTLED = (
    select(col(PostOutcomeRow.post_id))
    .where(col(PostOutcomeRow.post_id) == any_of("post_ids", Uuid()))
    .distinct()
)
_IGNORED = (
    select(
        col(PostOutcomeRow.agent_id),
        col(PostOutcomeRow.token),
        col(PostOutcomeRow.reason),
        col(PostOutcomeRow.detail),
    )
    .where(
        col(PostOutcomeRow.post_id) == bindparam("post_id"), col(PostOutcomeRow.reason).is_not(None)
    )
    .order_by(col(PostOutcomeRow.agent_id), col(PostOutcomeRow.token))
)
_HOLDERS = select(col(SignalRow.dedupe_key), col(SignalRow.id)).where(
    col(SignalRow.dedupe_key) == any_of("places", Text())
)


class SqlSignals:
    """Signals and outcomes in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def settled(self, post_ids: Collection[PostId]) -> set[PostId]:
        """Wait for our turn to judge, then name the posts that have their outcomes already."""
        await wait_turn(self._connection, f"signals/{self._network}")
        found = await self._connection.execute(_SETTLED, {"post_ids": list(post_ids)})
        return {PostId(post_id) for post_id in found.scalars()}

    async def ignored(self, post_id: PostId) -> Sequence[Ignored]:
        """List why a post gave no signal, for each agent and call that it gave none for."""
        found = await self._connection.execute(_IGNORED, {"post_id": post_id})
        return [
            Ignored(
                agent_id=row.agent_id,
                token=row.token,
                reason=IgnoreReason(row.reason),
                detail=row.detail,
            )
            for row in found
        ]

    async def add(self, signals: Sequence[Signal]) -> Mapping[str, SignalId]:
        """Store the signals whose places are free, and name the holder of every place."""
        values = [_signal_values(signal) for signal in signals]
        added = await add_new(self._connection, SignalRow, values)
        holders = {signal.dedupe_key: signal.id for signal in signals if signal.id in added}
        if taken := [s.dedupe_key for s in signals if s.id not in added]:
            rows = await self._connection.execute(_HOLDERS, {"places": taken})
            holders |= {row.dedupe_key: SignalId(row.id) for row in rows}
        return holders

    async def add_outcomes(
        self, outcomes: Mapping[PostId, Sequence[Signal | Ignored]], now: datetime
    ) -> None:
        """Store what posts came to, for each agent and call; the first outcome stays."""
        values = [
            _outcome_values(post_id, outcome, now)
            for post_id, some in outcomes.items()
            for outcome in some
        ]
        await insert_new(self._connection, PostOutcomeRow, values)


def _signal_values(signal: Signal) -> dict[str, Any]:
    return {
        "id": signal.id,
        "dedupe_key": signal.dedupe_key,
        "agent_id": signal.agent_id,
        "post_id": signal.post_id,
        "source_id": signal.source_id,
        "trace_id": signal.trace_id,
        "token": signal.token,
        "side": signal.side,
        "confidence": signal.confidence,
        "score": signal.score,
        "score_breakdown": _breakdown(signal),
        "size": signal.size,
        "leverage": signal.leverage,
        "reference_price": signal.reference_price,
        "created_at": signal.created_at,
        "expires_at": signal.expires_at,
        "deployment_id": signal.deployment_id,
    }


def _breakdown(signal: Signal) -> dict[str, Any] | None:
    return None if signal.breakdown is None else signal.breakdown.model_dump(mode="json")


def _outcome_values(post_id: PostId, outcome: Signal | Ignored, now: datetime) -> dict[str, Any]:
    return {
        "id": _outcome_id(post_id, outcome),
        "post_id": post_id,
        "agent_id": outcome.agent_id,
        "token": outcome.token,
        "signal_id": outcome.id if isinstance(outcome, Signal) else None,
        "reason": outcome.reason if isinstance(outcome, Ignored) else None,
        "detail": outcome.detail if isinstance(outcome, Ignored) else "",
        "at": now,
    }


def _outcome_id(post_id: PostId, outcome: Signal | Ignored) -> UUID:
    return uuid5(post_id, f"outcome/{outcome.agent_id}/{outcome.token}")
