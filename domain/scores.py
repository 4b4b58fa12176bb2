"""Scores: which coin of an outside list a symbol of ours is, and what was last told of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from contracts.market import Symbol, Usd
from contracts.scores import MarketFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class Coin:
    """One entry of an outside list; the id is theirs, and symbols are not unique there."""

    id: int
    symbol: Symbol
    name: str
    market_cap: Usd | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a list says of one coin."""

    coin: Coin
    figures: MarketFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A whole list, and the moment its figures were made, when it tells."""

    generated_at: datetime | None
    readings: tuple[Reading, ...]

    def seen_at(self, now: datetime) -> datetime:
        """Date the figures; a date in the future is not believed."""
        return now if self.generated_at is None else min(self.generated_at, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What was told of a token, and when it was true."""

    token: Symbol
    seen_at: datetime
    figures: MarketFigures


def largest(readings: Iterable[Reading], wanted: Collection[Symbol]) -> dict[Symbol, Coin]:
    """Choose a coin for each symbol: the largest market cap, of equals the lowest id.

    A coin whose market cap is not known is smaller than any other.
    """
    chosen: dict[Symbol, Coin] = {}
    for reading in readings:
        coin = reading.coin
        if coin.symbol in wanted:
            chosen[coin.symbol] = min(chosen.get(coin.symbol, coin), coin, key=_standing)
    return chosen


def snapshots(listing: Listing, ids: Mapping[Symbol, int], now: datetime) -> list[Snapshot]:
    """Tell what a list says of our tokens, each known by the id it was given once.

    A coin that left the list has no snapshot, even if another one took its symbol.
    """
    by_id = {reading.coin.id: reading for reading in listing.readings}
    seen_at = listing.seen_at(now)
    return [
        Snapshot(token=token, seen_at=seen_at, figures=by_id[coin_id].figures)
        for token, coin_id in sorted(ids.items())
        if coin_id in by_id
    ]


def _standing(coin: Coin) -> tuple[Decimal, int]:
    return -(Decimal(-1) if coin.market_cap is None else coin.market_cap), coin.id
