"""Markets, marks and balances in Postgres."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ARRAY,
    DateTime,
    Executable,
    Numeric,
    Select,
    Text,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import Network, Symbol, Usd, VenueName, Wallet
from contracts.positions import PriceMarked
from domain.jumps import Doubt, Known, Listed
from domain.markets import Balance
from domain.ports.venue import Market, Quote
from infra.repositories import doubts
from infra.repositories.bulk import any_of
from infra.tables.markets import BalanceRow, MarketRow, MarkRow

_RULES = ("min_notional", "lot", "tick", "max_leverage", "max_slippage")
"""The columns a venue's own listing decides."""
_TRADABLE: Select[Any] = select(
    col(MarketRow.symbol), col(MarketRow.venue), *(col(getattr(MarketRow, name)) for name in _RULES)
).where(
    col(MarketRow.network) == bindparam("network"),
    col(MarketRow.symbol) == any_of("symbols", Text()),
    col(MarketRow.venue) == any_of("venues", Text()),
    col(MarketRow.active),
)
_MARKS = select(
    col(MarkRow.venue), col(MarkRow.symbol), col(MarkRow.price), col(MarkRow.seen_at)
).where(col(MarkRow.network) == bindparam("network"))
_QUOTES = _MARKS.where(
    col(MarkRow.doubted_since).is_(None),
    col(MarkRow.symbol) == any_of("symbols", Text()),
    col(MarkRow.venue) == any_of("venues", Text()),
)
_STALE = _MARKS.where(
    col(MarkRow.venue) == bindparam("venue"), col(MarkRow.seen_at) < bindparam("older_than")
).order_by(col(MarkRow.symbol))
_BALANCES = select(
    col(BalanceRow.venue),
    col(BalanceRow.wallet),
    col(BalanceRow.available),
    col(BalanceRow.seen_at),
).where(
    col(BalanceRow.network) == bindparam("network"),
    col(BalanceRow.venue) == any_of("venues", Text()),
    col(BalanceRow.wallet) == any_of("wallets", Text()),
)


def _save_marks() -> Executable:
    """Store many marks in one order, so that two transactions never wait for each other."""
    marks = (
        func.unnest(
            bindparam("venues", type_=ARRAY(Text)),
            bindparam("symbols", type_=ARRAY(Text)),
            bindparam("prices", type_=ARRAY(Numeric(38, 18))),
            bindparam("moments", type_=ARRAY(DateTime(timezone=True))),
        )
        .table_valued("venue", "symbol", "price", "seen_at")
        .render_derived(name="marked")
    )
    network = bindparam("on_network", type_=Text)
    given = select(network, *marks.c).order_by(marks.c.venue, marks.c.symbol)
    statement = insert(MarkRow).from_select(["network", *marks.c.keys()], given)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["network", "venue", "symbol"],
        set_={"price": new.price, "seen_at": new.seen_at, **doubts.NONE},
        where=col(MarkRow.seen_at) < new.seen_at,
    ).returning(col(MarkRow.venue), col(MarkRow.symbol))


_SAVE_MARKS = _save_marks()


class SqlMarkets:
    """Markets, marks and balances in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def tradable(
        self, symbols: Collection[Symbol], venues: Collection[VenueName]
    ) -> Mapping[Symbol, Mapping[VenueName, Market]]:
        """Find for each symbol its active markets among the venues."""
        found: dict[Symbol, dict[VenueName, Market]] = {symbol: {} for symbol in symbols}
        given = {"network": self._network, "symbols": list(symbols), "venues": list(venues)}
        for symbol, venue, *values in await self._connection.execute(_TRADABLE, given):
            rules = dict(zip(_RULES, values, strict=True))
            found[symbol][VenueName(venue)] = Market(symbol=symbol, **rules)
        return found

    async def quotes(
        self, symbols: Collection[Symbol], venues: Collection[VenueName]
    ) -> Mapping[Symbol, Mapping[VenueName, Quote]]:
        """Find for each symbol its latest price on each of the venues, however old it is."""
        found: dict[Symbol, dict[VenueName, Quote]] = {symbol: {} for symbol in symbols}
        given = {"network": self._network, "symbols": list(symbols), "venues": list(venues)}
        for venue, symbol, price, seen_at in await self._connection.execute(_QUOTES, given):
            found[symbol][VenueName(venue)] = _quote(symbol, price, seen_at)
        return found

    async def stale(self, venue: VenueName, older_than: datetime) -> Sequence[Quote]:
        """List the venue's prices last seen before a moment, by symbol."""
        given = {"network": self._network, "venue": venue, "older_than": older_than}
        rows = await self._connection.execute(_STALE, given)
        return [_quote(row.symbol, row.price, row.seen_at) for row in rows]

    async def balances(
        self, venues: Collection[VenueName], wallets: Collection[Wallet]
    ) -> Mapping[VenueName, Mapping[Wallet, Balance]]:
        """Find what each wallet could commit when each venue was last asked, however long ago."""
        found: dict[VenueName, dict[Wallet, Balance]] = {venue: {} for venue in venues}
        given = {"network": self._network, "venues": list(venues), "wallets": list(wallets)}
        for venue, wallet, available, seen_at in await self._connection.execute(_BALANCES, given):
            found[VenueName(venue)][wallet] = Balance(available=available, seen_at=seen_at)
        return found

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

    async def known(self, symbols: Collection[Symbol]) -> Mapping[Listed, Known]:
        """Tell the price of the symbols on every venue, and what is doubted there."""
        return await doubts.known(self._connection, self._network, symbols)

    async def note_doubts(
        self, doubted: Mapping[Listed, Doubt], marks: Collection[PriceMarked]
    ) -> None:
        """Store what is doubted; the price that is believed stays as it is."""
        await doubts.note(self._connection, self._network, doubted, marks)

    async def save_marks(self, marks: Collection[PriceMarked]) -> Sequence[PriceMarked]:
        """Store marks of different markets, but where one as new is stored; return the stored."""
        values = {
            "on_network": self._network,
            "venues": [mark.venue for mark in marks],
            "symbols": [mark.symbol for mark in marks],
            "prices": [mark.price for mark in marks],
            "moments": [mark.seen_at for mark in marks],
        }
        stored = {
            (row.venue, row.symbol) for row in await self._connection.execute(_SAVE_MARKS, values)
        }
        return [mark for mark in marks if (mark.venue, mark.symbol) in stored]

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
