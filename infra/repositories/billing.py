"""Bills and tariffs in Postgres."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.billing import BillKind
from contracts.market import Network, VenueName
from domain.billing import Bill, BillStatus, Tariff, Tier
from infra.tables.money import BillRow, TariffRow


class SqlBills:
    """Bills and tariffs in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def tariffs(self, venue: VenueName, at: datetime) -> Sequence[Tariff]:
        """List the tariffs, general or of the venue, that are effective by then."""
        rows = await self._connection.execute(
            select(TariffRow).where(
                or_(col(TariffRow.venue).is_(None), col(TariffRow.venue) == venue),
                col(TariffRow.effective_from) <= at,
            )
        )
        return [_tariff(row) for row in rows]

    async def accrue(self, bills: Sequence[Bill]) -> Sequence[Bill]:
        """Store what is owed, once per (position, kind), and return what was not there yet."""
        if not bills:
            return []
        stored = await self._connection.scalars(
            insert(BillRow).on_conflict_do_nothing().returning(col(BillRow.id)),
            [_values(bill) for bill in bills],
        )
        new = set(stored)
        return [bill for bill in bills if _id(bill) in new]


def _tariff(row: Any) -> Tariff:
    return Tariff(
        kind=BillKind(row.kind),
        venue=VenueName(row.venue) if row.venue else None,
        flat=row.flat,
        share=row.share,
        of_notional=row.of_notional,
        tiers=tuple(
            Tier(from_profit=Decimal(start), share=Decimal(share))
            for start, share in row.tiers or ()
        ),
        effective_from=row.effective_from,
    )


def _id(bill: Bill) -> UUID:
    return uuid5(bill.position_id, f"bill/{bill.kind}")


def _values(bill: Bill) -> dict[str, object]:
    return {
        "id": _id(bill),
        "position_id": bill.position_id,
        "deployment_id": bill.deployment_id,
        "kind": bill.kind,
        "amount": bill.amount,
        "asset": "USDC",
        "status": BillStatus.PENDING,
        "occurred_at": bill.accrued_at,
        "details": {"net_pnl": None if bill.net_pnl is None else str(bill.net_pnl)},
    }
