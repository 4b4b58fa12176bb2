"""Leverage: a setting of the account on a market, put right before an entry and read back."""

from typing import Final

from pydantic import TypeAdapter

from contracts.market import Wallet
from contracts.orders import RejectReason
from domain.errors import FateUnknown, VenueRefused, VenueUnavailable
from domain.ports.venue import OrderRequest
from infra.venues.hyperliquid.answers import Done, Errored, OrderAnswer, Refusal
from infra.venues.hyperliquid.client import Client
from infra.venues.hyperliquid.errors import as_error
from infra.venues.hyperliquid.ports import Priority
from infra.venues.hyperliquid.sending import Sender
from infra.venues.hyperliquid.shapes import AssetData, Leverage, Misshapen, read
from infra.venues.hyperliquid.weights import HEAVY
from infra.venues.hyperliquid.wire import Asset, leverage_action

_DATA: Final = TypeAdapter(AssetData)


class Leverages:
    """Sets leverage with margin kept apart, so that a position risks no more than its own.

    It is set even where it may be right: looking first weighs twenty times as much. Whatever
    fails here fails before the order: it is never of unknown fate because of this.
    """

    def __init__(self, client: Client, sender: Sender) -> None:
        self._client = client
        self._sender = sender

    async def ensure(self, order: OrderRequest, asset: Asset, signer: Wallet) -> None:
        """Let an account trade a market at an order's leverage.

        Raises VenueUnavailable when it could not be set or is not what was set, VenueRefused when
        the venue will not have it.
        """
        wanted = Leverage(type="isolated", value=whole_leverage(order, asset))
        answer = await self._set(order.wallet, asset, signer, wanted.value)
        _require_done(answer, frozenset({order.wallet, signer}))
        if await self.told(order.wallet, asset) != wanted:
            raise VenueUnavailable("the leverage is not what it was set to")

    async def told(self, wallet: Wallet, asset: Asset) -> Leverage:
        """Read an account's leverage on a market. Raises VenueUnavailable."""
        question = {"type": "activeAssetData", "user": wallet, "coin": asset.name}
        answer = await self._client.ask(
            question, weight=HEAVY, priority=Priority.OPEN, wallet=wallet
        )
        try:
            data = read(_DATA, answer)
        except Misshapen as error:
            raise VenueUnavailable(f"a leverage of the wrong shape: {error}") from None
        if data.coin != asset.name:
            raise VenueUnavailable("a leverage of another market")
        return data.leverage

    async def _set(self, wallet: Wallet, asset: Asset, signer: Wallet, value: int) -> OrderAnswer:
        try:
            return await self._sender.send(
                leverage_action(asset, value),
                signer=signer,
                wallet=wallet,
                priority=Priority.OPEN,
            )
        except FateUnknown as silence:
            raise VenueUnavailable(f"the leverage may be set or not: {silence}") from None


def whole_leverage(order: OrderRequest, asset: Asset) -> int:
    """Cut leverage to what can be set, a whole number: a part less ends up less at risk.

    Raises VenueRefused for less than 1, and for more than the market has.
    """
    whole = int(order.leverage)
    if whole < 1 or order.leverage > asset.max_leverage:
        detail = f"leverage {order.leverage} is not within 1 and {asset.max_leverage}"
        raise VenueRefused(RejectReason.VENUE_REFUSED, detail)
    return whole


def _require_done(answer: OrderAnswer, ours: frozenset[Wallet]) -> None:
    if isinstance(answer, Done):
        return
    if isinstance(answer, Refusal | Errored):
        error = as_error(answer.text, ours=ours)
        if isinstance(error, VenueRefused):
            raise error
        raise VenueUnavailable(f"the leverage was not set: {error}")
    raise VenueUnavailable("the leverage may be set or not: an answer of another kind")
