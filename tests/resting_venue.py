"""A venue where stops rest, that does as a test tells it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from contracts.market import Side, Symbol, VenueName, Wallet
from domain.errors import VenueError, VenueUnavailable
from domain.ports.venue import AccountHolding, AccountTrade, RestingStop, StopRequest
from tests.factories import a_wallet
from tests.factories_orders import ScriptedVenue


@dataclass(slots=True)
class RestingVenue(ScriptedVenue):
    """Lets stops rest, cancels the older of two that exceed what is held, and fires them.

    `fails` raises on the next call of that name, once; `fate_unknown` lets a stop rest first.
    `silent` names the calls that get no answer at all.
    """

    name: VenueName = VenueName.HYPERLIQUID
    held: dict[tuple[Wallet, Symbol], Decimal] = field(default_factory=dict)
    resting: dict[UUID, RestingStop] = field(default_factory=dict)
    told: list[AccountTrade] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    fails: dict[str, VenueError] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    rests_anyway: bool = False

    @property
    def signs(self) -> bool:
        return True

    async def holdings(self, wallets: Collection[Wallet]) -> Sequence[AccountHolding]:
        self._ask("holdings")
        return [
            AccountHolding(
                wallet=wallet,
                symbol=symbol,
                side=Side.LONG if quantity > 0 else Side.SHORT,
                quantity=abs(quantity),
            )
            for (wallet, symbol), quantity in self.held.items()
            if quantity and wallet in wallets
        ]

    async def trades(
        self, wallet: Wallet, symbol: Symbol, since: datetime
    ) -> Sequence[AccountTrade]:
        self._ask("trades")
        return [trade for trade in self.told if trade.filled_at >= since]

    async def stops(self, wallets: Collection[Wallet]) -> Sequence[RestingStop]:
        self._ask("stops")
        return [stop for stop in self.resting.values() if stop.wallet in wallets]

    async def protect(self, stop: StopRequest) -> None:
        if self.rests_anyway:
            self._rest(stop)
        self._ask("protect")
        self._rest(stop)

    async def unprotect(self, stop: RestingStop, signer: Wallet) -> None:
        self._ask("unprotect")
        if stop.client_order_id is not None:
            self.resting.pop(stop.client_order_id, None)

    def fire(self, name: UUID, at: datetime, *, price: str, share: str = "1") -> Decimal:
        """Let a stop trade, all of it or a share, and return how much that was."""
        stop = self.resting.pop(name)
        held = self.held[stop.wallet, stop.symbol]
        quantity = min(stop.quantity, abs(held)) * Decimal(share)
        self.held[stop.wallet, stop.symbol] = held - quantity.copy_sign(held)
        self.trade(at, quantity, price=price, client_order_id=name)
        return quantity

    def trade(
        self,
        at: datetime,
        quantity: Decimal,
        *,
        price: str,
        client_order_id: UUID | None = None,
        liquidated: bool = False,
        side: Side = Side.SHORT,
    ) -> None:
        """Let a long be sold, by whomever."""
        trade = AccountTrade(
            fill_id=f"{len(self.told) + 1}",
            client_order_id=client_order_id,
            side=side,
            quantity=quantity,
            price=Decimal(price),
            fee=Decimal("0.5"),
            filled_at=at,
            liquidated=liquidated,
        )
        self.told.append(trade)

    def of_somebody(self, name: UUID, quantity: str) -> RestingStop:
        """Let a user's own stop rest."""
        stop = RestingStop(
            stop_id="theirs",
            client_order_id=name,
            wallet=a_wallet(1),
            symbol="BTC",
            side=Side.LONG,
            quantity=Decimal(quantity),
            trigger_price=Decimal(50),
        )
        self.resting[name] = stop
        return stop

    def _rest(self, stop: StopRequest) -> None:
        """Cancel the older where both exceed what is held."""
        held = abs(self.held.get((stop.wallet, stop.symbol), Decimal(0)))
        if stop.client_order_id in self.resting:
            return
        for name, older in list(self.resting.items()):
            if older.stop_id != "theirs" and older.quantity + stop.quantity > held:
                del self.resting[name]
        self.resting[stop.client_order_id] = RestingStop(
            stop_id=str(stop.client_order_id),
            client_order_id=stop.client_order_id,
            wallet=stop.wallet,
            symbol=stop.symbol,
            side=stop.side,
            quantity=stop.quantity,
            trigger_price=stop.trigger_price,
        )

    def _ask(self, about: str) -> None:
        self.calls.append(about)
        if about in self.silent:
            raise VenueUnavailable(f"{about}: no route")
        if (failure := self.fails.pop(about, None)) is not None:
            raise failure
