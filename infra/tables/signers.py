"""The numbers that signing keys have spent."""

from sqlalchemy import BigInteger, Column, Integer
from sqlmodel import Field, SQLModel

from infra.tables.columns import lower_case, words


class SignerRow(SQLModel, table=True):
    """The highest nonce ever given out for a key, which only grows, and how many ended in it."""

    __tablename__ = "signer"
    __table_args__ = (lower_case("address"),)

    address: str = words(primary_key=True)
    nonce: int = Field(sa_column=Column(BigInteger, nullable=False))
    taken: int = Field(sa_column=Column(Integer, nullable=False))
