"""What this process sent: nothing goes twice, and a number that was told is kept."""

from collections import OrderedDict
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from infra.venues.hyperliquid.wire import Oid

_KEPT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Taken:
    """The venue's number of an order, how much traded, and whether less was sent than asked."""

    oid: Oid
    size: Decimal
    capped: bool = False


class Sent:
    """Remembers the latest orders by our name; that is a second guard, the store is the first."""

    def __init__(self) -> None:
        self._orders: OrderedDict[UUID, Taken | None] = OrderedDict()

    def begin(self, name: UUID) -> bool:
        """Note that an order is about to leave; False when it did before."""
        if name in self._orders:
            return False
        self._orders[name] = None
        if len(self._orders) > _KEPT:
            self._orders.popitem(last=False)
        return True

    def knows(self, name: UUID) -> bool:
        """Tell whether an order of this name was begun here."""
        return name in self._orders

    def never_left(self, name: UUID) -> None:
        """Forget an order that certainly stayed here."""
        self._orders.pop(name, None)

    def took(self, name: UUID, taken: Taken) -> None:
        """Keep what the venue said of an order."""
        self._orders[name] = taken

    def taken(self, name: UUID) -> Taken | None:
        """Return what the venue said of an order; None when it said nothing to this process."""
        return self._orders.get(name)
