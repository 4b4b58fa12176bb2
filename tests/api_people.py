"""Callers of each role with an API key, and the ids of every row there is, for whole-API tests."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.guards import PREFIX
from contracts.market import Network
from domain.access import EVERYTHING, ApiKey, Role, Scope
from infra.clock import SystemClock
from infra.gateway import gateway_units
from infra.ids import new_id
from infra.secrets import hashed, new_token

KEPT = """
    create or replace function stay() returns trigger language plpgsql as 'begin return old; end';
    create or replace trigger stay before update on api_key for each row
    when (old.name = 'stays') execute function stay();
"""
COLUMNS = text("""
    select table_name, column_name, data_type from information_schema.columns
    join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' and column_name = any(:names)
""")


async def a_key(
    engine: AsyncEngine,
    wallet: str,
    role: Role = Role.USER,
    scopes: Iterable[Scope] = EVERYTHING,
    name: str = "a script",
) -> str:
    """Make a wallet a role and return the token of a key of its own."""
    secret, now = new_token(), SystemClock().now()
    key = ApiKey(
        id=new_id(),
        wallet=wallet,
        name=name,
        secret_hash=hashed(secret),
        scopes=frozenset(scopes),
        created_at=now,
        expires_at=now + timedelta(days=9000),
    )
    async with gateway_units(engine, Network.PAPER)() as uow:
        await uow.access.grant(wallet, role, "test", now)
        await uow.access.add_key(key)
    return f"{PREFIX}{key.id.hex}_{secret}"


async def a_lasting_key(engine: AsyncEngine, wallet: str, role: Role) -> str:
    """Return the token of a key that stays whatever the API is asked to do with it."""
    async with engine.begin() as connection:
        for statement in KEPT.split(";\n"):
            if statement.strip():
                await connection.execute(text(statement))
    return await a_key(engine, wallet, role, name="stays")


async def every_id(engine: AsyncEngine) -> list[str]:
    """Return the id of every row of every table that has ids."""
    found: set[str] = set()
    async with engine.connect() as connection:
        columns = (await connection.execute(COLUMNS, {"names": ["id"]})).all()
        for table, _, kind in columns:
            if kind == "uuid":
                rows = await connection.execute(text(f'select id from "{table}" limit 20'))  # noqa: S608
                found |= {str(row[0]) for row in rows if isinstance(row[0], UUID)}
    return sorted(found)
