"""Differences and external positions in Postgres."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    case,
    delete,
    exists,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from contracts.market import PositionId, Side, VenueName, Wallet
from domain.orders import FINAL
from domain.ports.venue import AccountHolding, AccountTrade
from domain.reconciliation import Difference, Drift, Exposure, ExternalPosition
from infra.repositories.books import SqlBooks
from infra.repositories.bulk import array_of
from infra.repositories.outside import SqlOutside
from infra.repositories.positions.rows import position_from
from infra.tables.orders import OrderAttemptRow, OrderRow
from infra.tables.positions import LIVE, PositionRow
from infra.tables.reconciliation import DriftRow, ExternalPositionRow

_PLACE = ("network", "venue", "wallet", "symbol", "side")


class SqlReconciliation(SqlOutside, SqlBooks):
    """Live positions, differences and external positions in Postgres, in one transaction."""

    async def live(self, venue: VenueName) -> Sequence[Exposure]:
        """List all positions on a venue that have not ended, with those still OPENING."""
        wanted = _with_flight().where(literal_column(LIVE), *self._on(venue))
        rows = await self._connection.execute(wanted.order_by(col(PositionRow.id)))
        return [Exposure(position=position_from(row), in_flight=row.in_flight) for row in rows]

    async def note_differences(
        self, venue: VenueName, differences: Collection[Difference], now: datetime
    ) -> Sequence[Drift]:
        """Keep what a look showed, and forget every difference on the venue that it did not."""
        named = array_of([each.position_id for each in differences], Uuid())
        here = select(col(PositionRow.id)).where(*self._on(venue))
        await self._connection.execute(
            delete(DriftRow).where(
                col(DriftRow.position_id).in_(here),
                col(DriftRow.position_id) != func.all(named),
                col(DriftRow.last_seen_at) <= now,
            )
        )
        if not differences:
            return []
        rows = await self._connection.execute(_keep(differences, now))
        return [_drift(row) for row in rows]

    async def first_alarm(self, position_id: PositionId, now: datetime) -> bool:
        """Mark a difference as told of; False if it was before, or is no more."""
        marking = (
            update(DriftRow)
            .where(col(DriftRow.position_id) == position_id, col(DriftRow.alarmed_at).is_(None))
            .values(alarmed_at=now)
            .returning(col(DriftRow.position_id))
        )
        return (await self._connection.execute(marking)).first() is not None

    async def note_external(
        self,
        venue: VenueName,
        wallets: Collection[Wallet],
        holdings: Collection[AccountHolding],
        now: datetime,
    ) -> None:
        """Keep what these wallets hold beside us, and that what they held before is gone."""
        values = [self._external(venue, held, now) for held in sorted(holdings, key=_place)]
        if values:
            await self._connection.execute(_show(values))
        row = ExternalPositionRow
        gone = update(row).where(
            col(row.network) == self._network,
            col(row.venue) == venue,
            col(row.wallet) == func.any(array_of(list(wallets), Text())),
            col(row.gone_at).is_(None),
            col(row.last_seen_at) < now,
        )
        await self._connection.execute(gone.values(gone_at=now))

    async def external(self) -> Sequence[ExternalPosition]:
        """List what accounts hold, or held, that we did not open."""
        row = ExternalPositionRow
        wanted: Select[Any] = select(row).where(col(row.network) == self._network)
        keys = (col(row.venue), col(row.wallet), col(row.symbol), col(row.side))
        found = await self._connection.execute(wanted.order_by(*keys))
        return [_external_from(each) for each in found]

    async def foreign(
        self, venue: VenueName, trades: Sequence[AccountTrade]
    ) -> Sequence[AccountTrade]:
        """Leave out the trades of our own orders, and those booked already."""
        asked = [each.client_order_id for each in trades if each.client_order_id is not None]
        ours = await self._connection.scalars(
            select(col(OrderAttemptRow.client_order_id)).where(
                col(OrderAttemptRow.client_order_id) == func.any(array_of(asked, Uuid()))
            )
        )
        known, kept = set(ours), await self._booked(venue, trades)
        return [t for t in trades if t.client_order_id not in known and t.fill_id not in kept]

    def _on(self, venue: VenueName) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return col(PositionRow.network) == self._network, col(PositionRow.venue) == venue

    def _external(self, venue: VenueName, held: AccountHolding, now: datetime) -> dict[str, Any]:
        place = (self._network, venue, held.wallet, held.symbol, held.side)
        seen = {"quantity": held.quantity, "first_seen_at": now, "last_seen_at": now}
        return dict(zip(_PLACE, place, strict=True)) | seen


def _with_flight() -> Select[Any]:
    unsettled = exists().where(
        col(OrderRow.position_id) == col(PositionRow.id),
        col(OrderRow.state).not_in(sorted(FINAL)),
    )
    every: Select[Any] = select(PositionRow)
    return every.add_columns(unsettled.label("in_flight"))


def _keep(differences: Collection[Difference], now: datetime) -> Any:
    """Insert differences or see them again; one that is another than before begins anew."""
    values = [
        {"position_id": d.position_id, "held": d.held, "found": d.found}
        | {"first_seen_at": now, "last_seen_at": now}
        for d in sorted(differences, key=lambda d: d.position_id)
    ]
    adding = insert(DriftRow).values(values)
    new = adding.excluded
    same = and_(col(DriftRow.held) == new.held, col(DriftRow.found) == new.found)
    return adding.on_conflict_do_update(
        index_elements=["position_id"],
        set_={
            "held": new.held,
            "found": new.found,
            "last_seen_at": new.last_seen_at,
            "first_seen_at": case((same, col(DriftRow.first_seen_at)), else_=new.first_seen_at),
            "alarmed_at": case((same, col(DriftRow.alarmed_at)), else_=None),
        },
        where=col(DriftRow.last_seen_at) <= new.last_seen_at,
    ).returning(DriftRow)


def _show(values: Sequence[dict[str, Any]]) -> Any:
    """Insert external positions or see them again; one that was gone begins anew."""
    row = ExternalPositionRow
    adding = insert(row).values(values)
    new = adding.excluded
    begun = case((col(row.gone_at).is_(None), col(row.first_seen_at)), else_=new.first_seen_at)
    return adding.on_conflict_do_update(
        index_elements=_PLACE,
        set_={
            "quantity": new.quantity,
            "first_seen_at": begun,
            "last_seen_at": new.last_seen_at,
            "gone_at": None,
        },
        where=col(row.last_seen_at) <= new.last_seen_at,
    )


def _drift(row: Any) -> Drift:
    difference = Difference(position_id=PositionId(row.position_id), held=row.held, found=row.found)
    return Drift(difference=difference, first_seen_at=row.first_seen_at)


def _external_from(row: Any) -> ExternalPosition:
    holding = AccountHolding(
        wallet=row.wallet, symbol=row.symbol, side=Side(row.side), quantity=row.quantity
    )
    return ExternalPosition(
        venue=VenueName(row.venue),
        holding=holding,
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        gone_at=row.gone_at,
    )


def _place(held: AccountHolding) -> tuple[str, str, str]:
    return held.wallet, held.symbol, held.side
