"""What became of an order: by its number while that is known here, by evidence otherwise."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Final

from domain.ports.venue import OrderReport, OrderRequest, ReportStatus
from infra.venues.hyperliquid.lookups import Ending, as_fill, concluded
from infra.venues.hyperliquid.wire import Asset, buys
from infra.venues.hyperliquid_service.accounts import Accounts
from infra.venues.hyperliquid_service.evidence import Rows, begun, matching, of_number, total
from infra.venues.hyperliquid_service.listing import Listing
from infra.venues.hyperliquid_service.sent import Sent, Taken

log = logging.getLogger(__name__)

NOT_SEEN: Final = OrderReport(status=ReportStatus.NOT_SEEN)
EARLIER: Final = timedelta(minutes=1)
"""How far the venue's clock may be behind ours, where its number tells whose a fill is."""


class Lookups:
    """Looks for orders in what an account did since they were begun."""

    def __init__(self, accounts: Accounts, listing: Listing, sent: Sent) -> None:
        self._accounts = accounts
        self._listing = listing
        self._sent = sent

    async def find(self, order: OrderRequest) -> OrderReport:
        """Tell what became of an order. Raises VenueUnavailable where that cannot be told.

        NOT_SEEN proves nothing, ever: the service may still send what it was given.
        """
        listed = await self._listing.listed(order.symbol)
        taken = self._sent.taken(order.client_order_id)
        if taken is not None:
            return await self.taken(order, listed.asset, taken)
        rows = await self._accounts.fills(order.wallet, begun(order))
        held = await self._accounts.held(order.wallet, order.symbol)
        found = matching(order, rows, listed.asset, held)
        return _over(order, listed.asset, found, capped=False) if found else NOT_SEEN

    async def taken(self, order: OrderRequest, asset: Asset, taken: Taken) -> OrderReport:
        """Report an order by its number; ACCEPTED while its fills trail behind.

        Raises VenueUnavailable.
        """
        since = begun(order) - EARLIER
        found = of_number(order, await self._accounts.fills(order.wallet, since), taken.oid)
        if total(found) < taken.size:
            fills = tuple(map(as_fill, found))
            return OrderReport(status=ReportStatus.ACCEPTED, fills=fills)
        return _over(order, asset, found, capped=taken.capped)


def _over(order: OrderRequest, asset: Asset, rows: Rows, *, capped: bool) -> OrderReport:
    """Report an order that is over, and say aloud where it traded beyond its limit."""
    report = concluded(order, asset, Ending(fills=tuple(map(as_fill, rows)), capped=capped))
    worst = _worst(order, rows)
    if worst is None:
        return report
    log.error("%s of %s traded beyond its limit: %s", order.purpose, order.wallet, worst)
    return replace(report, detail=f"{report.detail} {worst}".strip())


def _worst(order: OrderRequest, rows: Rows) -> str | None:
    """Say how far an order traded beyond its limit; None when it did not."""
    limit = order.limit_price
    if limit is None:
        return None
    buy = buys(order.side, order.purpose)
    worst = max(row.px for row in rows) if buy else min(row.px for row in rows)
    beyond = worst > limit if buy else worst < limit
    return f"at {worst}, beyond its limit of {limit}" if beyond else None
