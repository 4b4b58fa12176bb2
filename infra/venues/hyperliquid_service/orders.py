"""What is sent: an order in the service's words, bounded twice where it widens twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Final

from contracts.market import Wallet
from contracts.orders import RejectReason
from domain.errors import VenueRefused
from domain.ports.venue import OrderRequest
from infra.venues.hyperliquid.meta import LEAST_USD
from infra.venues.hyperliquid.numbers import round_size
from infra.venues.hyperliquid.wire import Asset, bounded, buys
from infra.venues.hyperliquid_service.accounts import Held
from infra.venues.hyperliquid_service.listing import LEVERAGE, Listed

OPEN: Final = "/open-position"
CLOSE: Final = "/close-position"
_STEP: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request to be made for an order; `capped` when less is held than was to be closed."""

    order: OrderRequest
    asset: Asset
    signer: Wallet
    path: str
    fields: Mapping[str, Any]
    capped: bool = False

    @property
    def ours(self) -> frozenset[Wallet]:
        """Name the addresses that we act by."""
        return frozenset({self.order.wallet, self.signer})


def opening(order: OrderRequest, listed: Listed, held: Held, slippage: Decimal) -> Call:
    """Write an entry: in tokens, up to a price, the service's own slippage being none.

    Raises VenueRefused for what cannot be sent.
    """
    _require_leverage(order, held)
    _require_not_against(order, held)
    buy = buys(order.side, order.purpose)
    size = _lots(order.quantity, listed.asset)
    limit = order.limit_price
    if limit is None:
        limit = listed.price * (1 + (slippage if buy else -slippage))
    price = bounded(limit, listed.asset, buy=buy)
    if price <= 0:
        raise VenueRefused(RejectReason.VENUE_REFUSED, f"no price can be sent for {limit}")
    if size * price < LEAST_USD:
        detail = f"{size * price:.2f} USD after rounding, and the least is {LEAST_USD}"
        raise VenueRefused(RejectReason.BELOW_MINIMUM, detail)
    words = {"isBuy": buy, "size": spelled(size), "limitPx": spelled(price), "slippage": 0}
    return _call(order, listed, OPEN, words | {"reduceOnly": False})


def closing(order: OrderRequest, listed: Listed, held: Held, slippage: Decimal) -> Call:
    """Write an exit: never more than is ours, nor than is held on our side at this moment.

    The service knows no reduce-only: what is not there to be closed would be opened anew. Raises
    VenueRefused when there is nothing to close, and for an exit with a limit.
    """
    if order.limit_price is not None:
        raise VenueRefused(RejectReason.VENUE_REFUSED, "the service closes without a limit")
    there = held.on(order.side)
    if not there:
        raise VenueRefused(RejectReason.NOTHING_TO_CLOSE, f"no {order.side} {order.symbol} is held")
    size = _lots(min(order.quantity, there), listed.asset)
    words = {"size": spelled(size), "slippage": spelled(halved(slippage))}
    return _call(order, listed, CLOSE, words, capped=there < order.quantity)


def halved(slippage: Decimal) -> Decimal:
    """Return what, taken twice over, is no more than a slippage: the service widens twice."""
    return ((1 + slippage).sqrt() - 1).quantize(_STEP, ROUND_FLOOR)


def spelled(value: Decimal) -> float:
    """Return a number as JSON has it. Raises VenueRefused when that is not the same number."""
    told = float(value)
    if Decimal(repr(told)) != value:
        raise VenueRefused(RejectReason.VENUE_REFUSED, f"{value} cannot be said exactly")
    return told


def _call(
    order: OrderRequest,
    listed: Listed,
    path: str,
    words: Mapping[str, Any],
    *,
    capped: bool = False,
) -> Call:
    if order.signer is None or order.nonce is None:
        raise VenueRefused(RejectReason.NOT_APPROVED, "no key signs for this account")
    fields = {"coin": order.symbol, **words, "vaultAddress": order.wallet}
    return Call(
        order=order,
        asset=listed.asset,
        signer=order.signer,
        path=path,
        fields=fields,
        capped=capped,
    )


def _lots(quantity: Decimal, asset: Asset) -> Decimal:
    """Cut a quantity to lots ourselves, so that the service's rounding changes nothing."""
    size = round_size(quantity, asset.sz_decimals)
    if not size:
        raise VenueRefused(RejectReason.VENUE_REFUSED, f"less than one lot of {asset.lot}")
    return size


def _require_leverage(order: OrderRequest, held: Held) -> None:
    """Judge an entry by the only leverage we can answer for, and by what the account is told at."""
    if order.leverage != LEVERAGE:
        detail = f"leverage {order.leverage}, and the service sets none: only {LEVERAGE}"
        raise VenueRefused(RejectReason.VENUE_REFUSED, detail)
    if held.net and held.leverage not in (None, LEVERAGE):
        detail = f"the account trades {order.symbol} at leverage {held.leverage}"
        raise VenueRefused(RejectReason.VENUE_REFUSED, detail)


def _require_not_against(order: OrderRequest, held: Held) -> None:
    """Refuse an entry that would take from what the account holds: that is not ours."""
    if against := held.on(order.side.opposite):
        detail = f"the account holds {against} {order.symbol} on the other side"
        raise VenueRefused(RejectReason.VENUE_REFUSED, detail)
