"""Risk limits: which there are, for whom they are set, and what a limit nobody can mean is.

A limit is set for one wallet, one agent or the platform, or for every wallet or every agent.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

EVERY = "*"
"""The target of a limit that holds for each one of its scope."""
_MOST_USD = Decimal(10) ** 12
_MOST_SECONDS = Decimal(timedelta(days=30) // timedelta(seconds=1))
_CENT = Decimal("0.01")


class LimitScope(StrEnum):
    """Whose risk is counted together."""

    PLATFORM = "PLATFORM"
    AGENT = "AGENT"
    WALLET = "WALLET"


class LimitName(StrEnum):
    """What is limited; a name that is not here is an error, never ignored."""

    ORDER_NOTIONAL = "order_notional"
    """USD that one entry may be worth."""
    TOKEN_EXPOSURE = "token_exposure"  # noqa: S105 - a token that is traded
    """USD that live positions of one token may have been worth when they were entered."""
    OPEN_POSITIONS = "open_positions"
    """Live positions, of any token."""
    DAILY_LOSS = "daily_loss"
    """USD lost on positions closed this UTC day, after which nothing is entered."""
    STOP_COOLDOWN = "stop_cooldown"
    """Seconds after a losing stop in which the same token is not entered again."""
    DRAWDOWN = "drawdown"
    """USD the result of the UTC day, open positions and all, may fall from its highest."""


_MOST = {
    LimitName.OPEN_POSITIONS: Decimal(1_000_000),
    LimitName.STOP_COOLDOWN: _MOST_SECONDS,
}
_GRAIN = dict.fromkeys(_MOST, Decimal(1))
Target = tuple[LimitScope, str]
"""One wallet, one agent, or the platform as `EVERY`."""
PLATFORM: Target = (LimitScope.PLATFORM, EVERY)
Defaults = Mapping[LimitScope, Mapping[LimitName, Decimal]]


class BadLimit(ValueError):
    """A limit nobody can mean; `field` names what is wrong with it."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit somebody set, for one target of a scope or for every one. Raises BadLimit."""

    scope: LimitScope
    target: str = EVERY
    name: LimitName
    value: Decimal

    def __post_init__(self) -> None:
        if self.scope is LimitScope.PLATFORM and self.target != EVERY:
            raise BadLimit("target", "the platform is one, it takes no target")
        if not self.value.is_finite() or self.value < 0:
            raise BadLimit("value", f"{self.value} is not a limit: it is 0 or more")
        most, grain = _MOST.get(self.name, _MOST_USD), _GRAIN.get(self.name, _CENT)
        if self.value > most:
            raise BadLimit("value", f"{self.value} is more than {self.name} can be, {most}")
        if self.value % grain:
            raise BadLimit("value", f"{self.value} is finer than {self.name} is told, by {grain}")


def default_limits() -> Defaults:
    """Return what holds where nothing was set: wide enough to catch only what cannot be meant."""
    return {
        LimitScope.PLATFORM: {
            LimitName.ORDER_NOTIONAL: Decimal(1_000_000),
            LimitName.DAILY_LOSS: Decimal(250_000),
            LimitName.DRAWDOWN: Decimal(500_000),
        },
        LimitScope.WALLET: {LimitName.ORDER_NOTIONAL: Decimal(250_000)},
    }


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force, by name, and by what they hold for."""

    values: Mapping[LimitName, Mapping[Target, Decimal]] = field(default_factory=dict)

    @classmethod
    def of(cls, defaults: Defaults, stored: Iterable[Limit] = ()) -> "Limits":
        """Put what was set in the place of the defaults; a limit of one target comes on top."""
        values: dict[LimitName, dict[Target, Decimal]] = {}
        for scope, named in defaults.items():
            for name, value in named.items():
                values.setdefault(name, {})[scope, EVERY] = value
        for limit in stored:
            values.setdefault(limit.name, {})[limit.scope, limit.target] = limit.value
        return cls(values)

    def on(self, name: LimitName, target: Target) -> Decimal | None:
        """Find the strictest limit of a name that holds for a target."""
        given = self.values.get(name, {})
        found = [given[key] for key in {target, (target[0], EVERY)} if key in given]
        return min(found, default=None)

    def scopes(self, names: Collection[LimitName]) -> frozenset[LimitScope]:
        """Name the scopes in which any limit of these names holds."""
        return frozenset(scope for name in names for scope, _ in self.values.get(name, {}))
