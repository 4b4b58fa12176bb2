"""The gateway's floor: FastAPI and asyncpg, the same rows read and written, and nothing else."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from fastapi import FastAPI

from infra.database import plain_dsn
from infra.ids import new_id

READ = """
    select p.id, p.signal_id, p.agent_id, a.name, p.deployment_id, p.wallet, p.venue, p.symbol,
      p.side, p.status, p.opened_quantity::text, p.quantity::text, p.entry_price::text,
      p.exit_price::text, p.collateral::text, p.leverage::text, p.fees::text, p.net_pnl::text,
      p.exit_reason, p.created_at, p.opened_at, p.closed_at, m.price, m.seen_at
    from position p join deployment d on d.id = p.deployment_id join agent a on a.id = p.agent_id
    left join mark m on p.status in ('OPEN', 'CLOSING')
      and (m.network, m.venue, m.symbol) = (p.network, p.venue, p.symbol)
    where p.network = 'paper' and d.user_wallet = $1
    order by p.created_at desc, p.id desc limit 21
"""
WRITE = """
    insert into challenge (nonce, kind, binding, message, action, expires_at)
    values ($1, 'ACTION', $2, $3, $4, clock_timestamp() + interval '5 minutes')
"""


@asynccontextmanager
async def _pooled(app: FastAPI) -> AsyncIterator[None]:
    dsn = plain_dsn(os.environ["DATABASE_URL"])
    async with asyncpg.create_pool(dsn, min_size=10, max_size=10) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=_pooled)


@app.get("/ready")
async def ready() -> dict[str, str]:
    """Say that it is up."""
    return {"status": "ready"}


@app.get("/positions/{wallet}")
async def positions(wallet: str) -> list[dict[str, Any]]:
    """Read a page of positions."""
    return [dict(row) for row in await app.state.pool.fetch(READ, wallet)]


@app.post("/challenges/{wallet}", status_code=201)
async def challenge(wallet: str, body: dict[str, str]) -> dict[str, str]:
    """Store a row and say so."""
    nonce = new_id().hex
    await app.state.pool.execute(WRITE, nonce, wallet, f"sign {nonce}", body["action"])
    return {"nonce": nonce}
