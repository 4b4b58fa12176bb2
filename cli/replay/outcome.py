"""What a replay came to: trades, money, and every no with its reason."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate

from cli.replay.play import Played
from contracts.intents import ExitReason
from contracts.market import PositionId, Side, Symbol, Usd
from domain.performance import Figures, Stint, by_day, figures_of
from domain.positions import Position, PositionStatus
from domain.signals import Ignored
from infra.memory.store import MemoryStore

NOBODY = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A position that closed, with the names of those behind it; money in USD."""

    position_id: PositionId
    agent: str
    source: str
    symbol: Symbol
    side: Side
    entry_price: Decimal
    exit_price: Decimal
    reason: ExitReason
    fees: Usd
    net_pnl: Usd
    opened_at: datetime
    closed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one agent, or one source, has to do with the whole."""

    name: str
    signals: int
    trades: int
    wins: int
    net_pnl: Usd
    fees: Usd


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that a report tells; trades are in the order they closed."""

    posts: int
    signals: int
    intents: int
    fills: int
    held: int
    trades: Sequence[Trade]
    figures: Figures
    agents: Sequence[Share]
    sources: Sequence[Share]
    ignored: Mapping[str, int]
    refused: Mapping[str, int]
    rejected: Mapping[str, int]
    exits: Mapping[str, int]
    parked: Mapping[str, int]

    @property
    def net_pnl(self) -> Usd:
        """Add up what closed positions came to."""
        return sum((trade.net_pnl for trade in self.trades), Decimal(0))

    @property
    def fees(self) -> Usd:
        """Add up what venues took for closed positions."""
        return sum((trade.fees for trade in self.trades), Decimal(0))

    @property
    def win_rate(self) -> Decimal | None:
        """Tell the share of trades that earned; None without any."""
        if not self.trades:
            return None
        return Decimal(sum(trade.net_pnl > 0 for trade in self.trades)) / len(self.trades)

    @property
    def equity(self) -> list[Usd]:
        """Tell what had been earned after each trade."""
        return list(accumulate(trade.net_pnl for trade in self.trades))

    @property
    def drawdown(self) -> list[Usd]:
        """Tell how far below its height so far the sum was after each trade: 0 or less."""
        heights = accumulate(self.equity, max, initial=Decimal(0))
        return [now - max(height, now) for now, height in zip(self.equity, heights, strict=False)]


def outcome_of(played: Played) -> Outcome:
    """Sum a replay up."""
    store = played.store
    trades = _trades(store)
    ignored = (o.reason for _, o in store.signals.outcomes() if isinstance(o, Ignored))
    orders = store.orders.all()
    return Outcome(
        posts=len(store.posts.all()),
        signals=len(store.signals.all()),
        intents=len(store.intents.entries()),
        fills=len(store.orders.fills()),
        held=sum(p.opened_at is not None and not p.status.ended for p in store.positions.all()),
        trades=trades,
        figures=_figures(store.positions.all(), played.ended),
        agents=_shares(trades, _by_agent(store), "agent"),
        sources=_shares(trades, _by_source(store), "source"),
        ignored=_counted(ignored),
        refused=_counted(r.reason for r in store.intents.refusals()),
        rejected=_counted(o.reject_reason for o in orders if o.reject_reason is not None),
        exits=_counted(trade.reason for trade in trades),
        parked=_counted(p.stage for p in store.inbox.parked()),
    )


def daily(trades: Iterable[Trade], days: Sequence[date]) -> list[Usd]:
    """Add up what was realised on each UTC day."""
    sums = dict.fromkeys(days, Decimal(0))
    for trade in trades:
        sums[trade.closed_at.astimezone(UTC).date()] += trade.net_pnl
    return list(sums.values())


def days_between(began: datetime, ended: datetime) -> list[date]:
    """List the UTC days from one moment to another, both included."""
    first = began.astimezone(UTC).date()
    count = (ended.astimezone(UTC).date() - first).days + 1
    return [first + timedelta(days=n) for n in range(count)]


def _trades(store: MemoryStore) -> list[Trade]:
    closed = [p for p in store.positions.all() if p.status is PositionStatus.CLOSED]
    trades = [trade for position in closed if (trade := _trade(store, position))]
    return sorted(trades, key=lambda trade: (trade.closed_at, trade.position_id))


def _trade(store: MemoryStore, p: Position) -> Trade | None:
    """Tell a closed position; None when its result is not known."""
    if p.entry_price is None or p.exit_price is None or p.exit_reason is None:
        return None
    if p.fees is None or p.net_pnl is None or p.opened_at is None or p.closed_at is None:
        return None
    agents = {agent.id: agent.name for agent in store.agents.all()}
    signal = store.signals.get(p.signal_id)
    source = store.sources.of(signal.source_id) if signal else None
    return Trade(
        position_id=p.id,
        agent=agents.get(p.agent_id, NOBODY),
        source=source.handle if source else NOBODY,
        symbol=p.symbol,
        side=p.side,
        entry_price=p.entry_price,
        exit_price=p.exit_price,
        reason=p.exit_reason,
        fees=p.fees,
        net_pnl=p.net_pnl,
        opened_at=p.opened_at,
        closed_at=p.closed_at,
    )


def _figures(positions: Sequence[Position], now: datetime) -> Figures:
    stints = [
        Stint(
            collateral=p.collateral,
            opened_at=p.opened_at,
            closed_at=p.closed_at,
            net_pnl=p.net_pnl,
            cost=(p.entry_price or Decimal(0)) * p.opened_quantity,
        )
        for p in positions
        if p.opened_at is not None
    ]
    return figures_of(stints, by_day(stints, now.astimezone(UTC).date(), now), now)


def _by_agent(store: MemoryStore) -> Counter[str]:
    names = {agent.id: agent.name for agent in store.agents.all()}
    return Counter(names.get(signal.agent_id, NOBODY) for signal in store.signals.all())


def _by_source(store: MemoryStore) -> Counter[str]:
    found = (store.sources.of(signal.source_id) for signal in store.signals.all())
    return Counter(source.handle if source else NOBODY for source in found)


def _shares(trades: Sequence[Trade], signals: Counter[str], by: str) -> list[Share]:
    mine: dict[str, list[Trade]] = {name: [] for name in signals}
    for trade in trades:
        mine.setdefault(getattr(trade, by), []).append(trade)
    shares = [
        Share(
            name=name,
            signals=signals[name],
            trades=len(each),
            wins=sum(trade.net_pnl > 0 for trade in each),
            net_pnl=sum((trade.net_pnl for trade in each), Decimal(0)),
            fees=sum((trade.fees for trade in each), Decimal(0)),
        )
        for name, each in mine.items()
    ]
    return sorted(shares, key=lambda share: (-share.net_pnl, share.name))


def _counted(words: Iterable[str]) -> dict[str, int]:
    """Count words, the most frequent first."""
    return dict(sorted(Counter(map(str, words)).items(), key=lambda pair: (-pair[1], pair[0])))
