"""What became of the orders of a cell: the venue's ledger against our books."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.orders import FINAL

NAKED_SECONDS = 5
ORDERS = text("select id, purpose, state, quantity, filled from trade_order")
ATTEMPTS = text("select order_id, client_order_id from order_attempt")
FILLS = text("select fill_id, order_id, quantity, price, fee from fill")
STOPS = text("select client_order_id from resting_stop")
NAKED = text("select count(*) from guard where naked_seconds > :most")
UNORDERED = text("""
    select count(*) from intent i where not exists
      (select 1 from trade_order o where o.intent_id = i.id)
""")
HELD = text("""
    select wallet, symbol, sum(case side when 'LONG' then quantity else -quantity end) as net
    from position where status in ('OPEN', 'CLOSING') group by wallet, symbol
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a cell came to; everything but `orders` should be 0."""

    orders: int
    doubled: int
    lost: int
    naked: int
    unresolved: int
    examples: tuple[str, ...] = ()


async def judge(engine: AsyncEngine, ledger: Mapping[str, Any]) -> Verdict:
    """Compare all orders there are with what the venue did."""
    async with engine.connect() as connection:
        orders = {row.id: row for row in await connection.execute(ORDERS)}
        attempts = {row.client_order_id: row.order_id for row in await connection.execute(ATTEMPTS)}
        stops = {row.client_order_id for row in await connection.execute(STOPS)}
        fills = {row.fill_id: row for row in await connection.execute(FILLS)}
        naked = (await connection.execute(NAKED, {"most": NAKED_SECONDS})).scalar_one()
        unordered = (await connection.execute(UNORDERED)).scalar_one()
        held = {(row.wallet, row.symbol): row.net for row in await connection.execute(HELD)}
    traded = _traded(ledger["fills"], attempts, stops)
    doubled = [*_twice(traded, orders), *_strange(ledger["fills"], attempts, stops)]
    lost = [*_untold(ledger["fills"], fills), *_made_up(ledger["fills"], fills)]
    lost += [*_differing(ledger["accounts"], held), *(["an intent without an order"] * unordered)]
    unresolved = [row for row in orders.values() if row.state not in {str(s) for s in FINAL}]
    return Verdict(
        orders=len(orders),
        doubled=len(doubled),
        lost=len(lost),
        naked=naked,
        unresolved=len(unresolved),
        examples=tuple([*doubled, *lost][:5]),
    )


def _traded(
    fills: Iterable[Mapping[str, Any]], attempts: Mapping[UUID, UUID], stops: set[UUID]
) -> Mapping[UUID, Mapping[str, Decimal]]:
    """Sum up for each order of ours what the venue traded for it, by attempt."""
    traded: dict[UUID, dict[str, Decimal]] = {}
    for fill in fills:
        cloid = _named(fill)
        if cloid is not None and cloid in attempts and cloid not in stops:
            sums = traded.setdefault(attempts[cloid], {})
            sums[str(cloid)] = sums.get(str(cloid), Decimal(0)) + Decimal(fill["sz"])
    return traded


def _twice(
    traded: Mapping[UUID, Mapping[str, Decimal]], orders: Mapping[UUID, Any]
) -> Iterable[str]:
    for order_id, sums in traded.items():
        if len(sums) > 1 or sum(sums.values()) > orders[order_id].quantity:
            yield f"order {order_id} traded {dict(sums)}, asked for {orders[order_id].quantity}"


def _strange(
    fills: Iterable[Mapping[str, Any]], attempts: Mapping[UUID, UUID], stops: set[UUID]
) -> Iterable[str]:
    for fill in fills:
        if _named(fill) not in attempts and _named(fill) not in stops:
            yield f"the venue traded {fill['cloid']}, which is nobody's"


def _untold(fills: Iterable[Mapping[str, Any]], ours: Mapping[str, Any]) -> Iterable[str]:
    for fill in fills:
        row = ours.get(_id(fill))
        if row is None:
            yield f"fill {_id(fill)} is not in the books"
        elif (row.quantity, row.price) != (Decimal(fill["sz"]), Decimal(fill["px"])):
            yield f"fill {_id(fill)} is in the books as another"


def _made_up(fills: Iterable[Mapping[str, Any]], ours: Mapping[str, Any]) -> Iterable[str]:
    told = {_id(fill) for fill in fills}
    return (f"fill {fill_id} never happened" for fill_id in ours if fill_id not in told)


def _differing(
    accounts: Mapping[str, Mapping[str, Any]], held: Mapping[tuple[str, str], Decimal]
) -> Iterable[str]:
    theirs = {
        (user, coin): Decimal(position["szi"])
        for user, account in accounts.items()
        for coin, position in account["positions"].items()
    }
    for place in theirs.keys() | held.keys():
        if theirs.get(place, Decimal(0)) != held.get(place, Decimal(0)):
            yield f"{place}: they hold {theirs.get(place, 0)}, we believe {held.get(place, 0)}"


def _id(fill: Mapping[str, Any]) -> str:
    """Name a fill as the adapter does: both sides of a trade share its number."""
    return f"{fill['oid']}/{fill['tid']}"


def _named(fill: Mapping[str, Any]) -> UUID | None:
    cloid = fill.get("cloid")
    return UUID(hex=cloid.removeprefix("0x")) if cloid else None
