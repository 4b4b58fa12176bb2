"""Signals and outcomes, as the stages see them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from contracts.market import PostId, SignalId
from domain.signals import Ignored, Signal


class Signals(Protocol):
    """Signals and outcomes in the store, within one transaction."""

    async def settled(self, post_id: PostId) -> bool:
        """Wait for our turn to judge, then tell whether a post has its outcomes already.

        Posts are judged one transaction at a time, so two that compete for the same places
        cannot wait for each other.
        """
        ...

    async def add(self, signals: Sequence[Signal]) -> Mapping[str, SignalId]:
        """Store the signals whose places are free, and name the holder of every place."""
        ...

    async def add_outcomes(
        self, post_id: PostId, outcomes: Sequence[Signal | Ignored], now: datetime
    ) -> None:
        """Store what a post came to, for each agent and call; the first outcome stays."""
        ...
