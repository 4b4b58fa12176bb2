"""Positions in Postgres."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    any_,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.intents import ExitIntended, ExitReason
from contracts.market import DeploymentId, Network, PositionId, VenueName, Wallet
from contracts.positions import PriceMarked
from domain.agents import DeploymentStatus
from domain.halts import Halt, HaltScope
from domain.ports.positions import Ending, Unwatched
from domain.positions import (
    Evidence,
    Position,
    PositionFill,
    PositionOrder,
    PositionStatus,
    exit_intended,
)
from infra.repositories.bulk import insert_new
from infra.repositories.positions import reviewing, watching
from infra.repositories.positions.rows import exit_values, fill_from, order_from, position_from
from infra.repositories.positions.unwatched import unwatched
from infra.tables.agents import DeploymentRow
from infra.tables.positions import PositionRow
from infra.tables.signals import IntentRow, SignalRow

POSITIONS_CHANNEL = "positions"
_RING = text(f"select pg_notify('{POSITIONS_CHANNEL}', '')")
_LIVE = (PositionStatus.OPENING, PositionStatus.OPEN, PositionStatus.CLOSING)
_SCOPES: Mapping[HaltScope, ColumnElement[Any]] = {
    HaltScope.VENUE: cast(col(PositionRow.venue), Text),
    HaltScope.AGENT: cast(col(PositionRow.agent_id), Text),
    HaltScope.DEPLOYMENT: cast(col(PositionRow.deployment_id), Text),
    HaltScope.WALLET: cast(col(PositionRow.wallet), Text),
    HaltScope.SOURCE: cast(col(SignalRow.source_id), Text),
}


class SqlPositions:
    """Positions in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def lock(self, position_ids: Collection[PositionId]) -> Mapping[PositionId, Position]:
        """Read positions and keep others from changing them until the transaction ends."""
        found = await self._connection.execute(
            reviewing.LOCKED, reviewing.chosen(self._network, position_ids)
        )
        return {row.id: position_from(row) for row in found}

    async def evidence(self, positions: Collection[Position]) -> Mapping[PositionId, Evidence]:
        """Read all fills of each position, where its orders stand, and when it was last marked."""
        chosen = reviewing.chosen(self._network, [position.id for position in positions])
        fills: dict[UUID, list[PositionFill]] = defaultdict(list)
        orders: dict[UUID, list[PositionOrder]] = defaultdict(list)
        for fill in await self._connection.execute(reviewing.FILLS, chosen):
            fills[fill.position_id].append(fill_from(fill))
        for order in await self._connection.execute(reviewing.ORDERS, chosen):
            orders[order.position_id].append(order_from(order))
        marked = await self._connection.execute(reviewing.MARKED_AT, chosen)
        marked_at = {row.id: row.seen_at for row in marked}
        return {
            position.id: Evidence(
                fills=tuple(fills[position.id]),
                orders=tuple(orders[position.id]),
                marked_at=marked_at.get(position.id),
            )
            for position in positions
        }

    async def save(self, positions: Collection[Position]) -> None:
        """Write all that can change of positions, in one write, and ring for their stops."""
        if positions:
            await self._connection.execute(reviewing.SAVE, reviewing.changed(positions))
            await self._connection.execute(_RING)

    async def account_gaps(self, marks: Collection[PriceMarked], stale_after: timedelta) -> None:
        """Count the time that ends with each mark, and had none fresh, as naked seconds."""
        values = watching.mark_values(self._network, marks)
        rows = await self._connection.execute(watching.STORED_MARKS, values)
        stored = {(row.venue, row.symbol): row.seen_at for row in rows}
        gaps = [m for m in marks if _is_gap(stored.get((m.venue, m.symbol)), m, stale_after)]
        if gaps:
            values = watching.mark_values(self._network, gaps, stale_after=stale_after)
            values["stored"] = [stored.get((mark.venue, mark.symbol)) for mark in gaps]
            await self._connection.execute(watching.ACCOUNT_GAPS, values)

    async def ratchet(self, marks: Collection[PriceMarked]) -> None:
        """Move the trailing stop of every position a mark carries further."""
        values = watching.mark_values(self._network, marks)
        await self._connection.execute(watching.RATCHET, values)

    async def due(self, marks: Collection[PriceMarked], now: datetime) -> Sequence[Position]:
        """Find the open positions that the marks, or the time, end."""
        values = watching.mark_values(self._network, marks, at=now)
        found = await self._connection.execute(watching.DUE, values)
        return [position_from(row) for row in found]

    async def begin_exits(
        self, endings: Mapping[PositionId, Ending], now: datetime
    ) -> Sequence[ExitIntended]:
        """Take those of the positions that are still OPEN into CLOSING, and intend their exits."""
        if not endings:
            return []
        values = watching.ending_values(self._network, endings, at=now)
        rows = await self._connection.execute(watching.TAKE, values)
        taken = {row.id: position_from(row) for row in rows}
        pairs = [
            (exit_intended(taken[name], ending.reason, ending.at_price, now), taken[name])
            for name, ending in endings.items()
            if name in taken
        ]
        await insert_new(self._connection, IntentRow, [exit_values(*pair) for pair in pairs])
        return [intended for intended, _ in pairs]

    async def request_exit(
        self, position_ids: Collection[PositionId], reason: ExitReason, now: datetime
    ) -> Sequence[ExitIntended]:
        """Begin to exit positions for one reason, whatever the price; the caller emits."""
        return await self.begin_exits(dict.fromkeys(position_ids, Ending(reason=reason)), now)

    async def covered(self, halt: Halt, *, now: datetime, limit: int) -> Sequence[PositionId]:
        """List open positions a halt applies to, but for those that pause between attempts."""
        wanted = self._exitable(now)
        if halt.scope is HaltScope.SOURCE:
            wanted = wanted.join(SignalRow, col(SignalRow.id) == col(PositionRow.signal_id))
        if halt.scope is not HaltScope.GLOBAL:
            wanted = wanted.where(_SCOPES[halt.scope] == halt.target)
        worth = (col(PositionRow.quantity) * col(PositionRow.entry_price)).desc()
        wanted = wanted.order_by(worth, col(PositionRow.id)).limit(limit)
        found = await self._connection.scalars(wanted)
        return [PositionId(position_id) for position_id in found]

    async def left_behind(self, *, now: datetime, limit: int) -> Sequence[PositionId]:
        """List open positions of cancelled deployments that wind down, but for those that pause."""
        deployed = col(DeploymentRow.id) == col(PositionRow.deployment_id)
        wanted = self._exitable(now).where(
            exists().where(
                deployed,
                col(DeploymentRow.winds_down),
                col(DeploymentRow.status) == DeploymentStatus.CANCELLED,
            )
        )
        found = await self._connection.scalars(wanted.limit(limit))
        return [PositionId(position_id) for position_id in found]

    async def unwatched(self, since: datetime) -> Sequence[Unwatched]:
        """List the markets of open and closing positions that had no mark since a moment."""
        rows = await self._connection.execute(unwatched(self._network, since))
        return [
            Unwatched(venue=VenueName(venue), symbol=symbol, marked_at=seen_at)
            for venue, symbol, seen_at in rows
        ]

    async def open_count(self, wallets: Collection[Wallet]) -> Mapping[Wallet, int]:
        """Count each wallet's live positions, on all venues; a wallet without any is absent."""
        rows = await self._connection.execute(
            select(col(PositionRow.wallet), func.count().label("positions"))
            .where(
                col(PositionRow.network) == self._network,
                col(PositionRow.status).in_(_LIVE),
                col(PositionRow.wallet) == any_(literal(list(wallets), ARRAY(Text))),
            )
            .group_by(col(PositionRow.wallet))
        )
        return {row.wallet: row.positions for row in rows}

    async def by_deployment(self, deployment_id: DeploymentId) -> Sequence[Position]:
        """List a deployment's positions, newest first."""
        return await self._read(
            self._mine()
            .where(col(PositionRow.deployment_id) == deployment_id)
            .order_by(col(PositionRow.created_at).desc(), col(PositionRow.id))
        )

    async def held(self) -> Sequence[Position]:
        """List every open or closing position, oldest first."""
        return await self._read(
            self._mine()
            .where(watching.is_held())
            .order_by(col(PositionRow.opened_at), col(PositionRow.id))
        )

    def _exitable(self, now: datetime) -> Select[UUID]:
        return select(col(PositionRow.id)).where(
            watching.is_open(),
            col(PositionRow.network) == self._network,
            or_(col(PositionRow.closing_reason).is_(None), col(PositionRow.expires_at) <= now),
        )

    def _mine(self) -> Select[PositionRow]:
        return select(PositionRow).where(col(PositionRow.network) == self._network)

    async def _read(self, wanted: Select[PositionRow]) -> list[Position]:
        return [position_from(row) for row in await self._connection.execute(wanted)]


def _is_gap(stored: datetime | None, mark: PriceMarked, stale_after: timedelta) -> bool:
    return stored is None or stored < mark.seen_at - stale_after
