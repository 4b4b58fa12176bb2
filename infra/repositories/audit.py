"""The audit trail in Postgres."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ports.audit import Deed
from infra.tables.operations import AuditRow


class SqlAudit:
    """Appended to, and never changed, within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note(self, deed: Deed, now: datetime) -> None:
        """Append what was done."""
        values = {
            "event": deed.event,
            "subject_kind": deed.subject_kind,
            "subject_id": deed.subject_id,
            "actor": deed.actor,
            "payload": dict(deed.payload),
            "at": now,
        }
        await self._connection.execute(insert(AuditRow).values(values))
