"""Chaos on PAPER: a venue in our own database, with marks from a file."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

from contracts.market import Network, Symbol, VenueName, Wallet
from infra.venues.paper.adapter import PaperVenue
from infra.venues.paper.statement import Statement
from scripts.chaos.ground import Site, Trading
from scripts.chaos.load import POSTS_A_SECOND, write_marks

BEHAVIOUR: Mapping[str, str] = {
    "NETWORK": "paper",
    "PAPER_KEEPER_DELAY": "1.5",
    "PAPER_KEEPER_CANCELS": "0.03",
    "PAPER_PARTIALS": "0.1",
    "PAPER_DROPS": "0.02",
    "PAPER_TIMEOUTS": "0.06",
    "PAPER_LATE": "0.02",
}


class PaperTrading:
    """The PAPER venue of one run; it runs within the processes."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.environment = {**BEHAVIOUR, "PAPER_MARKS": str(site.folder / "marks.csv")}

    async def ready(self) -> None:
        """Wait for nothing: what is not known yet is learnt on the way."""

    async def act(self) -> None:
        """Do nothing: marks come from a file."""

    async def unrest(self) -> Mapping[str, int]:
        """Count nothing: what the venue has to do is in our tables."""
        return {}

    async def evidence(self) -> Mapping[str, Any]:
        """Read the venue's own ledger."""
        venue = PaperVenue(self._site.database_url, clock=self._site.clock)
        try:
            return _told(await venue.statement())
        finally:
            await venue.close()


class PaperGround:
    """The PAPER venue."""

    venue = VenueName.PAPER
    network = Network.PAPER
    rate = POSTS_A_SECOND
    quiet_seconds = 30.0

    @asynccontextmanager
    async def opened(self, site: Site) -> AsyncIterator[Trading]:
        """Write the marks of a run."""
        write_marks(site.folder / "marks.csv", site.clock.now())
        yield PaperTrading(site)


def _told(statement: Statement) -> dict[str, Any]:
    nets: dict[tuple[Wallet, Symbol], Decimal] = defaultdict(Decimal)
    nets |= {place: holding.net for place, holding in statement.holdings.items()}
    return {
        "venue_orders": tuple(statement.orders),
        "venue_fills": tuple(
            (fill.fill_id, fill.quantity, fill.price, fill.fee)
            for fills in statement.fills.values()
            for fill in fills
        ),
        "venue_holdings": nets,
        "venue_books": {w: (a.realised, a.fees) for w, a in statement.accounts.items()},
    }
