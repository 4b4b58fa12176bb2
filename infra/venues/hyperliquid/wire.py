"""Actions as Hyperliquid reads them: the order of the keys, and every digit, is what is signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from contracts.market import Price, Purpose, Quantity, Side
from domain.ports.venue import OrderRequest, StopRequest
from infra.venues.hyperliquid.numbers import round_price, round_size, wire_number

Wire = dict[str, Any]
"""A piece of an action, its keys in the venue's own order."""
Oid = int
"""The venue's own number of an order."""

NOOP: Final[Mapping[str, str]] = {"type": "noop"}
"""An action that spends its nonce and does nothing else."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


class Grouping(StrEnum):
    """What the orders of one action are tied to."""

    ALONE = "na"
    POSITION = "positionTpsl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A market by the number that orders name it with; `sz_decimals` are those of a size."""

    index: int
    name: str
    sz_decimals: int
    max_leverage: int
    only_isolated: bool = False
    delisted: bool = False

    @property
    def lot(self) -> Quantity:
        """Return the smallest size, and the step between sizes."""
        return Decimal(1).scaleb(-self.sz_decimals)


def cloid(client_order_id: UUID) -> str:
    """Spell our name of an order as the venue does: 128 bits in hex."""
    return "0x" + client_order_id.hex


def uncloid(spelled: str | None) -> UUID | None:
    """Read the venue's spelling of a client order id; None for what is none."""
    try:
        return UUID(hex=(spelled or "").removeprefix("0x"))
    except ValueError:
        return None


def milliseconds(moment: datetime) -> int:
    """Count whole milliseconds since 1970, cut, in integers alone."""
    return (moment - EPOCH) // _MILLISECOND


def moment(count: int) -> datetime:
    """Read a count of milliseconds since 1970. Raises OverflowError for what is no date."""
    return EPOCH + count * _MILLISECOND


def buys(side: Side, purpose: Purpose) -> bool:
    """Tell whether an order of a position's side buys; a close trades against its position."""
    return (side is Side.LONG) is (purpose is Purpose.OPEN)


def bounded(price: Price, asset: Asset, *, buy: bool) -> Decimal:
    """Round a bound so that nothing trades beyond it: 0 when there is no such price."""
    rounding = ROUND_FLOOR if buy else ROUND_CEILING
    return round_price(price, asset.sz_decimals, rounding=rounding)


def order_action(order: OrderRequest, asset: Asset, *, price: Price) -> Wire:
    """Write one order that trades at once, up to a price, or not at all; a close only reduces."""
    buy = buys(order.side, order.purpose)
    placed = {
        "a": asset.index,
        "b": buy,
        "p": wire_number(bounded(price, asset, buy=buy)),
        "s": wire_number(round_size(order.quantity, asset.sz_decimals)),
        "r": order.purpose is Purpose.CLOSE,
        "t": {"limit": {"tif": "Ioc"}},
        "c": cloid(order.client_order_id),
    }
    return _orders(placed, Grouping.ALONE)


def stop_action(stop: StopRequest, asset: Asset, *, worst: Price) -> Wire:
    """Write a stop-loss tied to the position, at market once the mark reaches its trigger."""
    buy = buys(stop.side, Purpose.CLOSE)
    trigger = {
        "isMarket": True,
        "triggerPx": wire_number(trigger_price(stop, asset)),
        "tpsl": "sl",
    }
    placed = {
        "a": asset.index,
        "b": buy,
        "p": wire_number(bounded(worst, asset, buy=buy)),
        "s": wire_number(round_size(stop.quantity, asset.sz_decimals)),
        "r": True,
        "t": {"trigger": trigger},
        "c": cloid(stop.client_order_id),
    }
    return _orders(placed, Grouping.POSITION)


def trigger_price(stop: StopRequest, asset: Asset) -> Decimal:
    """Round a trigger so that it is reached no later than asked: up below a long, else down."""
    rounding = ROUND_CEILING if stop.side is Side.LONG else ROUND_FLOOR
    return round_price(stop.trigger_price, asset.sz_decimals, rounding=rounding)


def cancel_action(asset: Asset, oid: Oid) -> Wire:
    """Write the cancelling of an order by the venue's name for it."""
    return {"type": "cancel", "cancels": [{"a": asset.index, "o": oid}]}


def cancel_by_cloid_action(asset: Asset, client_order_id: UUID) -> Wire:
    """Write the cancelling of an order by our name for it."""
    named = {"asset": asset.index, "cloid": cloid(client_order_id)}
    return {"type": "cancelByCloid", "cancels": [named]}


def leverage_action(asset: Asset, leverage: int) -> Wire:
    """Write the setting of an account's leverage for a market, its margin kept apart."""
    return {
        "type": "updateLeverage",
        "asset": asset.index,
        "isCross": False,
        "leverage": leverage,
    }


def approval_action(approval: Mapping[str, Any]) -> Wire:
    """Write the action of an approval that a user signed as typed data."""
    told = approval["message"]
    return {
        "type": "approveAgent",
        "hyperliquidChain": told["hyperliquidChain"],
        "signatureChainId": hex(approval["domain"]["chainId"]),
        "agentAddress": told["agentAddress"],
        "agentName": told["agentName"],
        "nonce": told["nonce"],
    }


def _orders(placed: Wire, grouping: Grouping) -> Wire:
    return {"type": "order", "orders": [placed], "grouping": grouping.value}
