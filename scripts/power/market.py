"""An invented market, and sources that talk about it with more or less luck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import ceil
from random import Random
from uuid import UUID

from contracts.market import PostId, Price, Side, SourceId, Symbol
from domain.sources import Call, Costs, Horizon, Outcome, first_calls, outcome_of

START = datetime(2026, 1, 1, tzinfo=UTC)
STEP = timedelta(hours=1)
STEPS_A_DAY = 24
MARKET_VOLATILITY = 0.02
TOKEN_VOLATILITY = 0.035
"""A day's standard deviation: what all tokens share, and what each has of its own."""
AFTER = 8
"""Days of prices after the last call, for its outcome to be known."""
LEAST_PRICE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Hourly prices of some tokens, drawn at random; `trend` is what all of them gain a day."""

    luck: Random
    days: int
    tokens: int = 12
    trend: float = 0.0
    prices: Mapping[Symbol, Sequence[Decimal]] = field(default_factory=dict)

    @classmethod
    def drawn(cls, seed: int, days: int, *, trend: float = 0.0) -> "Market":
        """Draw a market; the same seed draws the same."""
        luck = Random(seed)  # noqa: S311 - a simulation, not a secret
        market = cls(luck=luck, days=days, trend=trend)
        steps = (days + AFTER) * STEPS_A_DAY
        shared = [market.step(MARKET_VOLATILITY, trend) for _ in range(steps)]
        names = [f"T{n:02}" for n in range(market.tokens)]
        prices = {name: market.path(shared) for name in names}
        return cls(luck=luck, days=days, trend=trend, prices=prices)

    def step(self, volatility: float, trend: float = 0.0) -> float:
        """Draw one hour's move."""
        return self.luck.gauss(trend / STEPS_A_DAY, volatility / STEPS_A_DAY**0.5)

    def path(self, shared: Sequence[float]) -> list[Decimal]:
        """Draw a token's prices: what all share, and what is its own."""
        price, path = 100.0, []
        for move in shared:
            path.append(Decimal(f"{price:.8f}"))
            price = max(price * (1 + move + self.step(TOKEN_VOLATILITY)), LEAST_PRICE)
        return path

    def first(self, token: Symbol, at: datetime, within: timedelta) -> Price | None:
        """Return the price on the hour or at the next one; prices never fail here."""
        del within
        place = ceil((at - START) / STEP)
        path = self.prices[token]
        return path[place] if place < len(path) else None

    def moved(self, token: Symbol, at: datetime) -> Decimal:
        """Tell how a token will move in the day after a moment."""
        before, after = (self.first(token, t, STEP) for t in (at, at + Horizon.DAY.value))
        return after / before - 1 if before and after else Decimal(0)

    def daily_drift(self) -> float:
        """Tell how much tokens rose a day on average."""
        moves = [
            float(path[n + STEPS_A_DAY] / path[n] - 1)
            for path in self.prices.values()
            for n in range(0, self.days * STEPS_A_DAY, STEPS_A_DAY)
        ]
        return sum(moves) / len(moves)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A source that speaks so often a day, leans to one side, and is right so much too often.

    `insight` is the share of its calls that it makes knowing how the day will go.
    """

    name: int
    calls_a_day: float = 0.6
    leaning: float = 0.7
    insight: float = 0.0

    @property
    def source_id(self) -> SourceId:
        """Identify it."""
        return SourceId(UUID(int=self.name))

    def calls(self, market: Market) -> list[Call]:
        """Speak about a market."""
        count = max(1, round(self.calls_a_day * market.days))
        return [self._call(market, n) for n in range(count)]

    def _call(self, market: Market, n: int) -> Call:
        luck = market.luck
        token = luck.choice(sorted(market.prices))
        known_at = START + timedelta(seconds=luck.randrange(market.days * 86_400))
        side = Side.LONG if luck.random() < self.leaning else Side.SHORT
        if luck.random() < self.insight:
            side = Side.LONG if market.moved(token, known_at) > 0 else Side.SHORT
        return Call(
            source_id=self.source_id,
            post_id=PostId(UUID(int=self.name * 1_000_000 + n)),
            token=token,
            side=side,
            known_at=known_at,
        )


def judged(
    market: Market, callers: Sequence[Caller], costs: Costs | None = None
) -> dict[SourceId, list[Outcome]]:
    """Let everybody speak, and look at what came of it."""
    calls = [call for caller in callers for call in caller.calls(market)]
    return outcomes_of(calls, market, costs or Costs())


def outcomes_of(
    calls: Sequence[Call], market: Market, costs: Costs
) -> dict[SourceId, list[Outcome]]:
    """Look at what came of calls, each source with its own."""
    found: dict[SourceId, list[Outcome]] = {call.source_id: [] for call in calls}
    for call in first_calls(calls):
        outcome = outcome_of(call, market, costs)
        if outcome is not None:
            found[call.source_id].append(outcome)
    return found
