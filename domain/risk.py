"""Risk: what is at stake for whom, and which limit an entry would break.

Nothing is shrunk to fit: a size is a promise, so an entry that breaks a limit is refused.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from contracts.intents import RefusalReason
from contracts.market import AgentId, Symbol, Usd, Wallet
from domain.risk_limits import PLATFORM, LimitName, Limits, LimitScope, Target

_LIVE = frozenset({LimitName.TOKEN_EXPOSURE, LimitName.OPEN_POSITIONS})
_ENDED = frozenset({LimitName.DAILY_LOSS, LimitName.STOP_COOLDOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What has to be read to judge a group of entries: nothing that no limit asks about."""

    agents: frozenset[AgentId]
    wallets: frozenset[Wallet]
    live: frozenset[LimitScope]
    """Scopes whose live positions count."""
    ended: frozenset[LimitScope]
    """Scopes whose closed positions count."""
    day: datetime
    """When the UTC day began, for what was lost in it."""
    since: datetime
    """How far back a stop still matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is at risk and what was lost; what is absent is nothing."""

    exposure: dict[tuple[Target, Symbol], Usd] = field(default_factory=dict)
    positions: dict[Target, int] = field(default_factory=dict)
    results: dict[Target, Usd] = field(default_factory=dict)
    """The net result of the day's closed positions."""
    stopped: dict[tuple[Target, Symbol], datetime] = field(default_factory=dict)
    """When a token was last left by a losing stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as limits see it."""

    wallet: Wallet
    agent_id: AgentId
    symbol: Symbol
    notional: Usd

    @property
    def targets(self) -> tuple[Target, ...]:
        """Name whose risk it is, the nearest first."""
        return (
            (LimitScope.WALLET, self.wallet),
            (LimitScope.AGENT, str(self.agent_id)),
            PLATFORM,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A limit that an entry would break, with the numbers."""

    reason: RefusalReason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Limits and what counts against them; entries taken count for those that come after."""

    limits: Limits = field(default_factory=Limits)
    standing: Standing = field(default_factory=Standing)

    def copied(self) -> "Book":
        """Return a book of its own to take entries into."""
        mine = self.standing
        standing = Standing(
            exposure=dict(mine.exposure),
            positions=dict(mine.positions),
            results=mine.results,
            stopped=mine.stopped,
        )
        return Book(limits=self.limits, standing=standing)

    def take(self, entry: Entry) -> None:
        """Count an entry that was approved."""
        exposure, positions = self.standing.exposure, self.standing.positions
        for target in entry.targets:
            key = (target, entry.symbol)
            exposure[key] = exposure.get(key, Decimal(0)) + entry.notional
            positions[target] = positions.get(target, 0) + 1

    def breach(self, entry: Entry, now: datetime) -> Breach | None:
        """Find the first limit, of any scope, that an entry would break."""
        return next(self._breaches(entry, now), None)

    def _breaches(self, entry: Entry, now: datetime) -> Iterator[Breach]:
        for name, reason, broken in _CHECKS:
            if name not in self.limits.values:
                continue
            for target in entry.targets:
                limit = self.limits.on(name, target)
                asked = _Asked(target=target, entry=entry, standing=self.standing, now=now)
                detail = None if limit is None else broken(asked, limit)
                if detail is not None:
                    yield Breach(reason=reason, detail=f"{detail} for {_called(target)}")


NO_LIMITS = Book()


def day_of(now: datetime) -> datetime:
    """Tell when the UTC day of a moment began."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def to_read(
    limits: Limits, agents: Iterable[AgentId], wallets: Iterable[Wallet], now: datetime
) -> Wanted:
    """Tell what has to be read before entries of these agents and wallets are judged."""
    longest = max(limits.values.get(LimitName.STOP_COOLDOWN, {}).values(), default=Decimal(0))
    return Wanted(
        agents=frozenset(agents),
        wallets=frozenset(wallets),
        live=limits.scopes(_LIVE),
        ended=limits.scopes(_ENDED),
        day=day_of(now),
        since=now - timedelta(seconds=int(longest)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """An entry, and one of those whose risk it is."""

    target: Target
    entry: Entry
    standing: Standing
    now: datetime


def _too_large(asked: _Asked, limit: Decimal) -> str | None:
    notional = asked.entry.notional
    return None if notional <= limit else f"order {notional:,.2f} > {limit:,.2f} USD"


def _too_exposed(asked: _Asked, limit: Decimal) -> str | None:
    entry = asked.entry
    held = asked.standing.exposure.get((asked.target, entry.symbol), Decimal(0))
    if held + entry.notional <= limit:
        return None
    return f"exposure {held:,.2f} + {entry.notional:,.2f} > {limit:,.2f} USD of {entry.symbol}"


def _too_many(asked: _Asked, limit: Decimal) -> str | None:
    held = asked.standing.positions.get(asked.target, 0)
    return None if held + 1 <= limit else f"{held} + 1 > {int(limit)} live positions"


def _lost(asked: _Asked, limit: Decimal) -> str | None:
    lost = -asked.standing.results.get(asked.target, Decimal(0))
    if lost <= 0 or lost < limit:
        return None
    return f"lost {lost:,.2f} of {limit:,.2f} USD today (UTC)"


def _cooling(asked: _Asked, limit: Decimal) -> str | None:
    symbol = asked.entry.symbol
    stopped = asked.standing.stopped.get((asked.target, symbol))
    if stopped is None or asked.now >= stopped + timedelta(seconds=int(limit)):
        return None
    return f"{symbol} was stopped out at {stopped.isoformat()}, {int(limit)} s rest"


def _called(target: Target) -> str:
    scope, name = target
    return "the platform" if scope is LimitScope.PLATFORM else f"{scope.lower()} {name}"


_CHECKS: tuple[tuple[LimitName, RefusalReason, Callable[[_Asked, Decimal], str | None]], ...] = (
    (LimitName.ORDER_NOTIONAL, RefusalReason.ORDER_TOO_LARGE, _too_large),
    (LimitName.TOKEN_EXPOSURE, RefusalReason.TOKEN_EXPOSURE, _too_exposed),
    (LimitName.OPEN_POSITIONS, RefusalReason.TOO_MANY_POSITIONS, _too_many),
    (LimitName.DAILY_LOSS, RefusalReason.DAILY_LOSS, _lost),
    (LimitName.STOP_COOLDOWN, RefusalReason.STOP_COOLDOWN, _cooling),
)
"""What an entry that breaks a limit is refused for; a drawdown raises a halt instead."""
