"""Rows for tests of the gateway: what is there is given to somebody who signs in."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.factories import a_wallet
from tests.gateway import Person


async def alter(engine: AsyncEngine, statement: str, **values: Any) -> None:
    """Change rows by one statement."""
    async with engine.begin() as connection:
        await connection.execute(text(statement), values)


async def give(engine: AsyncEngine, person: Person, n: int = 1) -> None:
    """Give somebody the deployments of the n-th wallet."""
    statement = "update deployment set user_wallet = :new where user_wallet = :old"
    await alter(engine, statement, new=person.wallet, old=a_wallet(n))


async def give_agents(engine: AsyncEngine, person: Person) -> None:
    """Make somebody the creator of every agent."""
    await alter(engine, "update agent set creator_wallet = :new", new=person.wallet)
