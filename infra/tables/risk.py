"""Risk limits, and the breakers that watch how far a day's result has fallen."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlmodel import SQLModel

from contracts.market import Network
from domain.risk_limits import LimitName, LimitScope
from infra.tables.columns import check, instant, money, one_of, ref, words


class RiskLimitRow(SQLModel, table=True):
    """One limit somebody set; the target `*` is every one of the scope."""

    __tablename__ = "risk_limit"
    __table_args__ = (
        one_of("scope", LimitScope),
        one_of("name", LimitName),
        check("value_sane", "value >= 0"),
        check("platform_is_one", "scope <> 'PLATFORM' or target = '*'"),
    )

    scope: str = words(primary_key=True)
    target: str = words(primary_key=True)
    name: str = words(primary_key=True)
    value: Decimal = money()
    set_at: datetime = instant()
    set_by: str = words()


class BreakerRow(SQLModel, table=True):
    """How high the result of a day has been, and the halt it raised by falling too far since."""

    __tablename__ = "breaker"
    __table_args__ = (one_of("scope", LimitScope), one_of("network", Network))

    network: str = words(primary_key=True)
    scope: str = words(primary_key=True)
    target: str = words(primary_key=True)
    day: datetime = instant()
    peak: Decimal = money()
    looked_at: datetime = instant()
    halt_id: UUID | None = ref(None, null=True)
