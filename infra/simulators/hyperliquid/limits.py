"""What may be asked how often: weight per address of the network, actions per account."""

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from infra.simulators.hyperliquid.words import TOO_MANY, Json, Refused

WINDOW_MS: Final = 60_000
WEIGHT: Final = 1_200
START: Final = 10_000
CANCELS_MORE: Final = 100_000
DRIP_MS: Final = 10_000
STALE_COST: Final = 5
_LIGHT: Final = {
    "allMids",
    "l2Book",
    "clearinghouseState",
    "orderStatus",
    "spotClearinghouseState",
    "exchangeStatus",
}
_LONG: Final = {"userFills", "userFillsByTime", "historicalOrders", "userFunding"}
_ITEMS: Final = 20


def info_weight(kind: str, answer: object = None) -> int:
    """Tell what a question weighs; a long answer weighs more by the number of its rows."""
    if kind in _LIGHT:
        return 2
    if kind == "userRole":
        return 60
    rows = len(answer) if kind in _LONG and isinstance(answer, list) else 0
    return 20 + rows // _ITEMS


def exchange_weight(action: Mapping[str, Any]) -> int:
    """Tell what an action weighs."""
    return 1 + batch(action) // 40


def batch(action: Mapping[str, Any]) -> int:
    """Tell for how many actions one counts."""
    items = action.get("orders") or action.get("cancels") or [None]
    return len(items)


@dataclass(slots=True)
class Limits:
    """Counters of everything asked; switched off they go on counting and refuse nothing."""

    enabled: bool = True
    weight: int = WEIGHT
    start: int = START
    used: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    refused: int = 0
    _spent: dict[str, deque[tuple[int, int]]] = field(default_factory=dict)
    _last: dict[str, int] = field(default_factory=dict)

    def allow(self, ip: str, weight: int, now: int) -> bool:
        """Spend weight of an address of the network; False, and nothing spent, if too much."""
        spent = self._spent.setdefault(ip, deque())
        while spent and spent[0][0] <= now - WINDOW_MS:
            spent.popleft()
        if self.enabled and sum(paid for _, paid in spent) + weight > self.weight:
            self.refused += 1
            return False
        spent.append((now, weight))
        return True

    def charge(self, ip: str, weight: int, now: int) -> None:
        """Spend more weight for an answer that turned out long."""
        if weight > 0:
            self._spent.setdefault(ip, deque()).append((now, weight))

    def check(self, user: str, action: Mapping[str, Any], volume: Decimal, now: int) -> None:
        """Tell whether an account may act; one that has used all may once in ten seconds.

        Raises Refused.
        """
        used, cap = self.used[user], self.cap(volume)
        if action["type"] in {"cancel", "cancelByCloid"}:
            cap = min(cap + CANCELS_MORE, 2 * cap)
        waited = now - self._last.get(user, now - DRIP_MS) >= DRIP_MS
        if self.enabled and used + batch(action) > cap and not waited:
            raise Refused(TOO_MANY.format(used=used, cap=cap, traded=round(volume, 2)))

    def count(self, user: str, times: int, now: int) -> None:
        """Count what an account did."""
        self.used[user] += times
        self._last[user] = now

    def cap(self, volume: Decimal) -> int:
        """Tell how many actions an account has had in all, by what it traded."""
        return self.start + int(volume)

    def counters(self, now: int) -> Json:
        """Tell the weight of the last minute per address, and the actions per account."""
        weights = {
            ip: sum(paid for at, paid in spent if at > now - WINDOW_MS)
            for ip, spent in self._spent.items()
        }
        return {"weight": weights, "actions": dict(self.used), "refused": self.refused}
