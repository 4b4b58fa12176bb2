"""Our fills, to be laid beside a venue's own, in Postgres."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Text, Uuid, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import Network, PositionId, Side, VenueName
from domain.ports.venue import AccountTrade
from domain.statements import BookedFill
from infra.repositories.bulk import any_of
from infra.repositories.positions.rows import fill_from
from infra.repositories.positions.watching import is_held
from infra.tables.orders import FillRow, OrderAttemptRow
from infra.tables.positions import PositionRow
from infra.tables.stops import RestingStopRow

P = PositionRow
_BOOKS = (
    select(
        col(FillRow.fill_id),
        col(FillRow.position_id),
        col(FillRow.purpose),
        col(FillRow.quantity),
        col(FillRow.price),
        col(FillRow.fee),
        col(FillRow.filled_at),
        col(P.wallet),
        col(P.symbol),
        col(P.side),
    )
    .join(P, col(P.id) == col(FillRow.position_id))
    .where(
        and_(
            col(P.network) == bindparam("network", type_=Text),
            col(P.venue) == bindparam("venue", type_=Text),
        ),
        or_(col(P.created_at) >= bindparam("since", type_=DateTime(timezone=True)), is_held()),
    )
    .order_by(col(FillRow.filled_at), col(FillRow.fill_id))
)
_ASKED = select(col(OrderAttemptRow.client_order_id)).where(
    col(OrderAttemptRow.client_order_id) == any_of("names", Uuid())
)
_RESTED = select(col(RestingStopRow.client_order_id)).where(
    col(RestingStopRow.client_order_id) == any_of("names", Uuid())
)


class SqlBooks:
    """What we booked, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def books(self, venue: VenueName, since: datetime) -> Sequence[BookedFill]:
        """List the fills of positions made since a moment, and of older ones that are held."""
        given = {"network": self._network, "venue": venue, "since": since}
        return [
            BookedFill(
                fill_id=row.fill_id,
                position_id=PositionId(row.position_id),
                wallet=row.wallet,
                symbol=row.symbol,
                side=Side(row.side),
                fill=fill_from(row),
            )
            for row in await self._connection.execute(_BOOKS, given)
        ]

    async def names_among(self, trades: Sequence[AccountTrade]) -> frozenset[UUID]:
        """Pick the names that are those of orders or stops of ours."""
        named = [each.client_order_id for each in trades if each.client_order_id is not None]
        if not named:
            return frozenset()
        asked = await self._connection.scalars(_ASKED, {"names": named})
        rested = await self._connection.scalars(_RESTED, {"names": named})
        return frozenset(asked) | frozenset(rested)
