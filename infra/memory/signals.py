"""Signals and outcomes in memory."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from contracts.market import AgentId, PostId, SignalId, Symbol
from domain.echoes import Taken
from domain.signals import Ignored, Signal
from infra.memory.journal import Journal, Table

Place = tuple[PostId, AgentId | None, Symbol | None]


class MemorySignals:
    """Signals and outcomes in memory; see `domain.ports.signals.Signals`."""

    def __init__(self, journal: Journal) -> None:
        self._signals: Table[SignalId, Signal] = Table(journal)
        self._holders: Table[str, SignalId] = Table(journal)
        self._outcomes: Table[Place, Signal | Ignored] = Table(journal)
        self._settled: Table[PostId, datetime] = Table(journal)
        self._raised: dict[PostId, set[Taken]] = {}
        journal.on_rollback(self._reindex)

    async def settled(self, post_ids: Collection[PostId]) -> AbstractSet[PostId]:
        """Name the posts that have their outcomes already; it is always our turn."""
        return {post_id for post_id in post_ids if post_id in self._settled}

    async def ignored(self, post_id: PostId) -> Sequence[Ignored]:
        """List why a post gave no signal, for each agent and call that it gave none for."""
        mine = [told for (of, _, _), told in self._outcomes.items() if of == post_id]
        found = [told for told in mine if isinstance(told, Ignored)]
        return sorted(found, key=lambda told: (str(told.agent_id), told.token or ""))

    async def add(self, signals: Sequence[Signal]) -> Mapping[str, SignalId]:
        """Store the signals whose places are free, and name the holder of every place."""
        for signal in signals:
            if signal.id not in self._signals and self._holders.add(signal.dedupe_key, signal.id):
                self._signals.put(signal.id, signal)
        holders = {s.dedupe_key: self._holders.get(s.dedupe_key) for s in signals}
        return {place: holder for place, holder in holders.items() if holder is not None}

    async def add_outcomes(
        self, outcomes: Mapping[PostId, Sequence[Signal | Ignored]], now: datetime
    ) -> None:
        """Store what posts came to, for each agent and call; the first outcome stays."""
        for post_id, each in outcomes.items():
            for outcome in each:
                place = (post_id, outcome.agent_id, outcome.token)
                if self._outcomes.add(place, outcome):
                    self._index(post_id, outcome)
                self._settled.add(post_id, now)

    def get(self, signal_id: SignalId) -> Signal | None:
        """Return a signal, or None."""
        return self._signals.get(signal_id)

    def raised_by(self, posts: Collection[PostId]) -> frozenset[Taken]:
        """Name the agents and tokens for which any of the posts raised a signal."""
        return frozenset(taken for post_id in posts for taken in self._raised.get(post_id, ()))

    def all(self) -> list[Signal]:
        """List every signal."""
        return list(self._signals.values())

    def outcomes(self) -> list[tuple[Place, Signal | Ignored]]:
        """List what every post came to."""
        return list(self._outcomes.items())

    def _index(self, post_id: PostId, outcome: Signal | Ignored) -> None:
        if isinstance(outcome, Signal):
            self._raised.setdefault(post_id, set()).add((outcome.agent_id, outcome.token))

    def _reindex(self) -> None:
        self._raised = {}
        for (post_id, _, _), outcome in self._outcomes.items():
            self._index(post_id, outcome)
