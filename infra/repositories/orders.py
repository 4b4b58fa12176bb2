"""Orders, attempts and fills in Postgres."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Executable,
    Row,
    Select,
    Uuid,
    and_,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel, col

from contracts.market import DeploymentId, Network, OrderId
from domain.orders import FINAL, UNRESOLVED, Attempt, Case, Order, OrderState, Step
from domain.ports.venue import Fill
from infra.repositories import order_statements as statements
from infra.repositories.bulk import any_of, insert_new
from infra.repositories.order_rows import (
    Values,
    attempt_change,
    attempt_values,
    event_values,
    fill_values,
    order_change,
    order_values,
    planned_event,
    read_attempt,
    read_order,
)
from infra.repositories.order_statements import DB_NOW
from infra.tables.orders import FillRow, OrderAttemptRow, OrderRow
from infra.tables.signals import SignalRow


class SqlOrders:
    """Orders, attempts and fills in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def plan(self, orders: Sequence[Order]) -> None:
        """Store the orders that are new, and an event for each; a thousand in three statements."""
        ids = {"order_ids": [order.id for order in orders]}
        stored = set((await self._connection.execute(_KNOWN, ids)).scalars())
        new = [order for order in orders if order.id not in stored]
        await insert_new(self._connection, OrderRow, [order_values(order) for order in new])
        await self._add_events([planned_event(order) for order in new])

    async def due(self, now: datetime, *, limit: int) -> Sequence[Case]:
        """Lock orders that want attention and that nobody holds: exits first, then the oldest.

        The lease is read again under the lock: the row of an order is re-read when another
        transaction has just changed it, the row of its attempt is not.
        """
        rows = (await self._connection.execute(self._due(now, limit))).all()
        attempts = await self._attempts(_FREE, [row.id for row in rows])
        cases = [_case(row, attempts) for row in rows]
        return [c for c in cases if c.attempt or c.order.state is OrderState.PLANNED]

    async def unresolved(self, deployments: Iterable[DeploymentId]) -> Sequence[Order]:
        """List these deployments' orders whose fate is not known now."""
        statement = _all_of(OrderRow).where(
            self._in_states(UNRESOLVED), col(OrderRow.deployment_id) == any_of("whose", Uuid())
        )
        rows = await self._connection.execute(statement, {"whose": list(set(deployments))})
        return [read_order(row) for row in rows]

    async def held(self, leases: Mapping[OrderId, UUID]) -> Sequence[Case]:
        """Lock the orders whose lease is still the one named; the others are left out.

        Law 4: whoever's lease was taken over writes nothing. What it knew is not lost, because
        the order is looked up at its venue by the one who took over.
        """
        rows = (await self._connection.execute(_LOCKED, {"order_ids": list(leases)})).all()
        attempts = await self._attempts(_LATEST, [row.id for row in rows])
        cases = [_case(row, attempts) for row in rows]
        return [c for c in cases if c.attempt and c.attempt.lease_token == leases[c.order.id]]

    async def add_fills(self, fills: Sequence[tuple[Order, Fill]]) -> Sequence[tuple[Order, Fill]]:
        """Store fills by the venue's own names for them, and return those that were new."""
        told = {(order.venue, fill.fill_id): (order, fill) for order, fill in fills}
        if not told:
            return []
        values = [fill_values(order, fill) for order, fill in told.values()]
        statement = statements.add_fills(tuple(values[0]))
        new = {(row.venue, row.fill_id) for row in await self._write(statement, values)}
        return [pair for key, pair in told.items() if key in new]

    async def filled(self, orders: Iterable[OrderId]) -> Mapping[OrderId, Decimal]:
        """Add up the fills of each order that has any."""
        ids = list(set(orders))
        if not ids:
            return {}
        rows = await self._connection.execute(_FILLED, {"order_ids": ids})
        return {OrderId(id_): quantity for id_, quantity in rows}

    async def store(self, steps: Sequence[Step], *, now: datetime, lease: timedelta) -> None:
        """Write what became of orders locked in this transaction, and an event for each move."""
        await self._add_attempts([s for s in steps if _is_new(s)], lease)
        await self._change_attempts([s for s in steps if not _is_new(s)], lease)
        await self._write(statements.change_orders(), [order_change(step, now) for step in steps])
        moved = [step for step in steps if step.moved]
        await self._add_events([event_values(s.order, s.before.state, now) for s in moved])

    async def unsettled(self, now: datetime) -> int:
        """Count the orders that are in flight, or that are due at `now`."""
        statement = select(func.count()).where(
            self._in_states(frozenset(OrderState) - FINAL),
            or_(
                col(OrderRow.next_attempt_at) <= now,
                _state_in({OrderState.CLAIMED, OrderState.SENT}),
            ),
        )
        count: int = (await self._connection.execute(statement)).scalar_one()
        return count

    async def next_due(self) -> datetime | None:
        """Tell the earliest moment at which an order not in flight wants attention."""
        waiting = frozenset(OrderState) - FINAL - {OrderState.CLAIMED, OrderState.SENT}
        statement = select(func.min(col(OrderRow.next_attempt_at)))
        moment: datetime | None = (
            await self._connection.execute(statement.where(self._in_states(waiting)))
        ).scalar_one()
        return moment

    def _due(self, now: datetime, limit: int) -> Select[Any]:
        free = col(OrderAttemptRow.lease_until) <= DB_NOW
        latest = and_(
            col(OrderAttemptRow.order_id) == col(OrderRow.id),
            col(OrderAttemptRow.n) == col(OrderRow.attempts),
        )
        return (
            _with_source()
            .outerjoin(OrderAttemptRow, latest)
            .where(
                self._in_states(frozenset(OrderState) - FINAL),
                col(OrderRow.next_attempt_at) <= now,
                or_(_state_in({OrderState.PLANNED}), free),
            )
            # Exits overtake entries: CLOSE sorts before OPEN. The lock leaves the key alone, so
            # that rows which only refer to an order never wait for it.
            .order_by(col(OrderRow.purpose), col(OrderRow.created_at), col(OrderRow.id))
            .limit(limit)
            .with_for_update(of=OrderRow, key_share=True, skip_locked=True)
        )

    def _in_states(self, states: Iterable[OrderState]) -> ColumnElement[bool]:
        return and_(col(OrderRow.network) == self._network, _state_in(states))

    async def _attempts(
        self, statement: Select[Any], orders: Sequence[UUID]
    ) -> dict[tuple[UUID, int], Attempt]:
        if not orders:
            return {}
        rows = await self._connection.execute(statement, {"order_ids": list(orders)})
        return {(row.order_id, row.n): read_attempt(row) for row in rows}

    async def _add_attempts(self, steps: Sequence[Step], lease: timedelta) -> None:
        values = [attempt_values(s.attempt) for s in steps if s.attempt]
        if values:
            await self._write(statements.add_attempts(tuple(values[0])), values, lease=lease)

    async def _change_attempts(self, steps: Sequence[Step], lease: timedelta) -> None:
        values = [
            attempt_change(s.attempt, s.lease_token, leased=s.leased) for s in steps if s.attempt
        ]
        await self._write(statements.change_attempts(), values, lease=lease)

    async def _add_events(self, events: Sequence[Values]) -> None:
        if events:
            await self._write(statements.add_events(tuple(events[0])), events)

    async def _write(
        self, statement: Executable, values: Sequence[Values], **more: timedelta
    ) -> Iterable[Row[Any]]:
        if not values:
            return []
        given = {"rows": statements.document(values), **more}
        return await self._connection.execute(statement, given)


def _all_of(row: type[SQLModel]) -> Select[Any]:
    return select(row)


def _with_source() -> Select[Any]:
    signal = col(SignalRow.id) == col(OrderRow.signal_id)
    return _all_of(OrderRow).add_columns(col(SignalRow.source_id)).outerjoin(SignalRow, signal)


_NAMED = col(OrderRow.id) == any_of("order_ids", Uuid())
_KNOWN = select(col(OrderRow.id)).where(_NAMED)
_LOCKED = (
    _with_source()
    .where(_NAMED)
    .order_by(col(OrderRow.id))
    .with_for_update(of=OrderRow, key_share=True)
)
_LATEST = _all_of(OrderAttemptRow).where(
    tuple_(col(OrderAttemptRow.order_id), col(OrderAttemptRow.n)).in_(
        select(col(OrderRow.id), col(OrderRow.attempts)).where(_NAMED)
    )
)
_FREE = _LATEST.where(col(OrderAttemptRow.lease_until) <= DB_NOW)
_FILLED = (
    select(col(FillRow.order_id), func.sum(col(FillRow.quantity)))
    .where(col(FillRow.order_id) == any_of("order_ids", Uuid()))
    .group_by(col(FillRow.order_id))
)


def _state_in(states: Iterable[OrderState]) -> ColumnElement[bool]:
    """Spell the states as literals, so that the planner may use the index on live orders."""
    words: list[ColumnElement[str]] = [literal_column(f"'{state}'") for state in sorted(states)]
    return col(OrderRow.state).in_(words)


def _case(row: Any, attempts: Mapping[tuple[UUID, int], Attempt]) -> Case:
    order = read_order(row)
    attempt = attempts.get((order.id, order.attempts))
    return Case(order=order, attempt=attempt, source_id=row.source_id)


def _is_new(step: Step) -> bool:
    return step.order.attempts > step.before.attempts
