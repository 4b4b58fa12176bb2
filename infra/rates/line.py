"""Who waits for weight: the most urgent first, and within that wallet after wallet in turn."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from contracts.market import Wallet
from infra.rates.terms import Priority


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ask:
    """Somebody who waits for weight; two of the same words are two."""

    weight: int
    priority: Priority
    wallet: Wallet | None = None


Ring = dict[Wallet | None, deque[Ask]]
"""Wallets in the order of their turns, each with its asks in the order they came."""


class Line:
    """Asks in the order in which they are to be served.

    A wallet that was served goes behind all others that wait then, so nobody is passed by twice.
    """

    def __init__(self) -> None:
        self._rings: dict[Priority, Ring] = {priority: {} for priority in Priority}
        self._weights: dict[Priority, int] = dict.fromkeys(Priority, 0)

    def join(self, ask: Ask) -> None:
        """Stand in line."""
        self._rings[ask.priority].setdefault(ask.wallet, deque()).append(ask)
        self._weights[ask.priority] += ask.weight

    def leave(self, ask: Ask) -> None:
        """Stop waiting; one who was served has left."""
        ring = self._rings[ask.priority]
        asks = ring.get(ask.wallet, ())
        if ask not in asks:
            return
        ring[ask.wallet].remove(ask)
        self._weights[ask.priority] -= ask.weight
        if not ring[ask.wallet]:
            del ring[ask.wallet]

    def first(self) -> Ask | None:
        """Tell whose turn it is."""
        ring = next((ring for ring in self._rings.values() if ring), None)
        return None if ring is None else next(iter(ring.values()))[0]

    def serve(self, ask: Ask) -> None:
        """Let the one whose turn it is go, and its wallet behind the others."""
        ring = self._rings[ask.priority]
        asks = ring.pop(ask.wallet)
        asks.popleft()
        self._weights[ask.priority] -= ask.weight
        if asks:
            ring[ask.wallet] = asks

    def weight(self, priority: Priority) -> int:
        """Add up what waits at a priority."""
        return self._weights[priority]

    def waiting(self) -> Mapping[Priority, int]:
        """Count who waits, by priority."""
        return {priority: sum(map(len, ring.values())) for priority, ring in self._rings.items()}
