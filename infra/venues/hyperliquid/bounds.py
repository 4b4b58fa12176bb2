"""What may leave us: an order whose size, price, leverage, key and moment the venue can take."""

from dataclasses import dataclass
from decimal import Decimal

from contracts.market import Price, Purpose, Wallet
from contracts.orders import RejectReason
from domain.errors import VenueRefused
from domain.ports.venue import OrderRequest
from infra.venues.hyperliquid.leverage import whole_leverage
from infra.venues.hyperliquid.meta import LEAST_USD, Listing
from infra.venues.hyperliquid.numbers import round_size
from infra.venues.hyperliquid.wire import Asset, bounded, buys


@dataclass(frozen=True, slots=True, kw_only=True)
class Sendable:
    """An order with all that its bytes are made of."""

    order: OrderRequest
    asset: Asset
    price: Price
    size: Decimal
    signer: Wallet
    nonce: int

    @property
    def ours(self) -> frozenset[Wallet]:
        """Name the addresses that we act by."""
        return frozenset({self.order.wallet, self.signer})


class Bounds:
    """Bounds orders by price; one that has no limit may slip from the mark by a fraction."""

    def __init__(self, listing: Listing, slippage: Decimal) -> None:
        self._listing = listing
        self._slippage = slippage

    async def sendable(self, order: OrderRequest) -> Sendable:
        """Complete an order. Raises VenueRefused for what cannot be sent, VenueUnavailable."""
        if order.signer is None or order.nonce is None:
            raise VenueRefused(RejectReason.NOT_APPROVED, "no key signs for this account")
        asset = await self._listing.asset(order.symbol)
        _require_leverage(order, asset)
        size = round_size(order.quantity, asset.sz_decimals)
        if not size:
            raise VenueRefused(RejectReason.VENUE_REFUSED, f"less than one lot of {asset.lot}")
        price = await self.price(order, asset)
        _require_worth(order, size * price)
        return Sendable(
            order=order,
            asset=asset,
            price=price,
            size=size,
            signer=order.signer,
            nonce=order.nonce,
        )

    async def price(self, order: OrderRequest, asset: Asset) -> Price:
        """Bound an order by its limit, or by the mark and what it may slip.

        Raises VenueUnavailable without a mark, VenueRefused when no such price can be sent.
        """
        buy = buys(order.side, order.purpose)
        limit = order.limit_price
        if limit is None:
            mark = await self._listing.mark(order.symbol)
            limit = mark * (1 + (self._slippage if buy else -self._slippage))
        price = bounded(limit, asset, buy=buy)
        if price <= 0:
            raise VenueRefused(RejectReason.VENUE_REFUSED, f"no price can be sent for {limit}")
        return price


def _require_leverage(order: OrderRequest, asset: Asset) -> None:
    """Judge an entry before anything is asked of the venue for it."""
    if order.purpose is Purpose.CLOSE:
        return
    if asset.delisted:
        raise VenueRefused(RejectReason.NO_MARKET, f"Hyperliquid no longer lists {asset.name}")
    whole_leverage(order, asset)


def _require_worth(order: OrderRequest, worth: Decimal) -> None:
    """Judge an entry by what is left of it after rounding; dust that is held may be closed."""
    if order.purpose is Purpose.OPEN and worth < LEAST_USD:
        detail = f"{worth:.2f} USD after rounding, and the least is {LEAST_USD}"
        raise VenueRefused(RejectReason.BELOW_MINIMUM, detail)
