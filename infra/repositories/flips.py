"""Flips in Postgres: what deployments hold that could be turned, and which turns are pending."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, Uuid, bindparam, literal, select, true, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import DeploymentId, Network, PositionId, Side, Symbol, VenueName
from contracts.signals import SignalRaised
from domain.flips import Held, PendingFlip, Place
from domain.positions import PositionStatus
from infra.repositories.bulk import any_of, insert_new
from infra.tables.positions import PositionRow
from infra.tables.signals import FlipRow

_HELD = select(
    col(PositionRow.id),
    col(PositionRow.deployment_id),
    col(PositionRow.venue),
    col(PositionRow.symbol),
    col(PositionRow.side),
).where(
    col(PositionRow.status) == literal(PositionStatus.OPEN, literal_execute=True),
    col(PositionRow.network) == bindparam("network"),
    col(PositionRow.deployment_id) == any_of("deployment_ids", Uuid()),
    col(PositionRow.symbol) == any_of("symbols", Text()),
)


async def held(
    connection: AsyncConnection,
    network: Network,
    deployment_ids: Collection[DeploymentId],
    symbols: Collection[Symbol],
) -> Mapping[Symbol, Mapping[Place, Held]]:
    """Tell for each of the symbols what the deployments hold open, by deployment and venue."""
    found: dict[Symbol, dict[Place, Held]] = {symbol: {} for symbol in symbols}
    given = {"deployment_ids": list(deployment_ids), "symbols": list(symbols), "network": network}
    for row in await connection.execute(_HELD, given):
        place = (DeploymentId(row.deployment_id), VenueName(row.venue))
        found[row.symbol][place] = Held(position_id=PositionId(row.id), side=Side(row.side))
    return found


async def add(connection: AsyncConnection, flips: Sequence[PendingFlip], now: datetime) -> None:
    """Store flips as pending; known ones are left alone."""
    values = [
        {
            "signal_id": flip.signal.signal_id,
            "deployment_id": flip.deployment_id,
            "position_id": flip.position_id,
            "signal": flip.signal.model_dump(mode="json"),
            "expires_at": flip.signal.expires_at,
            "created_at": now,
        }
        for flip in flips
    ]
    await insert_new(connection, FlipRow, values)


async def waiting_for(
    connection: AsyncConnection, position_ids: Collection[PositionId]
) -> Sequence[PendingFlip]:
    """List the pending flips that wait for any of the positions to close."""
    return await _pending(connection, col(FlipRow.position_id).in_(position_ids))


async def overdue(connection: AsyncConnection, now: datetime) -> Sequence[PendingFlip]:
    """List the pending flips whose signals have expired."""
    return await _pending(connection, col(FlipRow.expires_at) <= now)


async def every(connection: AsyncConnection) -> Sequence[PendingFlip]:
    """List the pending flips."""
    return await _pending(connection, true())


async def settle(connection: AsyncConnection, flips: Sequence[PendingFlip], now: datetime) -> None:
    """Note that nothing waits any longer."""
    pairs = [(flip.signal.signal_id, flip.deployment_id) for flip in flips]
    pair = tuple_(col(FlipRow.signal_id), col(FlipRow.deployment_id))
    await connection.execute(update(FlipRow).where(pair.in_(pairs)).values(settled_at=now))


async def _pending(
    connection: AsyncConnection, condition: ColumnElement[bool]
) -> list[PendingFlip]:
    rows: Any = await connection.execute(
        select(col(FlipRow.deployment_id), col(FlipRow.position_id), col(FlipRow.signal))
        .where(col(FlipRow.settled_at).is_(None), condition)
        .order_by(col(FlipRow.created_at), col(FlipRow.signal_id), col(FlipRow.deployment_id))
    )
    return [
        PendingFlip(
            signal=SignalRaised.model_validate(row.signal),
            deployment_id=DeploymentId(row.deployment_id),
            position_id=PositionId(row.position_id),
        )
        for row in rows
    ]
