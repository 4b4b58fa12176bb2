"""How our columns are spelled: money, instants, enumerations, addresses, JSON."""

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Numeric,
    SmallInteger,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.sql import text
from sqlmodel import Field, SQLModel

metadata = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

NOW = text("clock_timestamp()")


def key(*, default: str | None = None) -> Any:
    """Spell a UUID primary key."""
    server_default = text(default) if default else None
    return Field(sa_column=Column(UUID, primary_key=True, server_default=server_default))


def name_of_row() -> Any:
    """Spell a UUID by which a row is named from outside, beside the key it has."""
    server_default = text("gen_random_uuid()")
    return Field(sa_column=Column(UUID, nullable=False, unique=True, server_default=server_default))


def ref(target: str | None, *, null: bool = False, primary_key: bool = False) -> Any:
    """Spell a UUID that names a row elsewhere; deleting what is named is refused."""
    keys = [ForeignKey(target)] if target else []
    column: Column[Any] = Column(UUID, *keys, nullable=null, primary_key=primary_key)
    return Field(sa_column=column)


def money(*, null: bool = False, default: str | None = None) -> Any:
    """Spell an exact decimal: USD, price, quantity or fraction."""
    server_default = text(default) if default else None
    column = Column(Numeric(38, 18), nullable=null, server_default=server_default)
    return Field(sa_column=column)


def instant(*, null: bool = False, now: bool = False, primary_key: bool = False) -> Any:
    """Spell a moment in UTC."""
    server_default = NOW if now else None
    column: Column[Any] = Column(
        DateTime(timezone=True),
        nullable=null,
        primary_key=primary_key,
        server_default=server_default,
    )
    return Field(sa_column=column)


def words(*, null: bool = False, primary_key: bool = False, default: str | None = None) -> Any:
    """Spell text."""
    server_default = text(f"'{default}'") if default is not None else None
    column: Column[Any] = Column(
        Text, nullable=null, primary_key=primary_key, server_default=server_default
    )
    return Field(sa_column=column)


def yes_or_no(*, default: bool) -> Any:
    """Spell a flag that rows from before it was there have too."""
    server_default = text(str(default).lower())
    return Field(default, sa_column=Column(Boolean, nullable=False, server_default=server_default))


def word_list() -> Any:
    """Spell a list of text, empty by default."""
    return Field(sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'")))


def small_numbers(*, default: tuple[int, ...]) -> Any:
    """Spell a list of small whole numbers."""
    server_default = text(f"'{{{','.join(map(str, default))}}}'")
    column: Column[Any] = Column(ARRAY(SmallInteger), nullable=False, server_default=server_default)
    return Field(sa_column=column)


def json(*, null: bool = False) -> Any:
    """Spell a JSON document; an absent one is SQL NULL."""
    return Field(sa_column=Column(JSONB(none_as_null=True), nullable=null))


def one_of(column: str, values: type[StrEnum] | tuple[str, ...]) -> CheckConstraint:
    """Forbid any word but these."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=f"{column}_known")


def lower_case(column: str) -> CheckConstraint:
    """Forbid an address that is not 0x and forty lower-case hex digits."""
    return CheckConstraint(f"{column} ~ '^0x[0-9a-f]{{40}}$'", name=f"{column}_lower")


def check(name: str, rule: str) -> CheckConstraint:
    """Forbid what must never be."""
    return CheckConstraint(rule, name=name)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Index only the rows a query looks for."""
    return Index(name, *columns, unique=unique, postgresql_where=text(where))
