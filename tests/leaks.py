"""Looking for keys where no key may be: every row of every table, logs, and whatever was said.

`find_key_material(keys, engine=..., texts={"logs": ...})` lists the places, and is empty when
all is well. A key is looked for in every spelling that code tends to give one.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

_TABLES = text("""
    select quote_ident(table_schema) || '.' || quote_ident(table_name)
    from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
    order by 1""")


async def find_key_material(
    keys: Sequence[bytes], *, engine: AsyncEngine, texts: Mapping[str, str | bytes] | None = None
) -> list[str]:
    """Name every table and every given text that holds one of these keys in any spelling."""
    wanted = {spelling for key in keys for spelling in spellings(key)}
    found = [name for name, said in (texts or {}).items() if _holds(_plain(said), wanted)]
    async with engine.connect() as connection:
        for table in (await connection.execute(_TABLES)).scalars().all():
            query = text(f"select each::text from {table} each")  # noqa: S608 - the catalog's name
            rows = (await connection.execute(query)).scalars()
            found += [table for row in rows if _holds(row, wanted)][:1]
    return found


def spellings(key: bytes) -> Iterator[str]:
    """Yield what a key looks like in text: hex, decimal, base64 wherever it begins, escapes.

    Hex is in lower case, for texts are searched in it too; bytes are one character each. What a
    database shows of bytes is hex, so that hex written as bytes is there as hex of hex.
    """
    yield key.hex()
    yield key.hex().encode().hex()
    yield key.hex().upper().encode().hex()
    yield str(int.from_bytes(key, "big"))
    yield str(list(key))[1:-1]
    yield key.decode("latin-1")
    yield repr(key)[2:-1]
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + key).decode()
        inner = encoded[4 if offset else 0 : len(encoded) // 4 * 4 - 4]
        yield inner
        yield inner.replace("+", "-").replace("/", "_")


def _plain(said: str | bytes) -> str:
    return said.decode("latin-1") if isinstance(said, bytes) else said


def _holds(said: str, wanted: set[str]) -> bool:
    """Tell whether a text has one of these, in the case it was written in or in lower case."""
    lower = said.lower()
    return any(each in said or each in lower for each in wanted)
