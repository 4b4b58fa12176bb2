"""Failures to order: which request, how it fails, how often."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """How a request fails."""

    REFUSE = "refuse"
    """`{"status": "err"}` with the fault's text; nothing is done."""
    REFUSE_ORDERS = "refuseOrders"
    """Accepted, but the status of every order or cancel is the fault's text; none is done."""
    BAD_REQUEST = "badRequest"
    """HTTP 400; nothing is done."""
    LIMITED = "limited"
    """HTTP 429; nothing is done."""
    DELAY = "delay"
    """Done and answered, but late by `seconds`."""
    DELAY_BEFORE = "delayBefore"
    """Late by `seconds`, then done and answered."""
    DROP_BEFORE = "dropBefore"
    """The connection is closed; nothing is done."""
    DROP_AFTER = "dropAfter"
    """Done; then the connection is closed without an answer."""
    GATEWAY_BEFORE = "gatewayBefore"
    """HTTP 502; nothing is done."""
    GATEWAY_AFTER = "gatewayAfter"
    """Done; then HTTP 502."""
    GARBLED = "garbled"
    """Done; the answer is cut in the middle of its JSON."""
    WRONG_SHAPE = "wrongShape"
    """Done; the answer is JSON of some other form."""


BEFORE = frozenset(
    {
        Kind.REFUSE,
        Kind.REFUSE_ORDERS,
        Kind.BAD_REQUEST,
        Kind.LIMITED,
        Kind.DROP_BEFORE,
        Kind.GATEWAY_BEFORE,
    }
)
"""With these the request never reaches the venue's books."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as faults see it: `kind` is the type of its action or of its question.

    There is a cloid for each of its orders or cancels, "" for one that has none.
    """

    exchange: bool
    kind: str
    user: str = ""
    cloids: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Fault:
    """A failure and what it befalls; what is None is not asked for.

    Of the requests that match, `nth` fails only that one, counted from 1, and `every` each so
    many; after `count` failures it is over.
    """

    kind: Kind
    action: str | None = None
    user: str | None = None
    cloid: str | None = None
    exchange: bool | None = True
    nth: int | None = None
    every: int | None = None
    count: int | None = 1
    seconds: float = 0.0
    text: str = "Simulated refusal."
    when: Callable[[Asked], bool] | None = None
    seen: int = 0
    done: int = 0

    def befalls(self, asked: Asked) -> bool:
        """Tell whether a request fails, counting it."""
        if not self._matches(asked) or self.done == self.count:
            return False
        self.seen += 1
        if self.nth not in (None, self.seen) or self.seen % (self.every or 1):
            return False
        self.done += 1
        return True

    def _matches(self, asked: Asked) -> bool:
        return (
            self.exchange in (None, asked.exchange)
            and self.action in (None, asked.kind)
            and (self.user is None or self.user.lower() == asked.user)
            and (self.cloid is None or self.cloid.lower() in asked.cloids)
            and (self.when is None or self.when(asked))
        )


@dataclass(slots=True)
class Faults:
    """The failures that are due; the first that befalls a request is the one it gets."""

    due: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> Fault:
        """Order a failure."""
        self.due.append(fault)
        return fault

    def clear(self) -> None:
        """Mend everything."""
        self.due.clear()

    def befalling(self, asked: Asked) -> Fault | None:
        """Return how a request fails, if it does."""
        return next((fault for fault in self.due if fault.befalls(asked)), None)
