"""Risk limits, what counts against them, and breakers, in memory."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from contracts.intents import ExitReason
from contracts.market import Price, Usd
from domain.breakers import Breaker
from domain.errors import NotFound
from domain.positions import Position, PositionStatus
from domain.risk import Standing, Wanted
from domain.risk_limits import EVERY, Limit, LimitName, LimitScope, Target
from infra.memory.journal import Journal, Table
from infra.memory.markets import MemoryMarkets
from infra.memory.position_rows import Listed, PositionRows

Key = tuple[LimitScope, str, LimitName]
_Whose = tuple[LimitScope, Callable[[Position], str]]
_STOPS = frozenset({ExitReason.HARD_STOP_LOSS, ExitReason.STOP_LOSS, ExitReason.LIQUIDATED})
_WHOSE: Mapping[LimitScope, Callable[[Position], str]] = {
    LimitScope.PLATFORM: lambda _: EVERY,
    LimitScope.AGENT: lambda position: str(position.agent_id),
    LimitScope.WALLET: lambda position: position.wallet,
}


@dataclass(frozen=True, slots=True)
class _Stake:
    """How much of a market is held, shorts being less than nothing, and at what cost."""

    size: Decimal = Decimal(0)
    cost: Usd = Decimal(0)

    def with_(self, position: Position) -> "_Stake":
        """Add a position; one that was not entered yet is worth nothing."""
        if position.entry_price is None:
            return self
        size = position.quantity * position.side.sign
        return _Stake(self.size + size, self.cost + size * position.entry_price)

    def worth(self, price: Price | None) -> Usd:
        """Tell what it would earn at a price, before fees; nothing while there is no price."""
        return Decimal(0) if price is None else self.size * price - self.cost


class MemoryRisk:
    """Limits and what counts against them in memory; see `domain.ports.risk.Risk`."""

    def __init__(self, journal: Journal, rows: PositionRows, markets: MemoryMarkets) -> None:
        self._rows = rows
        self._markets = markets
        self._limits: Table[Key, Limit | None] = Table(journal)
        self._breakers: Table[Target, Breaker] = Table(journal)
        self._won: tuple[object, Mapping[Target, Usd]] = (None, {})
        self._held: dict[Listed, tuple[object, Mapping[Target, _Stake]]] = {}

    async def limits(self, targets: Collection[str] | None = None) -> Sequence[Limit]:
        """List the limits that were set, for these targets or each one of a scope; None is all."""
        found = [
            limit
            for limit in self._limits.values()
            if limit and (targets is None or limit.target == EVERY or limit.target in targets)
        ]
        return sorted(found, key=lambda each: (each.scope, each.target, each.name))

    async def set_limit(self, limit: Limit, by: str, now: datetime) -> None:  # noqa: ARG002 - the port's shape
        """Put a limit in the place of the one of its name and target."""
        self._limits.put((limit.scope, limit.target, limit.name), limit)

    async def clear_limit(self, scope: LimitScope, target: str, name: LimitName) -> None:
        """Forget a limit, so that the default holds. Raises NotFound."""
        if self._limits.get((scope, target, name)) is None:
            raise NotFound(f"no limit {name} was set for {scope} {target}")
        self._limits.put((scope, target, name), None)

    async def standing(self, wanted: Wanted) -> Standing:
        """Read what counts: the live positions, and those that closed."""
        standing = Standing()
        for scope in wanted.live:
            for position in self._live(scope, wanted):
                _count_live(standing, (scope, _WHOSE[scope](position)), position)
        if wanted.ended:
            closed = self._rows.closed_since(min(wanted.day, wanted.since))
            for scope in wanted.ended:
                for position in (each for each in closed if _asked(scope, each, wanted)):
                    _count_ended(standing, (scope, _WHOSE[scope](position)), position, wanted)
        return standing

    async def results(self, scopes: Collection[LimitScope], day: datetime) -> Mapping[Target, Usd]:
        """Add up for each target what it closed since a moment, and what it holds by the marks."""
        whose = [(scope, _WHOSE[scope]) for scope in sorted(scopes)]
        totals = defaultdict(Decimal, self._won_since(day, whose))
        for market in self._rows.markets():
            price = self._markets.price(*market)
            for target, stake in self._stakes(market, whose).items():
                totals[target] += stake.worth(price)
        return dict(totals)

    async def breakers(self) -> Sequence[Breaker]:
        """Read every breaker; nobody else could look."""
        return list(self._breakers.values())

    async def save_breakers(self, breakers: Collection[Breaker]) -> None:
        """Store what breakers saw."""
        for breaker in breakers:
            self._breakers.put(breaker.target, breaker)

    def _live(self, scope: LimitScope, wanted: Wanted) -> Iterable[Position]:
        if scope is LimitScope.WALLET:
            return [each for wallet in wanted.wallets for each in self._rows.live_of(wallet)]
        live = (each for each in self._rows.all() if not each.status.ended)
        return [each for each in live if _asked(scope, each, wanted)]

    def _won_since(self, day: datetime, whose: Sequence[_Whose]) -> Mapping[Target, Usd]:
        """Add up what closed since a moment; asked often, so kept until a position closes."""
        key = (day, self._rows.closings, tuple(scope for scope, _ in whose))
        if self._won[0] != key:
            totals: dict[Target, Usd] = defaultdict(Decimal)
            for position in self._rows.closed_since(day):
                for scope, name in whose:
                    totals[scope, name(position)] += position.net_pnl or 0
            self._won = (key, totals)
        return self._won[1]

    def _stakes(self, market: Listed, whose: Sequence[_Whose]) -> Mapping[Target, _Stake]:
        """Add up what is held of a market; asked often, so kept until that changes."""
        key = (self._rows.changes(market), tuple(scope for scope, _ in whose))
        kept = self._held.get(market)
        if kept is None or kept[0] != key:
            stakes: dict[Target, _Stake] = {}
            for position in self._rows.held_in(market):
                for scope, name in whose:
                    target = (scope, name(position))
                    stakes[target] = stakes.get(target, _Stake()).with_(position)
            kept = self._held[market] = (key, stakes)
        return kept[1]


def _asked(scope: LimitScope, position: Position, wanted: Wanted) -> bool:
    match scope:
        case LimitScope.PLATFORM:
            return True
        case LimitScope.AGENT:
            return position.agent_id in wanted.agents
        case LimitScope.WALLET:
            return position.wallet in wanted.wallets


def _count_live(standing: Standing, target: Target, position: Position) -> None:
    key = (target, position.symbol)
    notional = position.collateral * position.leverage
    standing.exposure[key] = standing.exposure.get(key, Decimal(0)) + notional
    standing.positions[target] = standing.positions.get(target, 0) + 1


def _count_ended(standing: Standing, target: Target, position: Position, wanted: Wanted) -> None:
    closed_at, won = position.closed_at, position.net_pnl or Decimal(0)
    if closed_at is None or position.status is not PositionStatus.CLOSED:
        return
    result = standing.results.get(target, Decimal(0))
    standing.results[target] = result + (won if closed_at >= wanted.day else 0)
    if closed_at >= wanted.since and _was_stopped(position, won):
        key = (target, position.symbol)
        standing.stopped[key] = max(closed_at, standing.stopped.get(key, closed_at))


def _was_stopped(position: Position, won: Usd) -> bool:
    reason = position.exit_reason
    return reason in _STOPS or (reason is ExitReason.TRAILING_STOP and won < 0)
