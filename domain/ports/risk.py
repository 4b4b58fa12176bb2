"""Risk limits, what counts against them, and breakers, as the stages see them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from contracts.market import Usd
from domain.breakers import Breaker
from domain.risk import Standing, Wanted
from domain.risk_limits import Limit, LimitName, LimitScope, Target


class Risk(Protocol):
    """Limits and what counts against them in the store, within one transaction.

    Limits bind every network alike; what counts against them is of one network.
    """

    async def limits(self, targets: Collection[str] | None = None) -> Sequence[Limit]:
        """List the limits that were set, for these targets or each one of a scope; None is all."""
        ...

    async def set_limit(self, limit: Limit, by: str, now: datetime) -> None:
        """Put a limit in the place of the one of its name and target."""
        ...

    async def clear_limit(self, scope: LimitScope, target: str, name: LimitName) -> None:
        """Forget a limit, so that the default holds. Raises NotFound."""
        ...

    async def standing(self, wanted: Wanted) -> Standing:
        """Read what counts: the live positions, and those that closed, in a statement each."""
        ...

    async def results(self, scopes: Collection[LimitScope], day: datetime) -> Mapping[Target, Usd]:
        """Add up for each target what it closed since a moment, and what it holds by the marks.

        A held position whose market never was marked counts as nothing; a target without any
        position is absent.
        """
        ...

    async def breakers(self) -> Sequence[Breaker]:
        """Read every breaker, and keep others from looking until the transaction ends."""
        ...

    async def save_breakers(self, breakers: Collection[Breaker]) -> None:
        """Store what breakers saw."""
        ...
