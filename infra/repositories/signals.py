"""Signals and outcomes in Postgres."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import Network, PostId, SignalId
from domain.signals import Ignored, Signal
from infra.repositories.bulk import insert_new
from infra.repositories.turns import wait_turn
from infra.tables.signals import PostOutcomeRow, SignalRow


class SqlSignals:
    """Signals and outcomes in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def settled(self, post_id: PostId) -> bool:
        """Wait for our turn to judge, then tell whether a post has its outcomes already."""
        await wait_turn(self._connection, f"signals/{self._network}")
        found = await self._connection.execute(
            select(exists().where(col(PostOutcomeRow.post_id) == post_id))
        )
        return bool(found.scalar_one())

    async def add(self, signals: Sequence[Signal]) -> Mapping[str, SignalId]:
        """Store the signals whose places are free, and name the holder of every place."""
        await insert_new(self._connection, SignalRow, [_signal_values(s) for s in signals])
        keys = [signal.dedupe_key for signal in signals]
        rows = await self._connection.execute(
            select(col(SignalRow.dedupe_key), col(SignalRow.id)).where(
                col(SignalRow.dedupe_key).in_(keys)
            )
        )
        return {row.dedupe_key: SignalId(row.id) for row in rows}

    async def add_outcomes(
        self, post_id: PostId, outcomes: Sequence[Signal | Ignored], now: datetime
    ) -> None:
        """Store what a post came to, for each agent and call; the first outcome stays."""
        values = [_outcome_values(post_id, outcome, now) for outcome in outcomes]
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
        "size": signal.size,
        "reference_price": signal.reference_price,
        "created_at": signal.created_at,
        "expires_at": signal.expires_at,
    }


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
