"""What the paper venue lists unless it is told otherwise."""

from decimal import Decimal
from typing import Final

from contracts.market import Symbol
from domain.ports.venue import Market

_MIN_NOTIONAL: Final = Decimal(10)
_RULES: Final[dict[Symbol, tuple[str, str, int]]] = {
    "BTC": ("0.00001", "0.1", 40),
    "ETH": ("0.0001", "0.01", 25),
    "SOL": ("0.01", "0.001", 20),
    "DOGE": ("1", "0.00001", 10),
    "HYPE": ("0.01", "0.001", 10),
    "XRP": ("1", "0.0001", 20),
    "BNB": ("0.001", "0.01", 10),
    "LINK": ("0.1", "0.001", 10),
    "ARB": ("0.1", "0.00001", 10),
    "AVAX": ("0.01", "0.001", 10),
    "OP": ("0.1", "0.00001", 10),
    "SUI": ("0.1", "0.0001", 10),
    "ADA": ("1", "0.00001", 10),
    "DOT": ("0.1", "0.0001", 10),
    "LTC": ("0.01", "0.001", 10),
    "NEAR": ("0.1", "0.0001", 10),
    "ATOM": ("0.01", "0.0001", 5),
    "UNI": ("0.1", "0.0001", 10),
    "AAVE": ("0.01", "0.01", 10),
    "TRX": ("1", "0.00001", 10),
    "WIF": ("1", "0.00001", 5),
    "PEPE": ("1000", "0.000000001", 5),
}

MARKETS: Final[tuple[Market, ...]] = tuple(
    Market(
        symbol=symbol,
        min_notional=_MIN_NOTIONAL,
        lot=Decimal(lot),
        tick=Decimal(tick),
        max_leverage=Decimal(leverage),
    )
    for symbol, (lot, tick, leverage) in _RULES.items()
)
