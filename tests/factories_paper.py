"""Orders for the PAPER venue, and what its ledger must always satisfy."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from contracts.market import Network, Purpose, Side
from domain.ports.venue import OrderRequest, ReportStatus
from infra.venues.paper import Statement
from tests.factories import NOON, a_wallet, an_id


def a_paper_order(name: str = "one", **changes: Any) -> OrderRequest:
    """Ask the PAPER venue to go long 0.01 BTC five-fold, on wallet 1, by 12:00:15."""
    order = OrderRequest(
        client_order_id=an_id(name),
        wallet=a_wallet(),
        network=Network.PAPER,
        symbol="BTC",
        side=Side.LONG,
        purpose=Purpose.OPEN,
        quantity=Decimal("0.01"),
        leverage=Decimal(5),
        limit_price=None,
        expires_at=NOON + timedelta(seconds=15),
    )
    return replace(order, **changes)


def assert_whole(statement: Statement) -> None:
    """Check that accounts, holdings, orders and fills tell one story."""
    assert {account.residual for account in statement.accounts.values()} <= {Decimal(0)}
    net: dict[tuple[str, str], Decimal] = {}
    for name, order in statement.orders.items():
        asked, fills = order.request, statement.fills.get(name, ())
        filled = sum((fill.quantity for fill in fills), Decimal(0))
        assert (filled == asked.quantity) == (order.status is ReportStatus.FILLED)
        sign = asked.side.sign * (1 if asked.purpose is Purpose.OPEN else -1)
        key = (asked.wallet, asked.symbol)
        net[key] = net.get(key, Decimal(0)) + filled * sign
    assert {k: h.net for k, h in statement.holdings.items()} == {k: n for k, n in net.items() if n}
    paid = sum((f.fee for fills in statement.fills.values() for f in fills), Decimal(0))
    assert paid == sum((a.fees for a in statement.accounts.values()), Decimal(0))
