"""Positions in Postgres."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    any_,
    cast,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.intents import ExitIntended, ExitReason
from contracts.market import (
    DeploymentId,
    Network,
    PositionId,
    Price,
    Purpose,
    Symbol,
    VenueName,
    Wallet,
)
from contracts.positions import PriceMarked
from domain.halts import Halt, HaltScope
from domain.orders import OrderState
from domain.ports.positions import Unwatched
from domain.positions import (
    Evidence,
    Position,
    PositionFill,
    PositionOrder,
    PositionStatus,
    exit_intended,
)
from infra.repositories.positions import watching
from infra.repositories.positions.rows import changes, exit_values, position_from
from infra.tables.markets import MarkRow
from infra.tables.orders import FillRow, OrderRow
from infra.tables.positions import PositionRow
from infra.tables.signals import IntentRow, SignalRow

_LIVE = (PositionStatus.OPENING, PositionStatus.OPEN, PositionStatus.CLOSING)
_SCOPES: Mapping[HaltScope, ColumnElement[Any]] = {
    HaltScope.VENUE: cast(col(PositionRow.venue), Text),
    HaltScope.AGENT: cast(col(PositionRow.agent_id), Text),
    HaltScope.DEPLOYMENT: cast(col(PositionRow.deployment_id), Text),
    HaltScope.SOURCE: cast(col(SignalRow.source_id), Text),
}


class SqlPositions:
    """Positions in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def lock(self, position_id: PositionId) -> Position | None:
        """Read a position and keep others from changing it until the transaction ends."""
        found = await self._connection.execute(
            self._mine().where(col(PositionRow.id) == position_id).with_for_update(key_share=True)
        )
        row = found.first()
        return position_from(row) if row else None

    async def evidence(self, position: Position) -> Evidence:
        """Read every fill of a position, where its orders stand, and when it was last marked."""
        return Evidence(
            fills=await self._fills(position.id),
            orders=await self._orders(position.id),
            marked_at=await self._marked_at(position.venue, position.symbol),
        )

    async def save(self, position: Position) -> None:
        """Write all that can change of a position, in one write."""
        await self._connection.execute(
            update(PositionRow)
            .where(col(PositionRow.id) == position.id)
            .values(**changes(position))
        )

    async def account_gap(self, mark: PriceMarked, stale_after: timedelta) -> None:
        """Count the time that ends with this mark, and had none fresh, as naked seconds."""
        values = watching.mark_values(self._network, mark, stale_after=stale_after)
        await self._connection.execute(watching.ACCOUNT_GAP, values)

    async def ratchet(self, mark: PriceMarked) -> None:
        """Move the trailing stop of every position the mark carries further."""
        values = watching.mark_values(self._network, mark)
        await self._connection.execute(watching.RATCHET, values)

    async def due(self, mark: PriceMarked, now: datetime) -> Sequence[Position]:
        """Find the open positions that the mark, or the time, ends."""
        values = watching.mark_values(self._network, mark, at=now)
        found = await self._connection.execute(watching.DUE, values)
        return [position_from(row) for row in found]

    async def begin_exits(
        self,
        reasons: Mapping[PositionId, ExitReason],
        *,
        at_price: Price | None,
        now: datetime,
    ) -> Sequence[ExitIntended]:
        """Take those of the positions that are still OPEN into CLOSING, and intend their exits."""
        if not reasons:
            return []
        taken = await self._connection.execute(
            watching.take(self._network, reasons, now).returning(PositionRow)
        )
        positions = [position_from(row) for row in taken]
        exits = [
            exit_intended(position, reasons[position.id], at_price, now) for position in positions
        ]
        if exits:
            await self._connection.execute(
                insert(IntentRow).on_conflict_do_nothing(),
                [exit_values(*pair) for pair in zip(exits, positions, strict=True)],
            )
        return exits

    async def request_exit(
        self, position_ids: Collection[PositionId], reason: ExitReason, now: datetime
    ) -> Sequence[ExitIntended]:
        """Begin to exit positions for one reason, whatever the price; the caller emits."""
        reasons = dict.fromkeys(position_ids, reason)
        return await self.begin_exits(reasons, at_price=None, now=now)

    async def covered(self, halt: Halt, *, now: datetime, limit: int) -> Sequence[PositionId]:
        """List open positions a halt applies to, but for those that pause between attempts."""
        wanted = select(col(PositionRow.id)).where(
            watching.is_open(),
            col(PositionRow.network) == self._network,
            or_(col(PositionRow.closing_reason).is_(None), col(PositionRow.expires_at) <= now),
        )
        if halt.scope is HaltScope.SOURCE:
            wanted = wanted.join(SignalRow, col(SignalRow.id) == col(PositionRow.signal_id))
        if halt.scope is not HaltScope.GLOBAL:
            wanted = wanted.where(_SCOPES[halt.scope] == halt.target)
        found = await self._connection.scalars(wanted.limit(limit))
        return [PositionId(position_id) for position_id in found]

    async def unwatched(self, since: datetime) -> Sequence[Unwatched]:
        """List the markets of open and closing positions that had no mark since a moment."""
        rows = await self._connection.execute(watching.unwatched(self._network, since))
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

    def _mine(self) -> Select[PositionRow]:
        return select(PositionRow).where(col(PositionRow.network) == self._network)

    async def _read(self, wanted: Select[PositionRow]) -> list[Position]:
        return [position_from(row) for row in await self._connection.execute(wanted)]

    async def _fills(self, position_id: PositionId) -> tuple[PositionFill, ...]:
        rows = await self._connection.execute(
            select(FillRow).where(col(FillRow.position_id) == position_id)
        )
        return tuple(
            PositionFill(
                purpose=Purpose(row.purpose),
                quantity=row.quantity,
                price=row.price,
                fee=row.fee,
                filled_at=row.filled_at,
            )
            for row in rows
        )

    async def _orders(self, position_id: PositionId) -> tuple[PositionOrder, ...]:
        rows = await self._connection.execute(
            select(col(OrderRow.purpose), col(OrderRow.state)).where(
                col(OrderRow.position_id) == position_id
            )
        )
        return tuple(
            PositionOrder(purpose=Purpose(purpose), state=OrderState(state))
            for purpose, state in rows
        )

    async def _marked_at(self, venue: VenueName, symbol: Symbol) -> datetime | None:
        seen_at: datetime | None = await self._connection.scalar(
            select(col(MarkRow.seen_at)).where(
                col(MarkRow.network) == self._network,
                col(MarkRow.venue) == venue,
                col(MarkRow.symbol) == symbol,
            )
        )
        return seen_at
