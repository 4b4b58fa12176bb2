"""Make the prices of the recorded week, the same bytes on every machine.

Run from the root of the project: `python -m scripts.record_week`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path

MARKS = Path(__file__).resolve().parent.parent / "cli" / "recorded" / "marks.csv"
START = datetime(2026, 1, 5, tzinfo=UTC)
STEP = timedelta(minutes=5)
STEPS = 7 * 24 * 12
_STEPS_AN_HOUR = 12
_MILLION = 1_000_000
_NANO = 1_000_000_000
_WORD = (1 << 64) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Coin:
    """One coin's week: where it starts, how it shakes, and how far each stretch carries it.

    Stretches are pairs of hours and the drift of each step in millionths; the noise of a step is
    at most `noise` millionths either way. No mark is written in the gap, in steps from the start.
    """

    symbol: str
    seed: int
    price: Decimal
    places: int
    noise: int
    stretches: tuple[tuple[int, int], ...]
    gap: range = range(0)


COINS = (
    Coin(
        symbol="BTC",
        seed=11,
        price=Decimal(93500),
        places=1,
        noise=500,
        stretches=((24, 0), (24, 150), (8, -170), (40, 0), (24, -180), (48, 70)),
    ),
    Coin(
        symbol="DOGE",
        seed=23,
        price=Decimal("0.1485"),
        places=5,
        noise=900,
        stretches=((72, 0), (20, 500), (6, -350), (22, 0), (20, -360), (28, 0)),
    ),
    Coin(
        symbol="ETH",
        seed=37,
        price=Decimal(3180),
        places=2,
        noise=450,
        stretches=((60, 10), (12, 260), (6, -240), (46, 0), (24, -170), (20, 110)),
    ),
    Coin(
        symbol="HYPE",
        seed=41,
        price=Decimal("26.4"),
        places=3,
        noise=1400,
        stretches=(
            (20, 0),
            (14, 600),
            (14, -150),
            (26, 0),
            (22, -720),
            (24, 0),
            (18, 620),
            (30, 0),
        ),
        gap=range(1312, 1319),
    ),
    Coin(
        symbol="SOL",
        seed=53,
        price=Decimal("138.2"),
        places=3,
        noise=800,
        stretches=((18, 0), (16, 330), (8, -320), (54, 30), (24, -480), (24, 0), (24, 210)),
    ),
)


def marks() -> str:
    """Write the week as CSV, by time and then by symbol; a price is USD for one token."""
    weeks = {coin.symbol: list(prices(coin)) for coin in COINS}
    rows = (
        f"{START + step * STEP:%Y-%m-%dT%H:%M:%SZ},{coin.symbol},{weeks[coin.symbol][step]}\n"
        for step in range(STEPS)
        for coin in COINS
        if step not in coin.gap
    )
    return "time,symbol,price\n" + "".join(rows)


def prices(coin: Coin) -> Iterator[Decimal]:
    """Walk a coin through its stretches, in whole billionths of a dollar."""
    price = int(coin.price * _NANO)
    drifts = chain.from_iterable(
        [drift] * hours * _STEPS_AN_HOUR for hours, drift in coin.stretches
    )
    for drift, draw in zip(drifts, _draws(coin.seed), strict=False):
        yield (Decimal(price) / _NANO).quantize(Decimal(1).scaleb(-coin.places))
        shake = draw % (2 * coin.noise + 1) - coin.noise
        price = price * (_MILLION + drift + shake) // _MILLION


def _draws(seed: int) -> Iterator[int]:
    """Yield 64-bit numbers from a counter stirred by shifts and odd multipliers."""
    state = seed
    while True:
        state = (state + 0x9E3779B97F4A7C15) & _WORD
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _WORD
        yield mixed ^ (mixed >> 31)


if __name__ == "__main__":
    MARKS.write_text(marks(), encoding="utf-8", newline="")
    print(f"wrote {MARKS.name}")
