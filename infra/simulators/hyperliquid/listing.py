"""What the simulated venue lists, in an order of its own: nobody may take BTC for asset 0."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A perpetual; `index` is its place in the universe and its name on the wire."""

    index: int
    coin: str
    sz_decimals: int
    max_leverage: int

    @property
    def maintenance(self) -> Decimal:
        """The share of a position's value that must back it: half of what opens it at most."""
        return 1 / Decimal(2 * self.max_leverage)


_RULES: Final = (
    ("SOL", 2, 20),
    ("ARB", 1, 10),
    ("ATOM", 2, 5),
    ("BTC", 5, 40),
    ("ETH", 4, 25),
    ("DOGE", 0, 10),
    ("HYPE", 2, 10),
    ("XRP", 0, 20),
    ("BNB", 3, 10),
    ("LINK", 1, 10),
    ("AVAX", 2, 10),
    ("OP", 1, 10),
    ("SUI", 1, 10),
    ("ADA", 0, 10),
    ("DOT", 1, 10),
    ("LTC", 2, 10),
    ("NEAR", 1, 10),
    ("UNI", 1, 10),
    ("AAVE", 2, 10),
    ("TRX", 0, 10),
    ("WIF", 0, 5),
    ("kPEPE", 0, 10),
)

MARKS: Final[dict[str, Decimal]] = {
    coin: Decimal(price)
    for coin, price in (
        ("SOL", "150"),
        ("ARB", "0.8"),
        ("ATOM", "5"),
        ("BTC", "60000"),
        ("ETH", "3000"),
        ("DOGE", "0.15"),
        ("HYPE", "40"),
        ("XRP", "0.6"),
        ("BNB", "600"),
        ("LINK", "15"),
        ("AVAX", "30"),
        ("OP", "2"),
        ("SUI", "3"),
        ("ADA", "0.5"),
        ("DOT", "6"),
        ("LTC", "80"),
        ("NEAR", "5"),
        ("UNI", "10"),
        ("AAVE", "150"),
        ("TRX", "0.12"),
        ("WIF", "2"),
        ("kPEPE", "0.01"),
    )
}
"""What each coin is worth until it is told otherwise, in USD."""


def listed(rules: Sequence[tuple[str, int, int]] = _RULES) -> tuple[Asset, ...]:
    """List assets from (coin, decimals of a size, maximal leverage), numbered in this order."""
    return tuple(
        Asset(index=index, coin=coin, sz_decimals=decimals, max_leverage=leverage)
        for index, (coin, decimals, leverage) in enumerate(rules)
    )
