"""The part of a venue that tells of accounts, for venues in tests that nobody asks about them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from contracts.market import Symbol, Wallet
from domain.ports.venue import AccountHolding, AccountTrade


class Untold:
    """Tells of no holdings and no trades."""

    __slots__ = ()

    async def holdings(self, wallets: Collection[Wallet]) -> Sequence[AccountHolding]:
        return ()

    async def trades(
        self, wallet: Wallet, symbol: Symbol, since: datetime
    ) -> Sequence[AccountTrade]:
        return ()
