"""The part of a venue that tells of accounts and keys, for venues in tests that have neither."""

from collections.abc import Collection, Sequence
from datetime import datetime

from contracts.market import Symbol, Wallet
from domain.ports.venue import AccountHolding, AccountTrade


class Untold:
    """Tells of no holdings and no trades, and signs nothing."""

    __slots__ = ()

    @property
    def signs(self) -> bool:
        return False

    async def holdings(self, wallets: Collection[Wallet]) -> Sequence[AccountHolding]:
        return ()

    async def trades(
        self, wallet: Wallet, symbol: Symbol, since: datetime
    ) -> Sequence[AccountTrade]:
        return ()
