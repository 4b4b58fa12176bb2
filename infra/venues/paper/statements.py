"""The two statements an order costs: look at one moment of the ledger, and take one step.

A step is a single statement, hence a transaction of its own: the account moves on from the
version that was looked at, and only then do order, fills and holding follow.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from infra.venues.paper.tables import account, fill, holding, price, trade_order

ORDER_KEPT: Final = tuple(c.name for c in trade_order.c if c.name != "arrivals")
ORDER_SETTLED: Final = ("settled_at", "status", "reason", "detail")
ACCOUNT_MOVED: Final = ("cash", "margin", "realised", "fees")
HOLDING_MOVED: Final = ("net", "cost", "margin")
FILL_KEPT: Final = tuple(c.name for c in fill.c)


def given(table: Table, name: str, tag: str = "") -> ColumnElement[Any]:
    """Stand for a value of a column; it is bound as `table{tag}_column`."""
    return bindparam(f"{table.name}{tag}_{name}", type_=table.c[name].type)


def bound(table: Table, values: dict[str, Any], tag: str = "") -> dict[str, Any]:
    """Name values as `given` does."""
    return {f"{table.name}{tag}_{name}": value for name, value in values.items()}


def _columns(table: Table) -> Iterable[ColumnElement[Any]]:
    return (column.label(f"{table.name}_{column.name}") for column in table.c)


@cache
def look() -> Select[Any]:
    """Select one row: account, holding, price and order, each with nulls where there is none."""
    mine = account.c.wallet == given(account, "wallet")
    held = (holding.c.wallet == given(account, "wallet")) & (
        holding.c.symbol == given(price, "symbol")
    )
    known = trade_order.c.client_order_id == given(trade_order, "client_order_id")
    always = select(literal(1).label("one")).subquery()
    source = (
        always.outerjoin(account, mine)
        .outerjoin(holding, held)
        .outerjoin(price, price.c.symbol == given(price, "symbol"))
        .outerjoin(trade_order, known)
    )
    columns = [c for table in (account, holding, price, trade_order) for c in _columns(table)]
    return select(*columns).select_from(source)


def _moved() -> CTE:
    moving = (
        update(account)
        .where(account.c.wallet == given(account, "wallet"))
        .where(account.c.version == given(account, "version"))
        .values({name: given(account, name) for name in ACCOUNT_MOVED})
        .values(version=account.c.version + 1)
    )
    return moving.returning(account.c.wallet).cte("moved")


def _accept(moved: CTE) -> Insert:
    values = select(*(given(trade_order, name) for name in ORDER_KEPT)).select_from(moved)
    return insert(trade_order).from_select(ORDER_KEPT, values)


def _settle(moved: CTE) -> Update:
    return (
        update(trade_order)
        .where(trade_order.c.client_order_id == given(trade_order, "client_order_id"))
        .where(trade_order.c.wallet == moved.c.wallet)
        .values({name: given(trade_order, name) for name in ORDER_SETTLED})
    )


def _hold(moved: CTE) -> Insert:
    names = ("wallet", "symbol", *HOLDING_MOVED)
    place = (moved.c.wallet, given(trade_order, "symbol"))
    values = select(*place, *(given(holding, name) for name in HOLDING_MOVED))
    adding = insert(holding).from_select(names, values.select_from(moved))
    return adding.on_conflict_do_update(
        index_elements=["wallet", "symbol"],
        set_={name: adding.excluded[name] for name in HOLDING_MOVED},
    )


def _fill(moved: CTE, count: int) -> Insert:
    rows = [
        select(*(given(fill, name, str(n)) for name in FILL_KEPT)).select_from(moved)
        for n in range(count)
    ]
    return insert(fill).from_select(FILL_KEPT, union_all(*rows))


@cache
def step(*, fresh: bool, fills: int) -> Select[Any]:
    """Take a step with so many fills; it returns no row if the account had moved on."""
    moved = _moved()
    parts = [(_accept(moved) if fresh else _settle(moved)).cte("kept")]
    if fills:
        parts += [_hold(moved).cte("held"), _fill(moved, fills).cte("filled")]
    return select(moved.c.wallet).add_cte(*parts)
