"""What venues did behind our back, and when they last told all: in Postgres."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased
from sqlmodel import col

from contracts.intents import ExitIntended
from contracts.market import IntentId, Network, PositionId, Purpose, Symbol, VenueName, Wallet
from domain.orders import FINAL, Order
from domain.outside import Suspect
from domain.ports.venue import AccountTrade
from domain.positions import Position, PositionStatus
from infra.repositories.bulk import any_of, array_of, insert_new
from infra.repositories.order_rows import read_order
from infra.repositories.positions.rows import exit_values
from infra.tables.orders import FillRow, OrderAttemptRow, OrderRow
from infra.tables.positions import LIVE, PositionRow
from infra.tables.reconciliation import WalletLookRow
from infra.tables.signals import IntentRow

P, L = PositionRow, WalletLookRow


class SqlOutside:
    """Fills without an order that believes in them, and looks; one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def note_looks(
        self, venue: VenueName, wallets: Collection[Wallet], now: datetime
    ) -> None:
        """Keep that a venue told now what these accounts hold, and nothing is left to settle."""
        values = [
            {"network": self._network, "venue": venue, "wallet": wallet, "reconciled_at": now}
            for wallet in sorted(wallets)
        ]
        if values:
            adding = insert(L).values(values)
            newest = func.greatest(col(L.reconciled_at), adding.excluded.reconciled_at)
            keys = ["network", "venue", "wallet"]
            await self._connection.execute(
                adding.on_conflict_do_update(index_elements=keys, set_={"reconciled_at": newest})
            )

    async def looks(
        self, venue: VenueName, wallets: Collection[Wallet]
    ) -> Mapping[Wallet, datetime]:
        """Tell when each account was last settled with its venue; one that never was is absent."""
        given = {"wallets": list(wallets)}
        rows = await self._connection.execute(
            _LOOKS.where(col(L.network) == self._network, col(L.venue) == venue), given
        )
        return {row.wallet: row.reconciled_at for row in rows}

    async def record_exit(self, position: Position, intended: ExitIntended) -> None:
        """Store the intent of an exit that happened outside; nobody is told to send it."""
        await insert_new(self._connection, IntentRow, [exit_values(intended, position)])

    async def strays(
        self, venue: VenueName, trades: Sequence[AccountTrade]
    ) -> Sequence[tuple[Order, AccountTrade]]:
        """Find the trades of orders of ours that are over, and that are not booked; lock those."""
        named = {t.client_order_id: t for t in trades if t.client_order_id is not None}
        if not named:
            return []
        found = (await self._connection.execute(_STRAYS, {"names": list(named)})).all()
        booked = await self._booked(venue, trades)
        orders = {row.client_order_id: read_order(row) for row in found}
        return [
            (orders[trade.client_order_id], trade)
            for trade in trades
            if trade.client_order_id in orders and trade.fill_id not in booked
        ]

    async def revive(self, position_ids: Collection[PositionId]) -> None:
        """Let positions that never opened wait for a fill again, if nothing took their place."""
        reviving = (
            update(P)
            .where(col(P.id) == func.any(array_of(list(position_ids), Uuid())))
            .where(col(P.status) == PositionStatus.OPEN_FAILED, ~_taken())
            .values(status=PositionStatus.OPENING, exit_reason=None, closed_at=None)
        )
        try:
            async with self._connection.begin_nested():
                await self._connection.execute(reviving)
        except IntegrityError:
            # Another position took the place in this very moment: then these stay as they are.
            return

    async def suspects(
        self, venue: VenueName, places: Collection[tuple[Wallet, Symbol]], since: datetime
    ) -> Sequence[Suspect]:
        """List the entries of these wallets and tokens that may have traded unknown to us.

        They are those that were sent and are over, and those whose order is not stored.
        """
        given = {"wallets": [wallet for wallet, _ in places]}
        intent = IntentRow
        rows = await self._connection.execute(
            _SUSPECTS.where(
                col(intent.network) == self._network,
                col(intent.venue) == venue,
                col(intent.created_at) >= since,
            ),
            given,
        )
        wanted = set(places)
        return [_suspect(row) for row in rows if (row.wallet, row.symbol) in wanted]

    async def _booked(self, venue: VenueName, trades: Sequence[AccountTrade]) -> set[str]:
        booked = await self._connection.scalars(
            select(col(FillRow.fill_id)).where(
                col(FillRow.network) == self._network,
                col(FillRow.venue) == venue,
                col(FillRow.fill_id) == func.any(array_of([t.fill_id for t in trades], Text())),
            )
        )
        return set(booked)


def _taken() -> ColumnElement[bool]:
    """Tell whether another live position is on the same token of the same wallet."""
    other = aliased(PositionRow, name="other")
    same = and_(
        col(other.network) == col(P.network),
        col(other.venue) == col(P.venue),
        col(other.wallet) == col(P.wallet),
        col(other.symbol) == col(P.symbol),
        literal_column(f"other.{LIVE}"),
    )
    return select(col(other.id)).where(same).exists()


def _strays() -> Select[Any]:
    attempt = col(OrderAttemptRow.order_id) == col(OrderRow.id)
    every: Select[Any] = select(OrderRow)
    return (
        every.add_columns(col(OrderAttemptRow.client_order_id))
        .join(OrderAttemptRow, attempt)
        .where(
            col(OrderAttemptRow.client_order_id) == any_of("names", Uuid()),
            col(OrderRow.state).in_(sorted(FINAL)),
        )
        .order_by(col(OrderRow.id))
        .with_for_update(of=OrderRow, key_share=True)
    )


def _suspects() -> Any:
    intent, order = IntentRow, OrderRow
    was_sent = and_(col(order.state).in_(sorted(FINAL)), col(order.attempts) > 0)
    chosen: Any = select(
        col(intent.id),
        col(intent.position_id),
        col(intent.trace_id),
        col(intent.wallet),
        col(intent.symbol),
        col(intent.created_at),
        col(order.id).label("order_id"),
    )
    return (
        chosen.outerjoin(order, col(order.intent_id) == col(intent.id))
        .where(
            col(intent.purpose) == Purpose.OPEN,
            col(intent.wallet) == any_of("wallets", Text()),
            or_(was_sent, col(order.id).is_(None)),
        )
        .order_by(col(intent.created_at), col(intent.id))
    )


_LOOKS = select(col(L.wallet), col(L.reconciled_at)).where(
    col(L.wallet) == any_of("wallets", Text())
)
_STRAYS = _strays()
_SUSPECTS = _suspects()


def _suspect(row: Any) -> Suspect:
    return Suspect(
        intent_id=IntentId(row.id),
        position_id=PositionId(row.position_id),
        trace_id=row.trace_id,
        wallet=row.wallet,
        symbol=row.symbol,
        created_at=row.created_at,
        has_order=row.order_id is not None,
    )
