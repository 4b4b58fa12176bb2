"""The statements that review positions: each sees to all of a group at once."""

import json
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Select,
    Table,
    Text,
    Update,
    Uuid,
    any_,
    bindparam,
    cast,
    column,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped
from sqlmodel import col

from contracts.market import Network, PositionId
from domain.positions import Position
from infra.repositories.positions.rows import CHANGING, changes
from infra.tables.columns import metadata
from infra.tables.markets import MarkRow
from infra.tables.orders import FillRow, OrderRow
from infra.tables.positions import PositionRow

_NETWORK = bindparam("on_network", type_=Text)
_TABLE: Table = metadata.tables[str(PositionRow.__tablename__)]

P = PositionRow


def chosen(network: Network, position_ids: Collection[PositionId]) -> dict[str, object]:
    """Spell which positions the statements that read are about."""
    return {"on_network": network, "ids": list(position_ids)}


def changed(positions: Collection[Position]) -> dict[str, str]:
    """Spell positions as the one parameter of SAVE."""
    rows = [{"id": position.id} | changes(position) for position in positions]
    return {"rows": json.dumps(rows, default=str)}


def _is_chosen(key: Mapped[UUID]) -> ColumnElement[bool]:
    return key == any_(bindparam("ids", type_=ARRAY(Uuid)))


def _locked() -> Select[P]:
    """Read and lock positions in the order of their ids, so that no two wait for each other."""
    return (
        select(P)
        .where(col(P.network) == _NETWORK, _is_chosen(col(P.id)))
        .order_by(col(P.id))
        .with_for_update(key_share=True)
    )


def _save() -> Update:
    names = ("id", *CHANGING)
    columns = [column(name, _TABLE.c[name].type) for name in names]
    document = cast(bindparam("rows", type_=Text()), JSON)
    new = (
        func.json_to_recordset(document)
        .table_valued(*columns)
        .render_derived(name="new", with_types=True)
    )
    values = {name: new.c[name] for name in CHANGING}
    return update(P).where(col(P.id) == new.c.id).values(values)


LOCKED = _locked()
FILLS = select(
    col(FillRow.position_id),
    col(FillRow.purpose),
    col(FillRow.quantity),
    col(FillRow.price),
    col(FillRow.fee),
    col(FillRow.filled_at),
).where(_is_chosen(col(FillRow.position_id)))
ORDERS = select(col(OrderRow.position_id), col(OrderRow.purpose), col(OrderRow.state)).where(
    _is_chosen(col(OrderRow.position_id))
)
MARKED_AT = (
    select(col(P.id), col(MarkRow.seen_at))
    .join(
        MarkRow,
        (col(MarkRow.network) == col(P.network))
        & (col(MarkRow.venue) == col(P.venue))
        & (col(MarkRow.symbol) == col(P.symbol)),
    )
    .where(_is_chosen(col(P.id)))
)
SAVE = _save()
