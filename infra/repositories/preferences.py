"""Preferences in Postgres."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Text, any_, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import Wallet
from domain.preferences import Preferences
from infra.repositories.bulk import array_of
from infra.tables.agents import PreferenceRow

_DIALS: tuple[Any, ...] = tuple(getattr(PreferenceRow, field.name) for field in fields(Preferences))


class SqlPreferences:
    """Preferences in Postgres, within one transaction; a user's are those of all networks."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, users: Collection[Wallet]) -> Mapping[Wallet, Preferences]:
        """Find the preferences of those users who have any; the others are absent."""
        rows = await self._connection.execute(
            select(col(PreferenceRow.user_wallet), *(col(dial) for dial in _DIALS)).where(
                col(PreferenceRow.user_wallet) == any_(array_of(sorted(set(users)), Text()))
            )
        )
        names = [field.name for field in fields(Preferences)]
        return {user: Preferences(**dict(zip(names, dials, strict=True))) for user, *dials in rows}

    async def save(self, user: Wallet, preferences: Preferences) -> None:
        """Store all five of a user's preferences in place of those before."""
        dials = asdict(preferences)
        statement = insert(PreferenceRow).values(user_wallet=user.lower(), **dials)
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["user_wallet"],
                set_=dials | {"updated_at": func.clock_timestamp()},
                where=or_(*(col(dial) != dials[dial.key] for dial in _DIALS)),
            )
        )
