"""Markets, tokens, marks and balances: what venues told us last."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Column, Integer
from sqlmodel import Field, SQLModel

from contracts.market import Network, VenueName
from infra.tables.columns import check, instant, lower_case, money, one_of, words


class MarketRow(SQLModel, table=True):
    """One token on one venue, with the rules for trading it."""

    __tablename__ = "market"
    __table_args__ = (
        one_of("venue", VenueName),
        one_of("network", Network),
        check("rules_positive", "min_notional >= 0 and lot > 0 and tick > 0 and max_leverage >= 1"),
    )

    network: str = words(primary_key=True)
    venue: str = words(primary_key=True)
    symbol: str = words(primary_key=True)
    name: str = words()
    index: int | None = None
    active: bool = True
    kind: str = words(default="crypto")
    min_notional: Decimal = money()
    lot: Decimal = money()
    tick: Decimal = money()
    max_leverage: Decimal = money()
    max_slippage: Decimal = money(default="0.01")
    last_synced: datetime = instant()


class TokenRow(SQLModel, table=True):
    """Where a token lives on a chain."""

    __tablename__ = "token"
    __table_args__ = (
        lower_case("address"),
        check("decimals_sane", "decimals between 0 and 36"),
    )

    chain_id: int = Field(primary_key=True)
    symbol: str = words(primary_key=True)
    address: str = words()
    decimals: int
    preferred_router: str | None = words(null=True)


class MarkRow(SQLModel, table=True):
    """The latest price a venue quoted for a token."""

    __tablename__ = "mark"
    __table_args__ = (check("price_positive", "price > 0"),)

    network: str = words(primary_key=True)
    venue: str = words(primary_key=True)
    symbol: str = words(primary_key=True)
    price: Decimal = money()
    seen_at: datetime = instant()
    doubted_price: Decimal | None = money(null=True)
    """The last of some prices too far from the one that is believed; null when there are none."""
    doubted_since: datetime | None = instant(null=True)
    """When the first of all these prices was seen."""
    agreed_since: datetime | None = instant(null=True)
    """When the first of those that agree with the last was seen."""
    doubted_at: datetime | None = instant(null=True)
    """When the last was seen."""
    doubted_looks: int = Field(0, sa_column=Column(Integer, nullable=False, server_default="0"))
    """How many of them, up to the last, agree."""


class PriceBarRow(SQLModel, table=True):
    """The first mark seen in a minute: a price that could be had then, kept for good."""

    __tablename__ = "price_bar"
    __table_args__ = (check("price_positive", "price > 0"),)

    network: str = words(primary_key=True)
    symbol: str = words(primary_key=True)
    minute: datetime = instant(primary_key=True)
    venue: str = words(primary_key=True)
    price: Decimal = money()
    seen_at: datetime = instant()


class BalanceRow(SQLModel, table=True):
    """What a wallet could commit on a venue when we last asked, in USD."""

    __tablename__ = "balance"
    __table_args__ = (lower_case("wallet"),)

    network: str = words(primary_key=True)
    venue: str = words(primary_key=True)
    wallet: str = words(primary_key=True)
    available: Decimal = money()
    seen_at: datetime = instant()
