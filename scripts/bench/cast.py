"""Who takes part: sources, agents and deployments on the PAPER venue, and prices that stand."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from contracts.market import Network, RiskPlan, Symbol, VenueName, Wallet
from infra.repositories.bulk import insert_new
from infra.tables.agents import AgentRow, AgentSourceRow, DeploymentRow, SourceRow
from infra.tables.markets import BalanceRow
from infra.venues.paper.listing import MARKETS
from scripts.bench.ground import Store
from scripts.bench.messages import named

SYMBOLS: Sequence[Symbol] = [market.symbol for market in MARKETS[:10]]
PRICE = Decimal(100)
CREATOR = f"0x{0xC0FFEE:040x}"
STANDS = timedelta(hours=2)
EVERY = timedelta(minutes=5)


def handle(n: int) -> str:
    """Name the n-th source."""
    return f"voice{n}"


def wallet(n: int) -> Wallet:
    """Name the n-th wallet."""
    return f"0x{n + 1:040x}"


async def seed(store: Store, followers: Sequence[int], now: datetime) -> None:
    """Store as many sources, each with one agent, on so many wallets of its own.

    Balances are stored as if they had just been synced.
    """
    plan = RiskPlan().model_dump(mode="json")
    sources = [_source(n) for n in range(len(followers))]
    agents = [_agent(n, plan, now) for n in range(len(followers))]
    follows = [
        {"agent_id": agent["id"], "source_id": source["id"]}
        for agent, source in zip(agents, sources, strict=True)
    ]
    deployments = list(_deployments(followers))
    balances = [_balance(str(each["account"]), now) for each in deployments]
    async with store.engine.begin() as connection:
        await insert_new(connection, SourceRow, sources)
        await insert_new(connection, AgentRow, agents)
        await insert_new(connection, AgentSourceRow, follows)
        await insert_new(connection, DeploymentRow, deployments)
        await insert_new(connection, BalanceRow, balances)
    async with store.connected() as database:
        # Empty tables are left alone: told that they are, Postgres would plan to read them whole.
        await database.execute("analyze source, agent, agent_source, deployment, balance")


def write_prices(path: Path, now: datetime) -> None:
    """Write marks that do not move, for a while before and after now."""
    steps = range(int(STANDS / EVERY) * 2)
    lines = [
        f"{(now - STANDS + n * EVERY).isoformat()},{symbol},{PRICE}"
        for n in steps
        for symbol in SYMBOLS
    ]
    path.write_text("time,symbol,price\n" + "\n".join(lines) + "\n")


def _source(n: int) -> dict[str, object]:
    return {"id": named(f"source/{n}"), "kind": "X", "handle": handle(n), "active": True}


def _agent(n: int, plan: dict[str, object], now: datetime) -> dict[str, object]:
    return {
        "id": named(f"agent/{n}"),
        "creator_wallet": CREATOR,
        "name": f"agent {n}",
        "venue": VenueName.PAPER,
        "venues": "{PAPER}",
        "status": "PUBLIC",
        "risk_plan": plan,
        "leverage_cap": 10,
        "max_price_drift": "0.01",
        "min_score": 0,
        "flips": False,
        "created_at": now,
    }


def _deployments(followers: Sequence[int]) -> Iterator[dict[str, object]]:
    """Give every deployment a wallet that no other has."""
    taken = 0
    for n, count in enumerate(followers):
        for _ in range(count):
            yield _deployment(named(f"agent/{n}"), taken)
            taken += 1


def _deployment(agent_id: UUID, n: int) -> dict[str, object]:
    return {
        "id": named(f"deployment/{n}"),
        "agent_id": agent_id,
        "user_wallet": wallet(n),
        "account": wallet(n),
        "network": Network.PAPER,
        "status": "ACTIVE",
        "enabled_venues": "{PAPER}",
        "sub_active": True,
    }


def _balance(owner: Wallet, now: datetime) -> dict[str, object]:
    place = {"network": Network.PAPER, "venue": VenueName.PAPER, "wallet": owner}
    return place | {"available": 10_000, "seen_at": now}
