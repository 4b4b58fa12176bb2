"""Simulated Hyperliquids for tests: a venue at noon, people on it, and requests they sign."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from eth_account import Account

from infra.clock import ManualClock
from infra.simulators.hyperliquid import SimVenue
from infra.simulators.hyperliquid.book import Depth
from infra.simulators.hyperliquid.exchange import Exchange, read
from infra.simulators.hyperliquid.info import Info
from infra.simulators.hyperliquid.orders import Grouping, Tif, TpSl, Trigger, Wanted
from infra.simulators.hyperliquid.words import Json, Refused, Status
from infra.venues.hyperliquid.signing import sign_l1_action

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOON_MS = int(NOON.timestamp() * 1000)
USER_KEY, AGENT_KEY = "0x" + "11" * 32, "0x" + "22" * 32
STRANGER_KEY = "0x" + "33" * 32
USER = Account.from_key(USER_KEY).address.lower()
AGENT = Account.from_key(AGENT_KEY).address.lower()
STRANGER = Account.from_key(STRANGER_KEY).address.lower()
CLOID = "0x" + "ab" * 16
AT_THE_MARK = Depth(half_spread=Decimal(0), step=Decimal("0.001"))
"""A book whose best price, on either side, is the mark."""
BTC, ETH = 3, 4


def a_venue(usd: str = "1000", depth: Depth = AT_THE_MARK) -> SimVenue:
    """Open a venue at noon with one funded user, who has approved one agent."""
    venue = SimVenue(clock=ManualClock(NOON))
    venue.set_depth(depth)
    venue.deposit(USER, Decimal(usd))
    venue.approve(USER, AGENT)
    return venue


def wanted(
    size: str, price: str = "63000", *, buy: bool = True, tif: Tif = Tif.IOC, **values: Any
) -> Wanted:
    """Ask to buy so much BTC; at noon it stands at 60000."""
    asked: dict[str, Any] = {"asset": BTC, "is_buy": buy, "tif": tif, "reduce_only": False} | values
    return Wanted(price=Decimal(price), size=Decimal(size), **asked)


def stop(size: str, price: str, *, tpsl: TpSl = TpSl.STOP_LOSS, buy: bool = False) -> Wanted:
    """Ask to leave a BTC position at the market once the mark is there."""
    trigger = Trigger(price=Decimal(price), is_market=True, tpsl=tpsl)
    return wanted(size, price, buy=buy, tif=Tif.GTC, reduce_only=True, trigger=trigger)


def place(venue: SimVenue, *orders: Wanted, grouping: Grouping = Grouping.NONE) -> list[Any]:
    """Place orders of the user, past all signatures."""
    return venue.desk.place(USER, orders, grouping, venue.now())


def an_order(size: str = "0.01", price: str = "63000", **values: Any) -> Json:
    """Write an order for BTC as it is sent."""
    order: Json = {"a": BTC, "b": True, "p": price, "s": size, "r": False}
    order["t"] = {"limit": {"tif": "Ioc"}}
    return order | values


def an_action(*orders: Json, grouping: str = "na") -> Json:
    """Write an action that places these orders, or one for some BTC."""
    return {"type": "order", "orders": [*orders] or [an_order()], "grouping": grouping}


def a_request(
    action: Mapping[str, Any],
    nonce: int = NOON_MS,
    key: str = AGENT_KEY,
    *,
    expires_after: int | None = None,
    vault_address: str | None = None,
) -> Json:
    """Sign an action for testnet and put it in its envelope."""
    signature = sign_l1_action(
        key,
        action,
        nonce,
        expires_after=expires_after,
        vault_address=vault_address,
        mainnet=False,
    )
    return {
        "action": dict(action),
        "nonce": nonce,
        "signature": signature,
        "vaultAddress": vault_address,
        "expiresAfter": expires_after,
    }


def sent(venue: SimVenue, request: Json) -> Json:
    """Send a request past HTTP, and give back what would be answered."""
    try:
        answer = Exchange(venue).carry_out(read(venue, request))
    except Refused as refusal:
        return {"status": "err", "response": refusal.text}
    return {"status": "ok", "response": answer}


def status_of(answer: Json) -> Any:
    """Take the only status of an answer that was none of a refusal."""
    assert answer["status"] == "ok"
    (status,) = answer["response"]["data"]["statuses"]
    return status


def ask(venue: SimVenue, kind: str, user: str = USER, **fields: Any) -> Any:
    """Ask the venue a question about a user."""
    return Info(venue).answer({"type": kind, "user": user} | fields)[1]


def status(venue: SimVenue, oid: int) -> Status:
    """Tell where an order stands."""
    return venue.state.orders[oid].status


def statuses(venue: SimVenue) -> list[Status]:
    """Tell where all orders stand, oldest first."""
    return [order.status for order in venue.state.orders.values()]


def held(venue: SimVenue) -> Decimal:
    """Tell how much BTC the user holds, signed."""
    return venue.state.accounts[USER].size("BTC")
