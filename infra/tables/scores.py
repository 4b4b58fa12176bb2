"""What an outside analyst tells of tokens, and by which id it knows them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from infra.tables.columns import instant, json, money, words


class CoinRow(SQLModel, table=True):
    """Which of a provider's coins a token is: chosen once, then only changed by a person."""

    __tablename__ = "coin"

    provider: str = words(primary_key=True)
    token: str = words(primary_key=True)
    coin_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    name: str = words()
    market_cap: Decimal | None = money(null=True)
    """What it was worth when it was chosen, in USD."""
    chosen_at: datetime = instant()


class TokenSnapshotRow(SQLModel, table=True):
    """What a provider told of a token, true at a moment; figures it did not tell are null."""

    __tablename__ = "token_snapshot"

    provider: str = words(primary_key=True)
    token: str = words(primary_key=True)
    seen_at: datetime = instant(primary_key=True)
    figures: dict[str, Any] = json()
