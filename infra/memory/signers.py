"""Keys that sign orders, and the numbers they spend, in memory."""

from collections.abc import Collection, Mapping
from datetime import datetime

from contracts.market import VenueName, Wallet
from domain.nonces import following
from infra.memory.agents import MemoryAgents
from infra.memory.journal import Journal, Table


class MemorySigners:
    """Signing keys in memory; see `domain.ports.signers.Signers`."""

    def __init__(self, journal: Journal, agents: MemoryAgents) -> None:
        self._agents = agents
        self._last: Table[Wallet, int] = Table(journal)

    async def for_wallets(
        self, venue: VenueName, wallets: Collection[Wallet]
    ) -> Mapping[Wallet, Wallet]:
        """Name the approved key of each account on a venue; accounts without one are left out."""
        named = {wallet: self._agents.key_of(wallet, venue) for wallet in wallets}
        return {wallet: key for wallet, key in named.items() if key is not None}

    async def nonces(self, wanted: Mapping[Wallet, int], now: datetime) -> Mapping[Wallet, range]:
        """Give each key as many numbers as it wants that it was never given before."""
        return {key: self._next(key, count, now) for key, count in wanted.items() if count > 0}

    def _next(self, key: Wallet, count: int, now: datetime) -> range:
        given = following(self._last.get(key), count, now)
        self._last.put(key, given[-1])
        return given
