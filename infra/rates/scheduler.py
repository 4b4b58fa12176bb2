"""Who may spend now: a line of asks, and slices of weight in hand for them."""

from infra.rates.bucket import Want
from infra.rates.line import Ask, Line
from infra.rates.terms import Priority

SLICE = 20
"""How much is taken at least for entries and reads, so that not each one is a round trip."""
MOST = 100
"""How much is taken at most, so that no process takes all there is."""
HOLD = 1.0
"""How many seconds weight is held; the slack of the terms is longer."""


class Scheduler:
    """Serves a line from slices in hand; it knows no clock but the moments it is told.

    What was taken for a priority serves that one and the more urgent, never the less urgent:
    those may not touch what is kept back.
    """

    def __init__(self) -> None:
        self.line = Line()
        self._hand: dict[Priority, int] = dict.fromkeys(Priority, 0)
        self._taken_at = 0.0

    def serve(self, now: float) -> list[Ask]:
        """Serve whose turn it is while there is enough in hand, in order."""
        served: list[Ask] = []
        if self._is_old(now):
            return served
        while (ask := self.line.first()) and self.in_hand(ask.priority) >= ask.weight:
            self._use(ask)
            self.line.serve(ask)
            served.append(ask)
        return served

    def want(self) -> Want | None:
        """Tell what to take for whose turn it is, or None when nobody waits.

        Exits and stops take only what they need now: what they hold, others cannot have.
        """
        ask = self.line.first()
        if ask is None:
            return None
        urgent = ask.priority < Priority.OPEN
        waiting = min(self.line.weight(ask.priority), MOST)
        most = max(ask.weight, waiting if urgent else max(waiting, SLICE))
        in_hand = self.in_hand(ask.priority)
        return Want(least=ask.weight - in_hand, most=most - in_hand, priority=ask.priority)

    def receive(self, want: Want, granted: int, now: float) -> None:
        """Hold what a bucket gave; all in hand is as old as the oldest of it."""
        if not self._holds():
            self._taken_at = now
        self._hand[want.priority] += granted

    def in_hand(self, priority: Priority) -> int:
        """Add up what is in hand for a priority."""
        return sum(weight for taken_for, weight in self._hand.items() if taken_for >= priority)

    def unused(self, now: float) -> int:
        """Let go of what has been in hand for long enough, and tell how much it was."""
        return self.let_go() if self._is_old(now) else 0

    def let_go(self) -> int:
        """Let go of all that is in hand, and tell how much it was."""
        weight = self._holds()
        self._hand = dict.fromkeys(Priority, 0)
        return weight

    def _holds(self) -> int:
        return sum(self._hand.values())

    def _is_old(self, now: float) -> bool:
        return now >= self._taken_at + HOLD

    def _use(self, ask: Ask) -> None:
        """Use what only the urgent may first, so that the rest lasts for the others."""
        left = ask.weight
        for taken_for in Priority:
            if taken_for >= ask.priority:
                used = min(left, self._hand[taken_for])
                self._hand[taken_for] -= used
                left -= used
