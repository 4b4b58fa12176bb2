"""Accounts for tests: a user who trades by his own hand, and venues that tell less than all."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.pipeline import Pipeline
from contracts.market import Network, Purpose, Side, Symbol, VenueName, Wallet
from domain.errors import VenueUnavailable
from domain.ports.venue import AccountHolding, AccountTrade, OrderReport, OrderRequest
from infra.venues.paper.adapter import PaperVenue
from producers.reconciliation import ReconcileReport, reconcile
from tests.factories import a_wallet, an_id
from tests.scenarios import rows, say


class Secretive(PaperVenue):
    """The same venue, which keeps silent about what is named, and remembers no trades."""

    silent_about: frozenset[str] = frozenset()

    async def holdings(self, wallets: Collection[Wallet]) -> Sequence[AccountHolding]:
        self._keep_silent("holdings")
        return await super().holdings(wallets)

    async def trades(
        self, wallet: Wallet, symbol: Symbol, since: datetime
    ) -> Sequence[AccountTrade]:
        self._keep_silent("trades")
        told = await super().trades(wallet, symbol, since)
        return [trade for trade in told if trade.side is Side.LONG]

    def _keep_silent(self, about: str) -> None:
        if about in self.silent_about:
            raise VenueUnavailable(f"{about}: no route")


async def by_hand(
    pipeline: Pipeline, purpose: Purpose, quantity: Decimal, side: Side = Side.LONG, n: int = 1
) -> OrderReport:
    """Let the user of wallet 1 trade bitcoin himself, now."""
    now = pipeline.world.clock.now()
    order = OrderRequest(
        client_order_id=an_id(f"by hand/{n}"),
        wallet=a_wallet(1),
        network=Network.PAPER,
        symbol="BTC",
        side=side,
        purpose=purpose,
        quantity=quantity,
        leverage=Decimal(1),
        limit_price=None,
        expires_at=now + timedelta(seconds=15),
    )
    return await pipeline.paper.place(order)


async def look(
    pipeline: Pipeline, venue: PaperVenue | None = None, *, after: int = 10
) -> ReconcileReport:
    """Let so many seconds pass, reconcile, and let everything that follows happen."""
    now = pipeline.world.clock.now() + timedelta(seconds=after)
    pipeline.advance(now)
    venues = {VenueName.PAPER: venue or pipeline.paper}
    report = await reconcile(venues, pipeline.world.units, now)
    await pipeline.settle(now)
    return report


async def opened(engine: AsyncEngine, pipeline: Pipeline) -> Decimal:
    """Let the platform go long bitcoin and return how much it holds."""
    await say(pipeline, "Just opened a long on $BTC")
    [row] = await rows(engine, "select quantity from position where status = 'OPEN'")
    quantity: Decimal = row["quantity"]
    return quantity


async def alarms(engine: AsyncEngine) -> list[str]:
    query = "select payload->>'kind' as kind from outbox where routing_key like 'alarm.%'"
    return [row["kind"] for row in await rows(engine, query)]


async def placed(pipeline: Pipeline) -> int:
    """Count the orders that the venue was ever sent."""
    return len((await pipeline.paper.statement()).orders)
