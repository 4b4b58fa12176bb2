"""Nonces a signer may still spend: in time, unused, and above the least of those remembered."""

from bisect import insort
from dataclasses import dataclass, field
from typing import Final

from infra.simulators.hyperliquid.words import NONCE_HIGH, NONCE_LOW, NONCE_TWICE, Refused

KEPT: Final = 100
DAY_MS: Final = 86_400_000
BACK_MS: Final = 2 * DAY_MS
AHEAD_MS: Final = DAY_MS


@dataclass(slots=True)
class Nonces:
    """The highest nonces each signer has spent, at most a hundred, in rising order."""

    spent: dict[str, list[int]] = field(default_factory=dict)

    def check(self, signer: str, nonce: int, now: int) -> None:
        """Tell whether a nonce could be spent now, in ms, without spending it. Raises Refused."""
        kept = self.spent.get(signer, [])
        if nonce in kept:
            raise Refused(NONCE_TWICE.format(nonce=nonce))
        least = max(now - BACK_MS, kept[0] if len(kept) == KEPT else 0)
        if nonce <= least:
            raise Refused(NONCE_LOW.format(nonce=nonce, least=least))
        if nonce >= now + AHEAD_MS:
            raise Refused(NONCE_HIGH.format(nonce=nonce, most=now + AHEAD_MS))

    def spend(self, signer: str, nonce: int) -> None:
        """Spend a nonce that was checked."""
        kept = self.spent.setdefault(signer, [])
        insort(kept, nonce)
        del kept[:-KEPT]
