"""Snapshots of tokens in Postgres."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, delete, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import Network, Symbol
from contracts.scores import MarketFigures
from domain.scores import Coin, Snapshot
from infra.repositories.bulk import array_of, insert_new
from infra.tables.markets import MarketRow
from infra.tables.scores import CoinRow, TokenSnapshotRow

PROVIDER = "lunarcrush"
"""Whose figures these are; the only ones there are yet."""


class SqlScores:
    """Snapshots of tokens in Postgres, within one transaction; they are those of all networks."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def latest(self, tokens: Collection[Symbol], at: datetime) -> Mapping[Symbol, Snapshot]:
        """Find what was last told of each token up to a moment, however long ago."""
        asked = (
            func.unnest(array_of(sorted(tokens), Text()))
            .table_valued("token")
            .render_derived("asked")
        )
        newest = (
            select(col(TokenSnapshotRow.seen_at), col(TokenSnapshotRow.figures))
            .where(
                col(TokenSnapshotRow.provider) == PROVIDER,
                col(TokenSnapshotRow.token) == asked.c.token,
                col(TokenSnapshotRow.seen_at) <= at,
            )
            .order_by(col(TokenSnapshotRow.seen_at).desc())
            .limit(1)
            .lateral("newest")
        )
        rows = await self._connection.execute(
            select(asked.c.token, newest.c.seen_at, newest.c.figures).join_from(
                asked, newest, true()
            )
        )
        return {row.token: _snapshot(row.token, row.seen_at, row.figures) for row in rows}

    async def tokens(self) -> frozenset[Symbol]:
        """List the tokens that have an active market anywhere."""
        rows = await self._connection.execute(
            select(col(MarketRow.symbol))
            .where(col(MarketRow.network) == self._network, col(MarketRow.active))
            .distinct()
        )
        return frozenset(rows.scalars())

    async def identify(self, coins: Mapping[Symbol, Coin], now: datetime) -> Mapping[Symbol, int]:
        """Keep a coin for each token that has none yet, and return every token's coin id."""
        values = [_coin_values(token, coin, now) for token, coin in sorted(coins.items())]
        await insert_new(self._connection, CoinRow, values)
        rows = await self._connection.execute(
            select(col(CoinRow.token), col(CoinRow.coin_id)).where(
                col(CoinRow.provider) == PROVIDER
            )
        )
        return {row.token: row.coin_id for row in rows}

    async def save(self, snapshots: Sequence[Snapshot], *, forget_before: datetime) -> None:
        """Store snapshots, the same one once, and drop those from before a moment."""
        values = [_snapshot_values(snapshot) for snapshot in snapshots]
        await insert_new(self._connection, TokenSnapshotRow, values)
        await self._connection.execute(
            delete(TokenSnapshotRow).where(col(TokenSnapshotRow.seen_at) < forget_before)
        )


def _snapshot(token: Symbol, seen_at: datetime, figures: Mapping[str, Any]) -> Snapshot:
    return Snapshot(token=token, seen_at=seen_at, figures=MarketFigures.model_validate(figures))


def _snapshot_values(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "provider": PROVIDER,
        "token": snapshot.token,
        "seen_at": snapshot.seen_at,
        "figures": snapshot.figures.model_dump(mode="json"),
    }


def _coin_values(token: Symbol, coin: Coin, now: datetime) -> dict[str, Any]:
    return {
        "provider": PROVIDER,
        "token": token,
        "coin_id": coin.id,
        "name": coin.name,
        "market_cap": coin.market_cap,
        "chosen_at": now,
    }
