"""Risk limits, what counts against them, and breakers, in Postgres."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Text, bindparam, delete, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import Network, Usd
from domain.breakers import Breaker
from domain.errors import NotFound
from domain.risk import Standing, Wanted
from domain.risk_limits import EVERY, Limit, LimitName, LimitScope, Target
from infra.repositories import risk_counts
from infra.repositories.bulk import any_of
from infra.repositories.turns import wait_turn
from infra.tables.risk import BreakerRow, RiskLimitRow

_LIMITS = select(
    col(RiskLimitRow.scope),
    col(RiskLimitRow.target),
    col(RiskLimitRow.name),
    col(RiskLimitRow.value),
).order_by(col(RiskLimitRow.scope), col(RiskLimitRow.target), col(RiskLimitRow.name))
_LIMITS_OF = _LIMITS.where(
    or_(
        col(RiskLimitRow.target) == literal(EVERY, literal_execute=True),
        col(RiskLimitRow.target) == any_of("targets", Text()),
    )
)
_BREAKERS = select(BreakerRow).where(col(BreakerRow.network) == bindparam("network", type_=Text()))


class SqlRisk:
    """Limits and what counts against them in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def limits(self, targets: Collection[str] | None = None) -> Sequence[Limit]:
        """List the limits that were set, for these targets or each one of a scope; None is all."""
        asked = (_LIMITS,) if targets is None else (_LIMITS_OF, {"targets": list(targets)})
        return [
            Limit(
                scope=LimitScope(row.scope),
                target=row.target,
                name=LimitName(row.name),
                value=row.value,
            )
            for row in await self._connection.execute(*asked)
        ]

    async def set_limit(self, limit: Limit, by: str, now: datetime) -> None:
        """Put a limit in the place of the one of its name and target."""
        values = {"value": limit.value, "set_at": now, "set_by": by}
        statement = insert(RiskLimitRow).values(
            scope=limit.scope, target=limit.target, name=limit.name, **values
        )
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["scope", "target", "name"], set_=values)
        )

    async def clear_limit(self, scope: LimitScope, target: str, name: LimitName) -> None:
        """Forget a limit, so that the default holds. Raises NotFound."""
        cleared = await self._connection.execute(
            delete(RiskLimitRow)
            .where(
                col(RiskLimitRow.scope) == scope,
                col(RiskLimitRow.target) == target,
                col(RiskLimitRow.name) == name,
            )
            .returning(col(RiskLimitRow.name))
        )
        if cleared.first() is None:
            raise NotFound(f"no limit {name} was set for {scope} {target}")

    async def standing(self, wanted: Wanted) -> Standing:
        """Read what counts: the live positions, and those that closed, in a statement each."""
        standing = Standing()
        given = {
            "on_network": self._network,
            "wallets": list(wanted.wallets),
            "agents": list(wanted.agents),
            "day": wanted.day,
            "since": wanted.since,
            "earliest": min(wanted.day, wanted.since),
        }
        if wanted.live:
            rows = await self._connection.execute(risk_counts.live(wanted.live), given)
            risk_counts.count_live(standing, rows)
        if wanted.ended:
            rows = await self._connection.execute(risk_counts.ended(wanted.ended), given)
            risk_counts.count_ended(standing, rows)
        return standing

    async def results(self, scopes: Collection[LimitScope], day: datetime) -> Mapping[Target, Usd]:
        """Add up for each target what it closed since a moment, and what it holds by the marks."""
        given = {"on_network": self._network, "day": day}
        rows = await self._connection.execute(risk_counts.results(frozenset(scopes)), given)
        return {(LimitScope(row.scope), row.target): row.result for row in rows}

    async def breakers(self) -> Sequence[Breaker]:
        """Read every breaker, and keep others from looking until the transaction ends."""
        await wait_turn(self._connection, f"breakers/{self._network}")
        rows = await self._connection.execute(_BREAKERS, {"network": self._network})
        return [
            Breaker(
                target=(LimitScope(row.scope), row.target),
                day=row.day,
                peak=row.peak,
                looked_at=row.looked_at,
                halt_id=row.halt_id,
            )
            for row in rows
        ]

    async def save_breakers(self, breakers: Collection[Breaker]) -> None:
        """Store what breakers saw."""
        if not breakers:
            return
        statement = insert(BreakerRow)
        new = {name: statement.excluded[name] for name in ("day", "peak", "looked_at", "halt_id")}
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["network", "scope", "target"], set_=new
            ),
            [self._breaker_values(breaker) for breaker in breakers],
        )

    def _breaker_values(self, breaker: Breaker) -> dict[str, object]:
        scope, target = breaker.target
        return {
            "network": self._network,
            "scope": scope,
            "target": target,
            "day": breaker.day,
            "peak": breaker.peak,
            "looked_at": breaker.looked_at,
            "halt_id": breaker.halt_id,
        }
