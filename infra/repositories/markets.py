"""Markets, marks and balances in Postgres."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ARRAY, Executable, Select, Text, any_, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import Network, Symbol, Usd, VenueName, Wallet
from contracts.positions import PriceMarked
from domain.markets import Balance
from domain.ports.venue import Market, Quote
from infra.tables.markets import BalanceRow, MarketRow, MarkRow

_RULES = ("min_notional", "lot", "tick", "max_leverage", "max_slippage")
"""The columns a venue's own listing decides."""


def _save_mark() -> Executable:
    statement = insert(MarkRow)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["network", "venue", "symbol"],
        set_={"price": new.price, "seen_at": new.seen_at},
        where=col(MarkRow.seen_at) < new.seen_at,
    ).returning(col(MarkRow.symbol))


_SAVE_MARK = _save_mark()


class SqlMarkets:
    """Markets, marks and balances in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def tradable(
        self, symbol: Symbol, venues: Collection[VenueName]
    ) -> Mapping[VenueName, Market]:
        """Find the active markets for a symbol among the venues; a venue without one is absent."""
        rules = (col(getattr(MarketRow, name)) for name in _RULES)
        rows = await self._connection.execute(
            select(col(MarketRow.venue), *rules).where(
                col(MarketRow.network) == self._network,
                col(MarketRow.symbol) == symbol,
                col(MarketRow.venue).in_(venues),
                col(MarketRow.active),
            )
        )
        return {
            VenueName(venue): Market(symbol=symbol, **dict(zip(_RULES, values, strict=True)))
            for venue, *values in rows
        }

    async def quotes(
        self, symbol: Symbol, venues: Collection[VenueName]
    ) -> Mapping[VenueName, Quote]:
        """Find the latest price of a symbol on each of the venues, however old it is."""
        rows = await self._connection.execute(
            self._marks().where(col(MarkRow.symbol) == symbol, col(MarkRow.venue).in_(venues))
        )
        return {VenueName(row.venue): _quote(row.symbol, row.price, row.seen_at) for row in rows}

    async def stale(self, venue: VenueName, older_than: datetime) -> Sequence[Quote]:
        """List the venue's prices last seen before a moment, by symbol."""
        rows = await self._connection.execute(
            self._marks()
            .where(col(MarkRow.venue) == venue, col(MarkRow.seen_at) < older_than)
            .order_by(col(MarkRow.symbol))
        )
        return [_quote(row.symbol, row.price, row.seen_at) for row in rows]

    async def balances(
        self, venue: VenueName, wallets: Collection[Wallet]
    ) -> Mapping[Wallet, Balance]:
        """Find what each wallet could commit when the venue was last asked, however long ago."""
        rows = await self._connection.execute(
            select(
                col(BalanceRow.wallet), col(BalanceRow.available), col(BalanceRow.seen_at)
            ).where(
                col(BalanceRow.network) == self._network,
                col(BalanceRow.venue) == venue,
                col(BalanceRow.wallet) == any_(literal(list(wallets), ARRAY(Text))),
            )
        )
        return {row.wallet: Balance(available=row.available, seen_at=row.seen_at) for row in rows}

    async def save_markets(
        self, venue: VenueName, markets: Collection[Market], now: datetime
    ) -> None:
        """Store all a venue lists now; what it no longer lists is kept, inactive."""
        if markets:
            await self._upsert_markets(
                [self._market_values(venue, m, now) for m in sorted(markets, key=_by_symbol)]
            )
        await self._connection.execute(
            update(MarketRow)
            .where(
                col(MarketRow.network) == self._network,
                col(MarketRow.venue) == venue,
                col(MarketRow.symbol).not_in([market.symbol for market in markets]),
                col(MarketRow.last_synced) <= now,
            )
            .values(active=False, last_synced=now)
        )

    async def save_mark(self, mark: PriceMarked) -> bool:
        """Store a mark unless one as new is stored already, and tell whether it was stored."""
        values = {
            "network": self._network,
            "venue": mark.venue,
            "symbol": mark.symbol,
            "price": mark.price,
            "seen_at": mark.seen_at,
        }
        stored = await self._connection.execute(_SAVE_MARK, values)
        return stored.first() is not None

    async def save_balances(
        self, venue: VenueName, balances: Mapping[Wallet, Usd], now: datetime
    ) -> None:
        """Store what wallets could commit at that moment; an older moment changes nothing."""
        if not balances:
            return
        statement = insert(BalanceRow)
        new = statement.excluded
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["network", "venue", "wallet"],
                set_={"available": new.available, "seen_at": new.seen_at},
                where=col(BalanceRow.seen_at) < new.seen_at,
            ),
            [
                {
                    "network": self._network,
                    "venue": venue,
                    "wallet": wallet,
                    "available": available,
                    "seen_at": now,
                }
                for wallet, available in sorted(balances.items())
            ],
        )

    def _marks(self) -> Select[str, str, Decimal, datetime]:
        return select(
            col(MarkRow.venue), col(MarkRow.symbol), col(MarkRow.price), col(MarkRow.seen_at)
        ).where(col(MarkRow.network) == self._network)

    async def _upsert_markets(self, values: Sequence[Mapping[str, object]]) -> None:
        statement = insert(MarketRow)
        listed = {name: statement.excluded[name] for name in (*_RULES, "active", "last_synced")}
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["network", "venue", "symbol"],
                set_=listed,
                where=col(MarketRow.last_synced) <= statement.excluded.last_synced,
            ),
            values,
        )

    def _market_values(self, venue: VenueName, market: Market, now: datetime) -> dict[str, object]:
        return {
            "network": self._network,
            "venue": venue,
            "symbol": market.symbol,
            "name": f"{market.symbol}/USD",
            "active": True,
            "last_synced": now,
        } | {name: getattr(market, name) for name in _RULES}


def _by_symbol(market: Market) -> Symbol:
    return market.symbol


def _quote(symbol: Symbol, price: Decimal, seen_at: datetime) -> Quote:
    return Quote(symbol=symbol, price=price, seen_at=seen_at)
