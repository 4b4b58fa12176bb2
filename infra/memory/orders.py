"""Orders, attempts and fills in memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from contracts.market import DeploymentId, OrderId, PositionId, VenueName
from domain.orders import FINAL, UNRESOLVED, Attempt, Case, Order, OrderState, Step
from domain.ports.clock import Clock
from domain.ports.venue import Fill
from infra.memory.journal import Journal, Table
from infra.memory.signals import MemorySignals

IN_FLIGHT = frozenset({OrderState.CLAIMED, OrderState.SENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """An order's latest attempt, and until when it is somebody's."""

    attempt: Attempt
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A fill, and the order it is of, as the order was then."""

    order: Order
    fill: Fill


class MemoryOrders:
    """Orders, attempts and fills in memory; see `domain.ports.orders.Orders`.

    Leases are judged by the one clock there is.
    """

    def __init__(self, journal: Journal, clock: Clock, signals: MemorySignals) -> None:
        self._clock = clock
        self._signals = signals
        self._orders: Table[OrderId, Order] = Table(journal)
        self._leases: Table[OrderId, Lease] = Table(journal)
        self._fills: Table[tuple[VenueName, str], Filled] = Table(journal)
        self._live: dict[OrderId, None] = {}
        self._of_position: dict[PositionId, dict[OrderId, None]] = {}
        self._filled: dict[OrderId, list[Filled]] = {}
        journal.on_rollback(self._reindex)

    async def plan(self, orders: Sequence[Order]) -> None:
        """Store the orders that are new."""
        for order in orders:
            if order.id not in self._orders:
                self._put(order)

    async def due(self, now: datetime, *, limit: int) -> Sequence[Case]:
        """Find orders that want attention and that nobody holds: exits first, then the oldest."""
        if not self._live:
            return []
        waiting = [o for o in self.live() if o.next_attempt_at <= now and self._is_free(o)]
        waiting.sort(key=lambda order: (order.purpose, order.created_at, order.id))
        return [self._case(order) for order in waiting[:limit]]

    async def unresolved(self, deployments: Iterable[DeploymentId]) -> Sequence[Order]:
        """List these deployments' orders whose fate is not known now."""
        wanted = set(deployments)
        return [o for o in self.live() if o.state in UNRESOLVED and o.deployment_id in wanted]

    async def held(self, leases: Mapping[OrderId, UUID]) -> Sequence[Case]:
        """Find the orders whose lease is still the one named; the others are left out."""
        held = [(order_id, self._leases.get(order_id)) for order_id in sorted(leases)]
        return [
            self._case(self._order(order_id))
            for order_id, lease in held
            if lease is not None and lease.attempt.lease_token == leases[order_id]
        ]

    async def add_fills(self, fills: Sequence[tuple[Order, Fill]]) -> Sequence[tuple[Order, Fill]]:
        """Store fills by the venue's own names for them, and return those that were new."""
        new = []
        for order, fill in fills:
            filled = Filled(order=order, fill=fill)
            if self._fills.add((order.venue, fill.fill_id), filled):
                self._filled.setdefault(order.id, []).append(filled)
                new.append((order, fill))
        return new

    async def filled(self, orders: Iterable[OrderId]) -> Mapping[OrderId, Decimal]:
        """Add up the fills of each order that has any."""
        told = {order_id: self._filled.get(order_id) for order_id in orders}
        return {
            order_id: sum((each.fill.quantity for each in fills), Decimal(0))
            for order_id, fills in told.items()
            if fills
        }

    async def store(self, steps: Sequence[Step], *, now: datetime, lease: timedelta) -> None:  # noqa: ARG002 - the port's shape
        """Write what became of orders claimed in this transaction."""
        for step in steps:
            if self._order(step.order.id).version == step.before.version:
                self._put(step.order)
                self._lease(step, lease)

    async def unsettled(self, now: datetime) -> int:
        """Count the orders that are in flight, or that are due at `now`."""
        return sum(o.next_attempt_at <= now or o.state in IN_FLIGHT for o in self.live())

    async def next_due(self) -> datetime | None:
        """Tell the earliest moment at which an order not in flight wants attention."""
        waiting = (o.next_attempt_at for o in self.live() if o.state not in IN_FLIGHT)
        return min(waiting, default=None)

    def has_work(self, now: datetime) -> bool:
        """Tell whether an order is in flight, or due at that moment."""
        return any(o.next_attempt_at <= now or o.state in IN_FLIGHT for o in self.live())

    def live(self) -> Iterator[Order]:
        """Go through the orders that are not over."""
        return (self._order(order_id) for order_id in self._live)

    def of_position(self, position_id: PositionId) -> list[Order]:
        """List the orders of a position."""
        return [self._order(order_id) for order_id in self._of_position.get(position_id, ())]

    def fills_of(self, order_id: OrderId) -> Sequence[Filled]:
        """List the fills of an order."""
        return self._filled.get(order_id, ())

    def all(self) -> list[Order]:
        """List every order."""
        return list(self._orders.values())

    def fills(self) -> list[Filled]:
        """List every fill."""
        return list(self._fills.values())

    def _order(self, order_id: OrderId) -> Order:
        order = self._orders.get(order_id)
        if order is None:
            raise KeyError(order_id)
        return order

    def _is_free(self, order: Order) -> bool:
        if order.state is OrderState.PLANNED:
            return True
        lease = self._leases.get(order.id)
        return lease is not None and lease.until <= self._clock.now()

    def _case(self, order: Order) -> Case:
        lease = self._leases.get(order.id)
        signal = self._signals.get(order.signal_id) if order.signal_id else None
        source_id = signal.source_id if signal else None
        return Case(order=order, attempt=lease.attempt if lease else None, source_id=source_id)

    def _lease(self, step: Step, lease: timedelta) -> None:
        if step.attempt is not None:
            now = self._clock.now()
            until = now + lease if step.leased else now
            self._leases.put(step.order.id, Lease(attempt=step.attempt, until=until))

    def _put(self, order: Order) -> None:
        self._orders.put(order.id, order)
        self._index(order)

    def _index(self, order: Order) -> None:
        self._of_position.setdefault(order.position_id, {})[order.id] = None
        if order.state in FINAL:
            self._live.pop(order.id, None)
        else:
            self._live[order.id] = None

    def _reindex(self) -> None:
        self._live, self._of_position, self._filled = {}, {}, {}
        for order in self._orders.values():
            self._index(order)
        for filled in self._fills.values():
            self._filled.setdefault(filled.order.id, []).append(filled)
