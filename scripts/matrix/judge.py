"""What became of the orders of a field: the venue's ledger against our books."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.market import Purpose
from domain.orders import FINAL

NAKED_SECONDS = 5
ORDERS = text("select id, symbol, purpose, state, quantity from trade_order")
ATTEMPTS = text("select order_id, client_order_id from order_attempt")
FILLS = text("""
    select f.fill_id, f.quantity, f.price, o.symbol, o.purpose
    from fill f left join trade_order o on o.id = f.order_id
""")
STOPS = text("select client_order_id from resting_stop")
NAKED = text("""
    select p.symbol, g.naked_seconds as counted, extract(epoch from
      (select min(confirmed_at) from resting_stop s where s.position_id = p.id) - p.opened_at)
      as before_first
    from guard g join position p on p.id = g.position_id where g.naked_seconds > 0
""")
UNORDERED = text("""
    select i.id, i.symbol, i.purpose from intent i where not exists
      (select 1 from trade_order o where o.intent_id = i.id)
""")
HELD = text("""
    select wallet, symbol, sum(case side when 'LONG' then quantity else -quantity end) as net
    from position where status in ('OPEN', 'CLOSING') group by wallet, symbol
""")


class Harm(StrEnum):
    """What should not be."""

    DOUBLED = "doubled"
    LOST = "lost"
    NAKED = "naked"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that should not be, and whether it befell who entered a coin or who left it."""

    harm: Harm
    coin: str
    purpose: Purpose
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """By how many seconds our clocks were ahead when a coin was entered, and when it was left."""

    entering: float = 0.0
    leaving: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What we believe."""

    orders: Mapping[UUID, Row[Any]]
    attempts: Mapping[UUID, UUID]
    """The order of each name an order was sent under."""
    stops: frozenset[UUID]
    fills: Mapping[str, Row[Any]]
    held: Mapping[tuple[str, str], Decimal]
    naked: Sequence[Row[Any]]
    unordered: Sequence[Row[Any]]


async def judge(
    engine: AsyncEngine, ledger: Mapping[str, Any], clocks: Mapping[str, Clocks]
) -> Sequence[Finding]:
    """Compare all orders there are with what the venue did; `clocks` tells of coins' wrong ones."""
    async with engine.connect() as connection:
        books = await _read(connection)
    fills = ledger["fills"]
    return [
        *_twice(_traded(fills, books), books.orders),
        *_strange(fills, books),
        *_untold(fills, books.fills),
        *_made_up(fills, books.fills),
        *_differing(ledger["accounts"], books.held),
        *_left_over(books),
        *_uncovered(books.naked, clocks),
    ]


async def _read(connection: AsyncConnection) -> Books:
    async def rows(query: Any, **values: Any) -> Sequence[Row[Any]]:
        return (await connection.execute(query, values)).all()

    return Books(
        orders={row.id: row for row in await rows(ORDERS)},
        attempts={row.client_order_id: row.order_id for row in await rows(ATTEMPTS)},
        stops=frozenset(row.client_order_id for row in await rows(STOPS)),
        fills={row.fill_id: row for row in await rows(FILLS)},
        held={(row.wallet, row.symbol): row.net for row in await rows(HELD)},
        naked=await rows(NAKED),
        unordered=await rows(UNORDERED),
    )


def _left_over(books: Books) -> Iterable[Finding]:
    """Find what only our own books can tell."""
    for row in books.unordered:
        yield _found(Harm.LOST, row, f"intent {row.id} has no order")
    final = {str(state) for state in FINAL}
    for row in books.orders.values():
        if row.state not in final:
            yield _found(Harm.UNRESOLVED, row, f"order {row.id} is {row.state} still")


def _uncovered(rows: Iterable[Row[Any]], clocks: Mapping[str, Clocks]) -> Iterable[Finding]:
    for row in rows:
        seconds = naked(row.counted, row.before_first, clocks.get(row.symbol, Clocks()))
        if seconds > NAKED_SECONDS:
            words = f"a position was without a stop for {seconds:.1f} s"
            yield Finding(harm=Harm.NAKED, coin=row.symbol, purpose=Purpose.OPEN, words=words)


def naked(counted: Decimal, before_first: Decimal | None, clocks: Clocks) -> float:
    """Tell for how long a position had no stop, by the right clock.

    It is counted from its first fill, by the venue's clock, to its first stop, by ours; and at
    its end from what we see, by ours, to its last fill, by the venue's. So a clock that is ahead
    adds to the first, and one that is behind to the last.
    """
    if before_first is None:
        return float(counted)
    later = float(counted - before_first)
    return float(before_first) - clocks.entering + max(later + min(clocks.leaving, 0.0), 0.0)


def _traded(
    fills: Iterable[Mapping[str, Any]], books: Books
) -> Mapping[UUID, Mapping[str, Decimal]]:
    """Sum up for each order of ours what the venue traded for it, by attempt."""
    traded: dict[UUID, dict[str, Decimal]] = {}
    for fill in fills:
        cloid = _named(fill)
        if cloid is not None and cloid in books.attempts and cloid not in books.stops:
            sums = traded.setdefault(books.attempts[cloid], {})
            sums[str(cloid)] = sums.get(str(cloid), Decimal(0)) + Decimal(fill["sz"])
    return traded


def _twice(
    traded: Mapping[UUID, Mapping[str, Decimal]], orders: Mapping[UUID, Row[Any]]
) -> Iterable[Finding]:
    for order_id, sums in traded.items():
        order = orders[order_id]
        if len(sums) > 1 or sum(sums.values()) > order.quantity:
            words = f"order {order_id} traded {dict(sums)}, asked for {order.quantity}"
            yield _found(Harm.DOUBLED, order, words)


def _strange(fills: Iterable[Mapping[str, Any]], books: Books) -> Iterable[Finding]:
    for fill in fills:
        if _named(fill) not in books.attempts and _named(fill) not in books.stops:
            words = f"the venue traded {fill.get('cloid')}, which is nobody's"
            yield _at(Harm.DOUBLED, fill, words)


def _untold(fills: Iterable[Mapping[str, Any]], ours: Mapping[str, Row[Any]]) -> Iterable[Finding]:
    for fill in fills:
        row = ours.get(_id(fill))
        if row is None:
            yield _at(Harm.LOST, fill, f"fill {_id(fill)} is not in the books")
        elif (row.quantity, row.price) != (Decimal(fill["sz"]), Decimal(fill["px"])):
            yield _at(Harm.LOST, fill, f"fill {_id(fill)} is in the books as another")


def _made_up(fills: Iterable[Mapping[str, Any]], ours: Mapping[str, Row[Any]]) -> Iterable[Finding]:
    told = {_id(fill) for fill in fills}
    for fill_id, row in ours.items():
        if fill_id not in told:
            yield _found(Harm.LOST, row, f"fill {fill_id} never happened")


def _differing(
    accounts: Mapping[str, Mapping[str, Any]], held: Mapping[tuple[str, str], Decimal]
) -> Iterable[Finding]:
    """Find holdings that differ; whoever was last to trade the coin, left it."""
    theirs = {
        (user, coin): Decimal(position["szi"])
        for user, account in accounts.items()
        for coin, position in account["positions"].items()
    }
    for place in theirs.keys() | held.keys():
        if theirs.get(place, Decimal(0)) != held.get(place, Decimal(0)):
            words = f"{place}: they hold {theirs.get(place, 0)}, we believe {held.get(place, 0)}"
            yield Finding(harm=Harm.LOST, coin=place[1], purpose=Purpose.CLOSE, words=words)


def _found(harm: Harm, row: Row[Any], words: str) -> Finding:
    return Finding(harm=harm, coin=row.symbol, purpose=Purpose(row.purpose), words=words)


def _at(harm: Harm, fill: Mapping[str, Any], words: str) -> Finding:
    leaving = fill["dir"].startswith("Close")
    purpose = Purpose.CLOSE if leaving else Purpose.OPEN
    return Finding(harm=harm, coin=fill["coin"], purpose=purpose, words=words)


def _id(fill: Mapping[str, Any]) -> str:
    """Name a fill as the adapter does: both sides of a trade share its number."""
    return f"{fill['oid']}/{fill['tid']}"


def _named(fill: Mapping[str, Any]) -> UUID | None:
    cloid = fill.get("cloid")
    return UUID(hex=cloid.removeprefix("0x")) if cloid else None
