"""Snapshots of tokens, and users' preferences, in memory."""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from contracts.market import Symbol, Wallet
from domain.preferences import Preferences
from domain.scores import Coin, Snapshot
from infra.memory.journal import Journal, Table
from infra.memory.markets import MemoryMarkets


class MemoryScores:
    """Snapshots in memory; see `domain.ports.scores.Scores`."""

    def __init__(self, journal: Journal, markets: MemoryMarkets) -> None:
        self._markets = markets
        self._snapshots: Table[Symbol, tuple[Snapshot, ...]] = Table(journal)
        self._coins: Table[Symbol, int] = Table(journal)

    async def latest(self, tokens: Collection[Symbol], at: datetime) -> Mapping[Symbol, Snapshot]:
        """Find what was last told of each token up to a moment, however long ago."""
        found = {}
        for token in tokens:
            told = self._snapshots.get(token) or ()
            before = bisect_right(told, at, key=_seen_at)
            if before:
                found[token] = told[before - 1]
        return found

    async def tokens(self) -> frozenset[Symbol]:
        """List the tokens that have an active market anywhere."""
        return self._markets.tokens()

    async def identify(self, coins: Mapping[Symbol, Coin], now: datetime) -> Mapping[Symbol, int]:  # noqa: ARG002 - the port's shape
        """Keep a coin for each token that has none yet, and return every token's coin id."""
        for token, coin in coins.items():
            self._coins.add(token, coin.id)
        return dict(self._coins.items())

    async def save(self, snapshots: Sequence[Snapshot], *, forget_before: datetime) -> None:
        """Store snapshots, the same one once, and drop those from before a moment."""
        told: dict[Symbol, list[Snapshot]] = {}
        for snapshot in snapshots:
            told.setdefault(snapshot.token, []).append(snapshot)
        for token, newer in told.items():
            self._snapshots.put(token, _merged(self._snapshots.get(token) or (), newer))
        for token, kept in list(self._snapshots.items()):
            if kept and kept[0].seen_at < forget_before:
                young = tuple(each for each in kept if each.seen_at >= forget_before)
                self._snapshots.put(token, young)


class MemoryPreferences:
    """Users' preferences in memory; see `domain.ports.preferences.StoredPreferences`."""

    def __init__(self, journal: Journal) -> None:
        self._preferences: Table[Wallet, Preferences] = Table(journal)

    async def of(self, users: Collection[Wallet]) -> Mapping[Wallet, Preferences]:
        """Find the preferences of those users who have any; the others are absent."""
        found = {user: self._preferences.get(user) for user in users}
        return {user: kept for user, kept in found.items() if kept is not None}

    async def save(self, user: Wallet, preferences: Preferences) -> None:
        """Store all five of a user's preferences in place of those before."""
        self._preferences.put(user.lower(), preferences)


def _merged(kept: Sequence[Snapshot], newer: Sequence[Snapshot]) -> tuple[Snapshot, ...]:
    """Put snapshots of one token in order; of two at one moment the one stored first counts."""
    at = {snapshot.seen_at: snapshot for snapshot in (*reversed(newer), *kept)}
    return tuple(at[moment] for moment in sorted(at))


def _seen_at(snapshot: Snapshot) -> datetime:
    return snapshot.seen_at
