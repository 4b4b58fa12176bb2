"""The venue's own tables, in a schema of its own; nothing of ours refers to them."""

from decimal import Decimal
from typing import Any, Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

SCHEMA: Final = "paper"
metadata: Final = MetaData(schema=SCHEMA)


class Amount(TypeDecorator[Decimal]):
    """An exact decimal of any size, read back in plain digits: 50000, never 5E+4."""

    impl = Numeric
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Spell out trailing zeros before the point."""
        return None if value is None else Decimal(f"{value:f}")


account: Final = Table(
    "account",
    metadata,
    Column("wallet", Text, primary_key=True),
    Column("starting", Amount, nullable=False),
    Column("cash", Amount, nullable=False),
    Column("margin", Amount, nullable=False),
    Column("realised", Amount, nullable=False),
    Column("fees", Amount, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("cash + margin = starting + realised - fees", name="account_balances"),
    CheckConstraint("margin >= 0 and fees >= 0", name="account_signs"),
)

holding: Final = Table(
    "holding",
    metadata,
    Column("wallet", Text, ForeignKey(account.c.wallet), primary_key=True),
    Column("symbol", Text, primary_key=True),
    Column("net", Amount, nullable=False),
    Column("cost", Amount, nullable=False),
    Column("margin", Amount, nullable=False),
    CheckConstraint("net <> 0 or (cost = 0 and margin = 0)", name="holding_empties"),
)

price: Final = Table(
    "price",
    metadata,
    Column("symbol", Text, primary_key=True),
    Column("price", Amount, nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("price > 0", name="price_positive"),
)

trade_order: Final = Table(
    "trade_order",
    metadata,
    Column("client_order_id", UUID, primary_key=True),
    Column("wallet", Text, ForeignKey(account.c.wallet), nullable=False),
    Column("symbol", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("quantity", Amount, nullable=False),
    Column("leverage", Amount, nullable=False),
    Column("limit_price", Amount),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("accepted_at", DateTime(timezone=True), nullable=False),
    Column("visible_at", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("detail", Text, nullable=False),
    Column("arrivals", Integer, nullable=False, server_default=text("1")),
    CheckConstraint("accepted_at < expires_at", name="trade_order_in_time"),
    CheckConstraint("(status = 'ACCEPTED') = (settled_at is null)", name="trade_order_settled"),
    Index("ix_paper_order_due", "due_at", postgresql_where=text("status = 'ACCEPTED'")),
)

fill: Final = Table(
    "fill",
    metadata,
    Column("client_order_id", UUID, ForeignKey(trade_order.c.client_order_id), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("quantity", Amount, nullable=False),
    Column("price", Amount, nullable=False),
    Column("fee", Amount, nullable=False),
    Column("filled_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("quantity > 0 and price > 0 and fee >= 0", name="fill_positive"),
)
