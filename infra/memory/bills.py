"""Bills and tariffs in memory."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from contracts.billing import BillKind
from contracts.market import PositionId, VenueName
from domain.billing import Bill, Tariff
from infra.memory.journal import Journal, Table

_ALWAYS = datetime.min.replace(tzinfo=UTC)


class MemoryBills:
    """Bills and tariffs in memory; see `domain.ports.billing.Bills`."""

    def __init__(self, journal: Journal) -> None:
        self._tariffs: tuple[Tariff, ...] = ()
        self._bills: Table[tuple[PositionId, BillKind], Bill] = Table(journal)

    async def tariffs(self, venue: VenueName, at: datetime) -> Sequence[Tariff]:
        """List the tariffs, general or of the venue, that are effective by then."""
        return [
            tariff
            for tariff in self._tariffs
            if tariff.venue in (None, venue) and (tariff.effective_from or _ALWAYS) <= at
        ]

    async def accrue(self, bills: Sequence[Bill]) -> Sequence[Bill]:
        """Store what is owed, once per (position, kind), and return what was not there yet."""
        return [bill for bill in bills if self._bills.add((bill.position_id, bill.kind), bill)]

    def charge_by(self, tariffs: Iterable[Tariff]) -> None:
        """Let these tariffs be the stored ones."""
        self._tariffs = tuple(tariffs)

    def all(self) -> list[Bill]:
        """List every bill."""
        return list(self._bills.values())
