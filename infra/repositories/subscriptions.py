"""Subscriptions in Postgres: a bill for each month of a deployment."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.billing import BillKind
from contracts.market import DeploymentId, Network, Usd
from domain.agents import DeploymentStatus
from domain.billing import BillStatus
from domain.subscriptions import PRICE, Month, Term
from infra.tables.agents import DeploymentRow
from infra.tables.money import BillRow, TariffRow

AT_ONCE = 500


class SqlSubscriptions:
    """Subscriptions in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def due(self, before: datetime) -> Sequence[Term]:
        """Lock and return active deployments whose trial or paid month ends before a moment."""
        d = DeploymentRow
        trial, paid = col(d.trial_ends_at), col(d.next_billing_at)
        until = func.greatest(trial, paid)
        rows = await self._connection.execute(
            select(col(d.id), until.label("until"), func.coalesce(trial, paid).label("anchor"))
            .where(
                col(d.network) == self._network,
                col(d.status) == DeploymentStatus.ACTIVE,
                col(d.sub_active),
                until <= before,
            )
            .order_by(col(d.id))
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True, key_share=True)
        )
        return [
            Term(deployment_id=DeploymentId(r.id), anchor=r.anchor, paid_until=r.until)
            for r in rows
        ]

    async def price(self, at: datetime) -> Usd:
        """Return what a month that begins then costs."""
        t = TariffRow
        found: Usd | None = await self._connection.scalar(
            select(col(t.flat))
            .where(
                col(t.kind) == BillKind.SUBSCRIPTION,
                col(t.venue).is_(None),
                col(t.flat).is_not(None),
                col(t.effective_from) <= at,
            )
            .order_by(col(t.effective_from).desc())
            .limit(1)
        )
        return PRICE if found is None else found

    async def accrue(self, months: Sequence[Month], now: datetime) -> int:
        """Store what is owed, each month once, extend the terms, and count the new bills."""
        if not months:
            return 0
        stored = await self._connection.execute(
            insert(BillRow)
            .values([_bill(month, now) for month in months])
            .on_conflict_do_nothing()
            .returning(col(BillRow.id))
        )
        await self._connection.execute(
            update(DeploymentRow)
            .where(col(DeploymentRow.id) == bindparam("served"))
            .values(next_billing_at=bindparam("until")),
            [{"served": month.deployment_id, "until": month.ends} for month in months],
        )
        return len(stored.all())


def _bill(month: Month, now: datetime) -> dict[str, object]:
    return {
        "id": month.bill_id,
        "position_id": None,
        "deployment_id": month.deployment_id,
        "kind": BillKind.SUBSCRIPTION,
        "amount": month.amount,
        "status": BillStatus.PENDING,
        "occurred_at": now,
        "details": {"begins": month.begins.isoformat(), "ends": month.ends.isoformat()},
    }
