"""The venue's ledger on its own Postgres schema: looked at, stepped, and stated."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Table, Text, any_, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from contracts.market import Price, Purpose, Side, Symbol, Wallet
from domain.ports.venue import AccountHolding, AccountTrade, Fill, OrderRequest, Quote
from infra.venues.paper import statements
from infra.venues.paper.ledger import Account, Books, Holding
from infra.venues.paper.records import (
    Moment,
    Step,
    account_holding,
    account_trade,
    read_account,
    read_fill,
    read_holding,
    read_order,
)
from infra.venues.paper.statement import Statement, read_statement
from infra.venues.paper.statements import (
    ACCOUNT_MOVED,
    FILL_KEPT,
    HOLDING_MOVED,
    ORDER_KEPT,
    bound,
)
from infra.venues.paper.tables import SCHEMA, account, fill, holding, metadata, price, trade_order

ANSWER_SECONDS: Final = 10
UNIQUE_VIOLATION: Final = "23505"
_PREPARING: Final = 4_718_201_735
"""The advisory lock under which the schema is made, by one process at a time."""


class PaperStore:
    """The venue's ledger; each call is one statement and commits by itself.

    Raises what SQLAlchemy, asyncpg and the socket raise: only the adapter knows what it means.
    """

    def __init__(self, url: str, *, pool_size: int) -> None:
        self._engine: AsyncEngine = create_async_engine(
            url,
            isolation_level="AUTOCOMMIT",
            pool_size=pool_size,
            max_overflow=0,
            pool_reset_on_return=None,
            connect_args={"command_timeout": ANSWER_SECONDS},
        )

    async def prepare(self) -> None:
        """Make the schema and its tables where they are missing."""
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="READ COMMITTED")
            async with connection.begin():
                await connection.execute(text(f"select pg_advisory_xact_lock({_PREPARING})"))
                await connection.execute(text(f"create schema if not exists {SCHEMA}"))
                await connection.run_sync(metadata.create_all)

    async def close(self) -> None:
        """Give all connections back."""
        await self._engine.dispose()

    async def look(self, order: OrderRequest) -> Moment | None:
        """See, at one moment, all that deciding about an order takes; None: no such wallet yet."""
        values = {
            "account_wallet": order.wallet,
            "price_symbol": order.symbol,
            "trade_order_client_order_id": order.client_order_id,
        }
        rows = await self._run(statements.look(), values)
        return _moment(rows[0])

    async def take(self, step: Step, *, fresh: bool) -> bool:
        """Take a step whole; False, and nothing done, if the account moved on since the look."""
        statement = statements.step(fresh=fresh, fills=len(step.fills))
        try:
            return bool(await self._run(statement, _step_values(step)))
        except IntegrityError as error:
            if getattr(error.orig, "sqlstate", None) != UNIQUE_VIOLATION:
                raise
            return False

    async def move_on(self, wallet: Wallet, version: int) -> bool:
        """Void every step that others prepared from this version; False if it had moved on."""
        moving = (
            update(account)
            .where(account.c.wallet == wallet, account.c.version == version)
            .values(version=account.c.version + 1)
            .returning(account.c.version)
        )
        return bool(await self._run(moving))

    async def open_account(self, wallet: Wallet, opened: Account) -> None:
        """Credit a wallet that was never seen; one that was is left as it is."""
        values = {"wallet": wallet} | _picked(opened, ("starting", *ACCOUNT_MOVED))
        opening = insert(account).values(values).on_conflict_do_nothing()
        await self._run(opening.returning(account.c.wallet))

    async def account(self, wallet: Wallet) -> Account | None:
        """Read a wallet's account."""
        rows = await self._run(select(account).where(account.c.wallet == wallet))
        return read_account(rows[0]) if rows else None

    async def fills(self, client_order_id: UUID) -> tuple[Fill, ...]:
        """Read what an order traded, in order."""
        mine = select(fill).where(fill.c.client_order_id == client_order_id).order_by(fill.c.n)
        return tuple(read_fill(row) for row in await self._run(mine))

    async def count_arrival(self, client_order_id: UUID) -> None:
        """Note that an order's bytes came in once more."""
        again = (
            update(trade_order)
            .where(trade_order.c.client_order_id == client_order_id)
            .values(arrivals=trade_order.c.arrivals + 1)
        )
        await self._run(again.returning(trade_order.c.arrivals))

    async def due(self, now: datetime, *, limit: int) -> Sequence[OrderRequest]:
        """List accepted orders that are to be settled by now, the longest waiting first."""
        waiting = (
            select(trade_order)
            .join(price, price.c.symbol == trade_order.c.symbol)
            .where(trade_order.c.status == "ACCEPTED", trade_order.c.due_at <= now)
            .order_by(trade_order.c.due_at)
            .limit(limit)
        )
        return [read_order(row).request for row in await self._run(waiting)]

    async def set_prices(self, prices: Mapping[Symbol, tuple[Price, datetime]]) -> None:
        """Store prices; one seen before what is stored is passed over."""
        if not prices:
            return
        rows = [
            {"symbol": symbol, "price": value, "seen_at": seen_at}
            for symbol, (value, seen_at) in sorted(prices.items())
        ]
        adding = insert(price).values(rows)
        newer = adding.on_conflict_do_update(
            index_elements=["symbol"],
            set_={"price": adding.excluded.price, "seen_at": adding.excluded.seen_at},
            where=adding.excluded.seen_at >= price.c.seen_at,
        )
        await self._run(newer.returning(price.c.symbol))

    async def quotes(self) -> Sequence[Quote]:
        """Read the latest price of every symbol that has one."""
        rows = await self._run(select(price).order_by(price.c.symbol))
        return [Quote(symbol=row.symbol, price=row.price, seen_at=row.seen_at) for row in rows]

    async def holdings(self, wallets: Collection[Wallet]) -> Sequence[AccountHolding]:
        """List what wallets hold now, in the order of wallets and symbols."""
        held = (
            select(holding)
            .where(holding.c.wallet == any_(literal(list(wallets), ARRAY(Text))))
            .where(holding.c.net != 0)
            .order_by(holding.c.wallet, holding.c.symbol)
        )
        return [account_holding(h.wallet, h.symbol, h.net) for h in await self._run(held)]

    async def trades(
        self, wallet: Wallet, symbol: Symbol, since: datetime
    ) -> Sequence[AccountTrade]:
        """List a wallet's fills of a symbol since a moment, oldest first."""
        theirs = (
            select(fill, trade_order.c.side, trade_order.c.purpose)
            .join(trade_order, trade_order.c.client_order_id == fill.c.client_order_id)
            .where(trade_order.c.wallet == wallet, trade_order.c.symbol == symbol)
            .where(fill.c.filled_at >= since)
            .order_by(fill.c.filled_at, fill.c.client_order_id, fill.c.n)
        )
        return [
            account_trade(row.client_order_id, Side(row.side), Purpose(row.purpose), read_fill(row))
            for row in await self._run(theirs)
        ]

    async def statement(self) -> Statement:
        """Read the whole ledger as it stood at one moment."""
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ")
            async with connection.begin():
                return await read_statement(connection)

    async def _run(self, statement: Any, values: dict[str, Any] | None = None) -> Sequence[Any]:
        async with self._engine.connect() as connection:
            return (await connection.execute(statement, values)).all()


def _moment(row: Any) -> Moment | None:
    owner, held = _part(row, account), _part(row, holding)
    quoted, order = _part(row, price), _part(row, trade_order)
    if owner is None:
        return None
    holds = read_holding(held) if held else Holding()
    return Moment(
        version=owner.version,
        books=Books(account=read_account(owner), holding=holds),
        mid=quoted.price if quoted else None,
        order=read_order(order) if order else None,
    )


def _part(row: Any, table: Table) -> SimpleNamespace | None:
    """Cut one table's columns out of a joined row; None where the join found nothing."""
    part = {c.name: getattr(row, f"{table.name}_{c.name}") for c in table.c}
    missing = any(part[c.name] is None for c in table.primary_key)
    return None if missing else SimpleNamespace(**part)


def _picked(source: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(source, name) for name in names}


def _step_values(step: Step) -> dict[str, Any]:
    order, books = step.order, step.books
    asked = [name for name in ORDER_KEPT if hasattr(order.request, name)]
    decided = [name for name in ORDER_KEPT if name not in asked]
    values = bound(trade_order, _picked(order.request, asked) | _picked(order, decided))
    values |= bound(account, {"wallet": order.request.wallet, "version": step.version})
    values |= bound(account, _picked(books.account, ACCOUNT_MOVED))
    if step.fills:
        values |= bound(holding, _picked(books.holding, HOLDING_MOVED))
    for n, traded in enumerate(step.fills):
        name = {"client_order_id": order.request.client_order_id, "n": n + 1}
        values |= bound(fill, name | _picked(traded, FILL_KEPT[2:]), str(n))
    return values
