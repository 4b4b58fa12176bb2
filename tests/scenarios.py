"""The few words that acceptance scenarios are told in: deploy, say, let cost, and look."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.pipeline import Pipeline
from domain.posts import RawPost
from infra.tables.markets import BalanceRow
from infra.venues.paper.behaviour import PaperBehaviour
from producers.posts import ingest
from tests.factories import NOON, a_deployment, a_source, a_wallet, an_agent

PLAIN = PaperBehaviour(spread_bps=Decimal(0), slippage_bps_per_10k=Decimal(0))
"""A venue that trades at its own mark, so that an entry at 100 is an entry at 100."""
Start = Callable[..., Awaitable[Pipeline]]


async def rows(engine: AsyncEngine, query: str) -> list[dict[str, Any]]:
    async with engine.connect() as connection:
        return [dict(row) for row in (await connection.execute(text(query))).mappings()]


async def deployed(engine: AsyncEngine, wallets: int = 1, **values: Any) -> None:
    """Let one agent follow alice on this many wallets, each with 10,000 USD."""
    agent = await an_agent(engine, "momentum", sources=(await a_source(engine, "alice"),))
    for n in range(1, wallets + 1):
        await a_deployment(engine, agent, n=n, **values)
        await holding(engine, n, 10_000)


async def holding(engine: AsyncEngine, n: int, usd: int) -> None:
    values = {"network": "paper", "venue": "PAPER", "wallet": a_wallet(n), "seen_at": NOON}
    statement = insert(BalanceRow).values(**values, available=usd)
    keys = ["network", "venue", "wallet"]
    async with engine.begin() as connection:
        await connection.execute(
            statement.on_conflict_do_update(index_elements=keys, set_={"available": usd})
        )


async def say(pipeline: Pipeline, words: str, number: int = 1) -> None:
    """Let alice post something now, and let it come to whatever it comes to."""
    now = pipeline.world.clock.now()
    post = RawPost(external_id=str(number), author="alice", text=words, published_at=now)
    await ingest(pipeline.world.units, iter([post]), now)
    await pipeline.settle(now)


async def cost(pipeline: Pipeline, price: str, *, minute: int) -> None:
    """Let bitcoin cost this much at a minute past noon, and everything that follows happen."""
    at = NOON + timedelta(minutes=minute)
    pipeline.advance(at)
    await pipeline.quote({"BTC": Decimal(price)})
    await pipeline.settle(at + timedelta(seconds=30))


async def statuses(engine: AsyncEngine) -> list[tuple[str, str | None]]:
    found = await rows(engine, "select status, exit_reason from position order by wallet")
    return [(row["status"], row["exit_reason"]) for row in found]
