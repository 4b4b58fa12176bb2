"""Signals and outcomes, as the stages see them."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Protocol

from contracts.market import PostId, SignalId
from domain.signals import Ignored, Signal


class Signals(Protocol):
    """Signals and outcomes in the store, within one transaction."""

    async def settled(self, post_ids: Collection[PostId]) -> AbstractSet[PostId]:
        """Wait for our turn to judge, then name the posts that have their outcomes already.

        Posts are judged one transaction at a time, so two that compete for the same places
        cannot wait for each other.
        """
        ...

    async def ignored(self, post_id: PostId) -> Sequence[Ignored]:
        """List why a post gave no signal, for each agent and call that it gave none for."""
        ...

    async def add(self, signals: Sequence[Signal]) -> Mapping[str, SignalId]:
        """Store the signals whose places are free, and name the holder of every place.

        No two of them may want the same place.
        """
        ...

    async def add_outcomes(
        self, outcomes: Mapping[PostId, Sequence[Signal | Ignored]], now: datetime
    ) -> None:
        """Store what posts came to, for each agent and call; the first outcome stays."""
        ...
