"""Orders, attempts and fills in Postgres."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel, col

from contracts.market import DeploymentId, Network, OrderId
from domain.orders import FINAL, UNRESOLVED, Attempt, Case, Order, OrderState, Step
from domain.ports.venue import Fill
from infra.repositories.bulk import insert_new
from infra.repositories.order_rows import (
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
from infra.tables.orders import FillRow, OrderAttemptRow, OrderEventRow, OrderRow
from infra.tables.signals import SignalRow

DB_NOW = func.clock_timestamp()
"""Leases are judged by the one clock that all workers share."""


class SqlOrders:
    """Orders, attempts and fills in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def plan(self, orders: Sequence[Order]) -> None:
        """Store the orders that are new, and an event for each; a thousand in two statements."""
        known = select(col(OrderRow.id)).where(col(OrderRow.id).in_([o.id for o in orders]))
        stored = set((await self._connection.execute(known)).scalars())
        new = [order for order in orders if order.id not in stored]
        await insert_new(self._connection, OrderRow, [order_values(order) for order in new])
        await self._add_events([planned_event(order) for order in new])

    async def due(self, now: datetime, *, limit: int) -> Sequence[Case]:
        """Lock orders that want attention and that nobody holds: exits first, then the oldest.

        The lease is read again under the lock: the row of an order is re-read when another
        transaction has just changed it, the row of its attempt is not.
        """
        rows = (await self._connection.execute(self._due(now, limit))).all()
        attempts = await self._attempts([row.id for row in rows], free=True)
        cases = [_case(row, attempts) for row in rows]
        return [c for c in cases if c.attempt or c.order.state is OrderState.PLANNED]

    async def unresolved(self, deployments: Iterable[DeploymentId]) -> Sequence[Order]:
        """List these deployments' orders whose fate is not known now."""
        statement = _all_of(OrderRow).where(
            self._in_states(UNRESOLVED), col(OrderRow.deployment_id).in_(set(deployments))
        )
        return [read_order(row) for row in await self._connection.execute(statement)]

    async def held(self, leases: Mapping[OrderId, UUID]) -> Sequence[Case]:
        """Lock the orders whose lease is still the one named; the others are left out.

        Law 4: whoever's lease was taken over writes nothing. What it knew is not lost, because
        the order is looked up at its venue by the one who took over.
        """
        statement = _with_source().where(col(OrderRow.id).in_(leases)).order_by(col(OrderRow.id))
        rows = (
            await self._connection.execute(statement.with_for_update(of=OrderRow, key_share=True))
        ).all()
        attempts = await self._attempts([row.id for row in rows], free=False)
        cases = [_case(row, attempts) for row in rows]
        return [c for c in cases if c.attempt and c.attempt.lease_token == leases[c.order.id]]

    async def add_fills(self, fills: Sequence[tuple[Order, Fill]]) -> Sequence[tuple[Order, Fill]]:
        """Store fills by the venue's own names for them, and return those that were new."""
        told = {(order.venue, fill.fill_id): (order, fill) for order, fill in fills}
        if not told:
            return []
        statement = insert(FillRow).on_conflict_do_nothing()
        returned = statement.returning(col(FillRow.venue), col(FillRow.fill_id))
        values = [fill_values(order, fill) for order, fill in told.values()]
        new = {
            (venue, fill_id) for venue, fill_id in await self._connection.execute(returned, values)
        }
        return [pair for key, pair in told.items() if key in new]

    async def filled(self, orders: Iterable[OrderId]) -> Mapping[OrderId, Decimal]:
        """Add up the fills of each order that has any."""
        order_id = col(FillRow.order_id)
        statement = select(order_id, func.sum(col(FillRow.quantity))).group_by(order_id)
        rows = await self._connection.execute(statement.where(order_id.in_(set(orders))))
        return {OrderId(id_): quantity for id_, quantity in rows}

    async def store(self, steps: Sequence[Step], *, now: datetime, lease: timedelta) -> None:
        """Write what became of orders locked in this transaction, and an event for each move."""
        moment: datetime = (await self._connection.execute(select(DB_NOW))).scalar_one()
        await self._add_attempts([s for s in steps if _is_new(s)], until=moment + lease)
        await self._change_attempts([s for s in steps if not _is_new(s)], moment, lease)
        await self._change_orders([order_change(step, now) for step in steps])
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
        self, orders: Sequence[UUID], *, free: bool
    ) -> dict[tuple[UUID, int], Attempt]:
        if not orders:
            return {}
        statement = _all_of(OrderAttemptRow).where(
            tuple_(col(OrderAttemptRow.order_id), col(OrderAttemptRow.n)).in_(
                select(col(OrderRow.id), col(OrderRow.attempts)).where(col(OrderRow.id).in_(orders))
            )
        )
        if free:
            statement = statement.where(col(OrderAttemptRow.lease_until) <= DB_NOW)
        rows = await self._connection.execute(statement)
        return {(row.order_id, row.n): read_attempt(row) for row in rows}

    async def _add_attempts(self, steps: Sequence[Step], *, until: datetime) -> None:
        values = [attempt_values(s.attempt, until) for s in steps if s.attempt]
        if values:
            await self._connection.execute(insert(OrderAttemptRow), values)

    async def _change_attempts(
        self, steps: Sequence[Step], moment: datetime, lease: timedelta
    ) -> None:
        statement = (
            update(OrderAttemptRow)
            .where(col(OrderAttemptRow.order_id) == bindparam("at_order"))
            .where(col(OrderAttemptRow.n) == bindparam("at_n"))
            .where(col(OrderAttemptRow.lease_token) == bindparam("at_token"))
        )
        values = [
            attempt_change(s.attempt, s.lease_token, moment + lease if s.leased else moment)
            for s in steps
            if s.attempt
        ]
        if values:
            await self._connection.execute(statement, values)

    async def _change_orders(self, changes: Sequence[dict[str, Any]]) -> None:
        statement = (
            update(OrderRow)
            .where(col(OrderRow.id) == bindparam("at_id"))
            .where(col(OrderRow.version) == bindparam("at_version"))
        )
        if changes:
            await self._connection.execute(statement, list(changes))

    async def _add_events(self, events: Sequence[dict[str, Any]]) -> None:
        if events:
            await self._connection.execute(insert(OrderEventRow), list(events))


def _all_of(row: type[SQLModel]) -> Select[Any]:
    return select(row)


def _with_source() -> Select[Any]:
    signal = col(SignalRow.id) == col(OrderRow.signal_id)
    return _all_of(OrderRow).add_columns(col(SignalRow.source_id)).outerjoin(SignalRow, signal)


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
