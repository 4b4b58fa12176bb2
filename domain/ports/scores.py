"""Scores: what the outside tells of tokens, and what is kept of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from contracts.market import Symbol
from domain.scores import Coin, Listing, Snapshot


class CoinList(Protocol):
    """Where figures about every token are read, all in one list."""

    async def listing(self) -> Listing:
        """Read the whole list.

        Raises FeedForbidden when our key is refused, or FeedUnavailable.
        """
        ...


class Scores(Protocol):
    """Snapshots of tokens in the store, within one transaction."""

    async def latest(self, tokens: Collection[Symbol], at: datetime) -> Mapping[Symbol, Snapshot]:
        """Find what was last told of each token up to a moment, however long ago."""
        ...

    async def tokens(self) -> frozenset[Symbol]:
        """List the tokens that have an active market anywhere."""
        ...

    async def identify(self, coins: Mapping[Symbol, Coin], now: datetime) -> Mapping[Symbol, int]:
        """Keep a coin for each token that has none yet, and return every token's coin id."""
        ...

    async def save(self, snapshots: Sequence[Snapshot], *, forget_before: datetime) -> None:
        """Store snapshots, the same one once, and drop those from before a moment."""
        ...
