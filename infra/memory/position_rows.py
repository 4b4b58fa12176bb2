"""Positions by id, with what makes the common questions about them cheap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from contracts.market import DeploymentId, PositionId, Side, SignalId, Symbol, VenueName, Wallet
from domain.positions import Position, PositionStatus
from infra.memory.journal import Journal, Table

Listed = tuple[VenueName, Symbol]
HELD = frozenset({PositionStatus.OPEN, PositionStatus.CLOSING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The prices, and the moment, short of which a mark touches no open position of a market."""

    below: Decimal | None = None
    above: Decimal | None = None
    rising: Decimal | None = None
    falling: Decimal | None = None
    expires_at: datetime | None = None

    def touched(self, price: Decimal) -> bool:
        """Tell whether a price may end a position, or move a trailing stop."""
        return (
            (self.below is not None and price <= self.below)
            or (self.above is not None and price >= self.above)
            or (self.rising is not None and price >= self.rising)
            or (self.falling is not None and price <= self.falling)
        )

    def over(self, now: datetime) -> bool:
        """Tell whether the time of some position is up."""
        return self.expires_at is not None and self.expires_at <= now


UNTOUCHED = Bounds()


class PositionRows:
    """Every position; what is live by wallet, and what is held by market."""

    def __init__(self, journal: Journal) -> None:
        self._rows: Table[PositionId, Position] = Table(journal)
        self._pairs: Table[tuple[SignalId, DeploymentId], PositionId] = Table(journal)
        self._live: dict[Wallet, dict[PositionId, None]] = {}
        self._held: dict[Listed, dict[PositionId, None]] = {}
        self._markets: list[Listed] | None = None
        self._bounds: dict[Listed, Bounds] = {}
        self._closed: dict[date, dict[PositionId, None]] = {}
        self._changes: dict[Listed, int] = {}
        self._went_back = 0
        self.closings = 0
        """Grows whenever a closed position is stored."""
        journal.on_rollback(self._reindex)

    def get(self, position_id: PositionId) -> Position | None:
        """Return a position, or None."""
        return self._rows.get(position_id)

    def put(self, position: Position) -> None:
        """Store a position in place of what was there."""
        self._rows.put(position.id, position)
        self._index(position)

    def reserve(self, position: Position) -> None:
        """Add a position, unless its wallet holds the symbol there, or it had its chance."""
        rivals = self.live_of(position.wallet)
        taken = any((p.venue, p.symbol) == (position.venue, position.symbol) for p in rivals)
        pair = (position.signal_id, position.deployment_id)
        if not taken and position.id not in self._rows and self._pairs.add(pair, position.id):
            self.put(position)

    def live_of(self, wallet: Wallet) -> list[Position]:
        """List what a wallet has not ended."""
        return self._all(self._live.get(wallet, ()))

    def held_in(self, market: Listed) -> list[Position]:
        """List the open and closing positions of a market, in the order they came to be."""
        return self._all(self._held.get(market, ()))

    def open_in(self, market: Listed) -> list[Position]:
        """List the open positions of a market, in the order they came to be."""
        return [p for p in self.held_in(market) if p.status is PositionStatus.OPEN]

    def markets(self) -> Sequence[Listed]:
        """List the markets of open and closing positions."""
        if self._markets is None:
            self._markets = sorted(market for market, ids in self._held.items() if ids)
        return self._markets

    def held(self) -> list[Position]:
        """List the open and closing positions of every market."""
        return [position for market in self.markets() for position in self.held_in(market)]

    def bounds(self, market: Listed) -> Bounds:
        """Tell between which prices, and until when, nothing happens to a market's positions."""
        if market not in self._held:
            return UNTOUCHED
        if market not in self._bounds:
            self._bounds[market] = _bounds(self.open_in(market))
        return self._bounds[market]

    def changes(self, market: Listed) -> int:
        """Tell a number that grows whenever a position of a market changes, or goes back."""
        return self._changes.get(market, 0) + self._went_back

    def closed_since(self, moment: datetime) -> list[Position]:
        """List the positions that closed at a moment or later."""
        days = [day for day in self._closed if day >= moment.date()]
        closed = [each for day in days for each in self._all(self._closed[day])]
        return [each for each in closed if each.closed_at and each.closed_at >= moment]

    def all(self) -> list[Position]:
        """List every position."""
        return list(self._rows.values())

    def _all(self, ids: Iterable[PositionId]) -> list[Position]:
        return [position for each in ids if (position := self._rows.get(each))]

    def _index(self, position: Position) -> None:
        market = (position.venue, position.symbol)
        self._bounds.pop(market, None)
        self._changes[market] = self._changes.get(market, 0) + 1
        live = self._live.setdefault(position.wallet, {})
        _keep(live, position.id, when=not position.status.ended)
        if position.closed_at is not None and position.status is PositionStatus.CLOSED:
            self._closed.setdefault(position.closed_at.date(), {})[position.id] = None
            self.closings += 1
        if position.status in HELD or market in self._held:
            held = self._held.setdefault(market, {})
            _keep(held, position.id, when=position.status in HELD)
            self._markets = None

    def _reindex(self) -> None:
        self._live, self._held, self._bounds, self._closed = {}, {}, {}, {}
        self._markets = None
        self._went_back += 1
        self.closings += 1
        for position in self._rows.values():
            self._index(position)


def _keep(ids: dict[PositionId, None], position_id: PositionId, *, when: bool) -> None:
    if when:
        ids[position_id] = None
    else:
        ids.pop(position_id, None)


def _bounds(positions: Iterable[Position]) -> Bounds:
    watched = [(p.side, p.watch) for p in positions if p.watch is not None]
    longs = [w.ratchet_at for side, w in watched if side is Side.LONG and w.ratchet_at]
    shorts = [w.ratchet_at for side, w in watched if side is Side.SHORT and w.ratchet_at]
    return Bounds(
        below=max((w.trigger_below for _, w in watched if w.trigger_below), default=None),
        above=min((w.trigger_above for _, w in watched if w.trigger_above), default=None),
        rising=min(longs, default=None),
        falling=max(shorts, default=None),
        expires_at=min((p.expires_at for p in positions if p.expires_at), default=None),
    )
