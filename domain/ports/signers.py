"""Keys that sign orders, as the stages see them: whose they are, and the numbers they spend."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from contracts.market import VenueName, Wallet


class Signers(Protocol):
    """Signing keys in the store, within one transaction; a key goes by its address."""

    async def for_wallets(
        self, venue: VenueName, wallets: Collection[Wallet]
    ) -> Mapping[Wallet, Wallet]:
        """Name the approved key of each account on a venue; accounts without one are left out."""
        ...

    async def nonces(self, wanted: Mapping[Wallet, int], now: datetime) -> Mapping[Wallet, range]:
        """Give each key as many numbers as it wants, in order, that it was never given before.

        They are milliseconds of `now` or just before it, or follow the last one given where that
        is later: whatever a clock does, a key's numbers only grow. Until the transaction is over,
        others wait for these keys.
        """
        ...
