"""Guards of positions and the stops that rest for them, in Postgres."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Interval,
    Select,
    Text,
    Update,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import Network, PositionId, Side, VenueName
from domain.stops import LIVE, Guard, Guarded, Stop, StopState, begun
from infra.repositories.bulk import any_of, insert_new
from infra.repositories.positions.rows import position_from
from infra.tables.markets import MarkRow
from infra.tables.positions import PositionRow
from infra.tables.stops import GuardRow, RestingStopRow

_GUARD = (
    "last_stop",
    "price",
    "quantity",
    "naked_since",
    "naked_seconds",
    "failures",
    "looked_at",
    "next_look_at",
    "retry_at",
    "over_at",
)
_CHANGING = ("state", "confirmed_at", "ended_at", "detail")
_NOW = bindparam("now", type_=DateTime(timezone=True))
_DB_NOW = func.clock_timestamp()
P, G, S = PositionRow, GuardRow, RestingStopRow


class SqlStops:
    """Guards of positions and stops of ours in Postgres; see `domain.ports.stops.Stops`."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def begin(self, venue: VenueName, now: datetime) -> None:
        """Begin to guard every open position on a venue that is not guarded yet."""
        given = {"network": self._network, "venue": venue}
        rows = await self._connection.execute(_UNGUARDED, given)
        guards = [begun(position_from(row), now) for row in rows]
        values = [{"position_id": guard.position_id} | _guard_values(guard) for guard in guards]
        await insert_new(self._connection, GuardRow, values)

    async def claim(
        self, venue: VenueName, now: datetime, *, lease: timedelta, limit: int
    ) -> Sequence[Guarded]:
        """Take the positions whose stops want attention, and keep others off them for a while."""
        given = {"network": self._network, "venue": venue, "now": now}
        rows = await self._connection.execute(_CLAIM, {**given, "lease": lease, "most": limit})
        guards = {row.position_id: _guard(row) for row in rows}
        if not guards:
            return []
        chosen = {"ids": list(guards)}
        stops: dict[UUID, list[Stop]] = defaultdict(list)
        for row in await self._connection.execute(_LIVE, chosen):
            stops[row.position_id].append(_stop(row))
        positions = await self._connection.execute(_POSITIONS, chosen)
        return [
            Guarded(position=position_from(row), guard=guards[row.id], stops=tuple(stops[row.id]))
            for row in positions
        ]

    async def save(self, guard: Guard, stops: Collection[Stop], now: datetime) -> None:
        """Write how a position is guarded now, add or change these stops, and let go of it."""
        for stop in stops:
            await self._connection.execute(_keep(stop, now))
        saving = update(G).where(col(G.position_id) == guard.position_id)
        values = _guard_values(guard) | {"lease_until": _DB_NOW}
        await self._connection.execute(saving.values(**values))

    async def add(self, stop: Stop) -> None:
        """Store a stop before it is asked for; one that is there already stays as it is."""
        adding = insert(S).values(**_stop_values(stop)).on_conflict_do_nothing()
        await self._connection.execute(adding)
        counted = func.greatest(col(G.last_stop), stop.n)
        here = col(G.position_id) == stop.position_id
        await self._connection.execute(update(G).where(here).values(last_stop=counted))

    async def named(self, names: Collection[UUID]) -> Mapping[UUID, Stop]:
        """Find the stops of ours by the names that venues know them by."""
        if not names:
            return {}
        rows = await self._connection.execute(_NAMED, {"names": list(names)})
        return {row.client_order_id: _stop(row) for row in rows}


def _states(states: Iterable[StopState]) -> ColumnElement[bool]:
    words: list[ColumnElement[str]] = [literal_column(f"'{state}'") for state in sorted(states)]
    return col(S.state).in_(words)


def _is(status: str) -> ColumnElement[bool]:
    return col(P.status) == literal_column(f"'{status}'")


def _here() -> ColumnElement[bool]:
    venue = bindparam("venue", type_=Text)
    return and_(col(P.network) == bindparam("network", type_=Text), col(P.venue) == venue)


def _unguarded() -> Select[Any]:
    guarded = exists().where(col(G.position_id) == col(P.id))
    return select(P).where(_here(), or_(_is("OPEN"), _is("CLOSING")), ~guarded)


def _wants_attention() -> ColumnElement[bool]:
    is_past = or_(
        and_(col(P.side) == Side.LONG, col(MarkRow.price) <= col(P.hard_stop_price)),
        and_(col(P.side) == Side.SHORT, col(MarkRow.price) >= col(P.hard_stop_price)),
    )
    return or_(
        col(G.next_look_at) <= _NOW,
        ~_is("OPEN"),
        col(P.closing_reason).is_not(None),
        col(G.price).is_distinct_from(col(P.hard_stop_price)),
        col(G.quantity).is_distinct_from(col(P.quantity)),
        is_past,
    )


def _claim() -> Any:
    marked = and_(
        col(MarkRow.network) == col(P.network),
        col(MarkRow.venue) == col(P.venue),
        col(MarkRow.symbol) == col(P.symbol),
    )
    due = (
        select(col(G.position_id))
        .join(P, col(P.id) == col(G.position_id))
        .outerjoin(MarkRow, marked)
        .where(_here(), col(G.over_at).is_(None), col(G.retry_at) <= _NOW)
        .where(col(G.lease_until) <= _DB_NOW, _wants_attention())
        .order_by(col(G.retry_at), col(G.position_id))
        .limit(bindparam("most", type_=Integer))
        .with_for_update(of=G, skip_locked=True)
    )
    taking: Update = update(G).where(col(G.position_id).in_(due))
    until = _DB_NOW + bindparam("lease", type_=Interval())
    return taking.values(lease_until=until).returning(G)


_UNGUARDED = _unguarded()
_CLAIM = _claim()
_POSITIONS = select(P).where(col(P.id) == any_of("ids", Uuid())).order_by(col(P.id))
_LIVE = (
    select(S)
    .where(col(S.position_id) == any_of("ids", Uuid()), _states(LIVE))
    .order_by(col(S.position_id), col(S.n))
)
_NAMED = select(S).where(col(S.client_order_id) == any_of("names", Uuid()))


def _keep(stop: Stop, now: datetime) -> Any:
    """Add a stop, or change what can change of it; one that has ended stays ended."""
    ended_at = None if stop.state in LIVE else now
    adding = insert(S).values(**_stop_values(stop), ended_at=ended_at)
    return adding.on_conflict_do_update(
        index_elements=["position_id", "n"],
        set_={name: adding.excluded[name] for name in _CHANGING},
        where=col(S.ended_at).is_(None),
    )


def _guard_values(guard: Guard) -> dict[str, Any]:
    return {name: getattr(guard, name) for name in _GUARD}


def _stop_values(stop: Stop) -> dict[str, Any]:
    return {
        "position_id": stop.position_id,
        "n": stop.n,
        "client_order_id": stop.client_order_id,
        "state": stop.state,
        "trigger_price": stop.trigger_price,
        "quantity": stop.quantity,
        "placed_at": stop.placed_at,
        "confirmed_at": stop.confirmed_at,
        "detail": stop.detail,
    }


def _guard(row: Any) -> Guard:
    values = {name: getattr(row, name) for name in _GUARD}
    return Guard(position_id=PositionId(row.position_id), **values)


def _stop(row: Any) -> Stop:
    return Stop(
        position_id=PositionId(row.position_id),
        n=row.n,
        state=StopState(row.state),
        trigger_price=row.trigger_price,
        quantity=row.quantity,
        placed_at=row.placed_at,
        confirmed_at=row.confirmed_at,
        detail=row.detail,
    )
