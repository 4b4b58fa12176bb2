"""What a venue allows an egress address to ask of it."""

from datetime import datetime

from sqlalchemy import Column, Double, Integer
from sqlmodel import Field, SQLModel

from contracts.market import VenueName
from infra.tables.columns import check, instant, one_of, words


class RateBucketRow(SQLModel, table=True):
    """What is left of a venue's weights for one egress address, shared by all processes.

    `level` is what was left at the moment `at`, and `granted` what was last taken from it.
    Nothing is granted before `closed_until`.
    """

    __tablename__ = "rate_bucket"
    __table_args__ = (
        one_of("venue", VenueName),
        check("level_within", "level >= 0 and level <= capacity"),
    )

    venue: str = words(primary_key=True)
    egress: str = words(primary_key=True)
    capacity: float = Field(sa_column=Column(Double, nullable=False))
    per_second: float = Field(sa_column=Column(Double, nullable=False))
    level: float = Field(sa_column=Column(Double, nullable=False))
    granted: int = Field(sa_column=Column(Integer, nullable=False))
    at: datetime = instant()
    closed_until: datetime = instant()
