"""Stops that rest at venues, and how well each position has been guarded by them."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.stops import StopState
from infra.tables.columns import check, instant, money, one_of, partial_index, ref, words


class GuardRow(SQLModel, table=True):
    """What the keeper of stops knows of one position, and who looks after it now."""

    __tablename__ = "guard"
    __table_args__ = (
        check("failures_counted", "failures >= 0 and last_stop >= 0"),
        check("naked_not_negative", "naked_seconds >= 0"),
        partial_index("ix_guard_due", "retry_at", where="over_at is null"),
    )

    position_id: UUID = ref("position.id", primary_key=True)
    last_stop: int = 0
    """The number of the newest stop; 0 before the first."""
    price: Decimal | None = money(null=True)
    """For which stop price, and for how much, something rests; null while nothing does."""
    quantity: Decimal | None = money(null=True)
    naked_since: datetime | None = instant(null=True)
    naked_seconds: Decimal = money(default="0")
    failures: int = 0
    looked_at: datetime | None = instant(null=True)
    """When the venue last showed what rests."""
    next_look_at: datetime = instant()
    retry_at: datetime = instant()
    lease_until: datetime = instant(now=True)
    over_at: datetime | None = instant(null=True)
    """When the position was over and nothing of ours rested any more."""


class RestingStopRow(SQLModel, table=True):
    """One stop of ours, stored before it is asked for, so that a crash leads to looking."""

    __tablename__ = "resting_stop"
    __table_args__ = (
        UniqueConstraint("client_order_id"),
        one_of("state", StopState),
        check("amounts_positive", "trigger_price > 0 and quantity > 0"),
        check("ended_at_agrees", "(state in ('PLACING', 'RESTING')) = (ended_at is null)"),
    )

    position_id: UUID = ref("position.id", primary_key=True)
    n: int = Field(primary_key=True)
    client_order_id: UUID = ref(None)
    state: str = words()
    trigger_price: Decimal = money()
    quantity: Decimal = money()
    placed_at: datetime = instant()
    confirmed_at: datetime | None = instant(null=True)
    ended_at: datetime | None = instant(null=True)
    detail: str = words(default="")
