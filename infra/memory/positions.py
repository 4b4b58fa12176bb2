"""Positions in memory."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from contracts.intents import ExitIntended, ExitReason
from contracts.market import DeploymentId, PositionId, Price, Wallet
from contracts.positions import PriceMarked
from domain.exits import advance
from domain.halts import Halt, HaltScope
from domain.ports.positions import Ending, Unwatched
from domain.positions import (
    Evidence,
    Position,
    PositionFill,
    PositionOrder,
    PositionStatus,
    exit_intended,
)
from infra.memory.agents import MemoryAgents
from infra.memory.journal import Journal, Table
from infra.memory.markets import MemoryMarkets
from infra.memory.orders import Filled, MemoryOrders
from infra.memory.position_rows import PositionRows
from infra.memory.signals import MemorySignals

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Exit:
    """An intent to close, and the position as it was then."""

    intent: ExitIntended
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The other nouns that positions are judged by."""

    agents: MemoryAgents
    orders: MemoryOrders
    markets: MemoryMarkets
    signals: MemorySignals


class MemoryPositions:
    """Positions in memory; see `domain.ports.positions.Positions`.

    A mark that nothing waits for costs one look at its market's bounds.
    """

    def __init__(self, journal: Journal, rows: PositionRows, beside: Beside) -> None:
        self._rows = rows
        self._beside = beside
        self._exits: Table[tuple[PositionId, int], Exit] = Table(journal)

    async def lock(self, position_ids: Collection[PositionId]) -> Mapping[PositionId, Position]:
        """Read positions; nobody else could change them, and one that is not there is absent."""
        found = ((each, self._rows.get(each)) for each in position_ids)
        return {position_id: position for position_id, position in found if position}

    async def evidence(self, positions: Collection[Position]) -> Mapping[PositionId, Evidence]:
        """Read all fills of each position, where its orders stand, and when it was last marked."""
        return {position.id: self._evidence(position) for position in positions}

    async def save(self, positions: Collection[Position]) -> None:
        """Write all that can change of positions, in one write."""
        for position in positions:
            self._rows.put(position)

    async def account_gaps(self, marks: Collection[PriceMarked], stale_after: timedelta) -> None:
        """Count the time that ends with each mark, and had none fresh, as naked seconds."""
        for mark in marks:
            marked_at = self._beside.markets.marked_at(mark.venue, mark.symbol)
            if marked_at is None or mark.seen_at - marked_at > stale_after:
                fresh_until = marked_at + stale_after if marked_at else None
                for position in self._rows.held_in((mark.venue, mark.symbol)):
                    self._count_gap(position, fresh_until, mark.seen_at)

    async def ratchet(self, marks: Collection[PriceMarked]) -> None:
        """Move the trailing stop of every position a mark carries further."""
        for mark in marks:
            market = (mark.venue, mark.symbol)
            if self._rows.bounds(market).touched(mark.price):
                for position in self._rows.open_in(market):
                    self._follow(position, mark.price)

    async def due(self, marks: Collection[PriceMarked], now: datetime) -> Sequence[Position]:
        """Find the open positions that the marks, or the time, end."""
        found: list[Position] = []
        for mark in marks:
            market = (mark.venue, mark.symbol)
            bounds = self._rows.bounds(market)
            if bounds.touched(mark.price) or bounds.over(now):
                found += (p for p in self._rows.open_in(market) if _is_due(p, mark.price, now))
        return found

    async def begin_exits(
        self, endings: Mapping[PositionId, Ending], now: datetime
    ) -> Sequence[ExitIntended]:
        """Take those of the positions that are still OPEN into CLOSING, and intend their exits."""
        found = [self._rows.get(position_id) for position_id in endings]
        is_open = [p for p in found if p is not None and p.status is PositionStatus.OPEN]
        return [self._begin(position, endings[position.id], now) for position in is_open]

    async def request_exit(
        self, position_ids: Collection[PositionId], reason: ExitReason, now: datetime
    ) -> Sequence[ExitIntended]:
        """Begin to exit positions for one reason, whatever the price; the caller emits."""
        endings = dict.fromkeys(position_ids, Ending(reason=reason))
        return await self.begin_exits(endings, now)

    async def covered(self, halt: Halt, *, now: datetime, limit: int) -> Sequence[PositionId]:
        """List open positions a halt applies to, but for those that pause between attempts."""
        found = self._exitable(self._scoped(halt), now)
        found.sort(key=lambda each: each.quantity * (each.entry_price or 0), reverse=True)
        return [each.id for each in found[:limit]]

    async def left_behind(self, *, now: datetime, limit: int) -> Sequence[PositionId]:
        """List open positions of cancelled deployments that wind down, but for those that pause."""
        winding = self._beside.agents.winding_down()
        if not winding:
            return []
        found = self._exitable(lambda p: p.deployment_id in winding, now)
        return [each.id for each in found[:limit]]

    async def unwatched(self, since: datetime) -> Sequence[Unwatched]:
        """List the markets of open and closing positions that had no mark since a moment."""
        marked = self._beside.markets.marked_at
        seen = [(venue, symbol, marked(venue, symbol)) for venue, symbol in self._rows.markets()]
        return [
            Unwatched(venue=venue, symbol=symbol, marked_at=at)
            for venue, symbol, at in seen
            if at is None or at < since
        ]

    async def open_count(self, wallets: Collection[Wallet]) -> Mapping[Wallet, int]:
        """Count each wallet's live positions, on all venues; a wallet without any is absent."""
        counts = {wallet: len(self._rows.live_of(wallet)) for wallet in wallets}
        return {wallet: count for wallet, count in counts.items() if count}

    async def by_deployment(self, deployment_id: DeploymentId) -> Sequence[Position]:
        """List a deployment's positions, newest first."""
        mine = [p for p in self._rows.all() if p.deployment_id == deployment_id]
        mine.sort(key=lambda p: p.id)
        return sorted(mine, key=lambda p: p.created_at, reverse=True)

    async def held(self) -> Sequence[Position]:
        """List every open or closing position, oldest first."""
        return sorted(self._rows.held(), key=lambda p: (p.opened_at or p.created_at, p.id))

    def exits(self) -> list[Exit]:
        """List every intent to close."""
        return list(self._exits.values())

    def all(self) -> list[Position]:
        """List every position."""
        return self._rows.all()

    def _evidence(self, position: Position) -> Evidence:
        orders = self._beside.orders.of_position(position.id)
        fills = [each for order in orders for each in self._beside.orders.fills_of(order.id)]
        return Evidence(
            fills=tuple(_fill(each) for each in fills),
            orders=tuple(PositionOrder(purpose=o.purpose, state=o.state) for o in orders),
            marked_at=self._beside.markets.marked_at(position.venue, position.symbol),
        )

    def _follow(self, position: Position, price: Price) -> None:
        watch = position.watch
        if watch and (moved := advance(watch, position.terms, price)) is not watch:
            self._rows.put(replace(position, watch=moved))

    def _begin(self, position: Position, ending: Ending, now: datetime) -> ExitIntended:
        closing = replace(
            position, status=PositionStatus.CLOSING, closing_reason=ending.reason, closing_at=now
        )
        self._rows.put(closing)
        intent = exit_intended(closing, ending.reason, ending.at_price, now)
        self._exits.add((position.id, intent.attempt), Exit(intent, closing))
        return intent

    def _count_gap(self, position: Position, fresh_until: datetime | None, until: datetime) -> None:
        known = (position.opened_at, position.watched_until, fresh_until)
        since = max((at for at in known if at is not None), default=until)
        if since < until:
            naked = position.naked_seconds + Decimal((until - since) / _SECOND)
            self._rows.put(replace(position, naked_seconds=naked, watched_until=until))

    def _exitable(self, wanted: Callable[[Position], bool], now: datetime) -> list[Position]:
        found = [
            position
            for position in self._rows.held()
            if position.status is PositionStatus.OPEN and _may_exit(position, now)
            if wanted(position)
        ]
        return sorted(found, key=lambda each: each.id)

    def _scoped(self, halt: Halt) -> Callable[[Position], bool]:
        def is_covered(position: Position) -> bool:
            signal = self._beside.signals.get(position.signal_id)
            named = {
                HaltScope.GLOBAL: halt.target,
                HaltScope.VENUE: position.venue,
                HaltScope.AGENT: str(position.agent_id),
                HaltScope.DEPLOYMENT: str(position.deployment_id),
                HaltScope.WALLET: position.wallet,
                HaltScope.SOURCE: str(signal.source_id) if signal else None,
            }
            return named[halt.scope] == halt.target

        return is_covered


def _fill(filled: Filled) -> PositionFill:
    fill = filled.fill
    return PositionFill(
        purpose=filled.order.purpose,
        quantity=fill.quantity,
        price=fill.price,
        fee=fill.fee,
        filled_at=fill.filled_at,
    )


def _is_due(position: Position, price: Decimal, now: datetime) -> bool:
    watch = position.watch
    below = watch.trigger_below if watch else None
    above = watch.trigger_above if watch else None
    return (
        (below is not None and price <= below)
        or (above is not None and price >= above)
        or (position.expires_at is not None and position.expires_at <= now)
    )


def _may_exit(position: Position, now: datetime) -> bool:
    if position.closing_reason is None:
        return True
    return position.expires_at is not None and position.expires_at <= now
