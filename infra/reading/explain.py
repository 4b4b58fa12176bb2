"""The rows from a post to its bills, found by the id of any one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel, col

from contracts.market import Purpose
from contracts.posts import SourceKind
from domain.errors import Conflict, NotFound
from infra.reading.explain_flips import flips
from infra.reading.explain_others import other_deployments, other_outcomes
from infra.reading.explain_scope import (
    EVERYTHING,
    Eyes,
    Focus,
    Kind,
    decided,
    outcome_shown,
    own_deployments,
    post_shown,
    signal_ids,
    signal_shown,
)
from infra.tables.agents import AgentRow, DeploymentRow
from infra.tables.money import BillRow
from infra.tables.orders import FillRow, OrderAttemptRow, OrderEventRow, OrderRow
from infra.tables.positions import PositionRow
from infra.tables.posts import PostRow, VerdictRow
from infra.tables.signals import (
    FlipRow,
    IntentRow,
    PostOutcomeRow,
    RefusalRow,
    RoutingRow,
    SignalRow,
)

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """Every row of a chain, table by table; what hangs beside the focus is only counted."""

    focus: Focus
    posts: Rows
    verdicts: Rows
    outcomes: Rows
    signals: Rows
    agents: Rows
    deployments: Rows
    routings: Rows
    intents: Rows
    refusals: Rows
    flips: Rows
    """What waits, or waited, for a position to close; a row for each exit that was intended."""
    positions: Rows
    orders: Rows
    attempts: Rows
    events: Rows
    fills: Rows
    bills: Rows
    other_outcomes: Mapping[str, int]
    """How often the post came to what else, for other calls and agents."""
    other_deployments: Mapping[str, int]
    """How often the signal came to what else, for other deployments."""


async def find(connection: AsyncConnection, subject: str, eyes: Eyes = EVERYTHING) -> Focus:
    """Find what a tweet's id, or one of our own ids, names; what is not shown is not there.

    Raises NotFound when it names nothing, Conflict when it names posts of several kinds.
    """
    posts = await _posts_named(connection, subject, eyes)
    if len(posts) > 1:
        named = ", ".join(str(row.id) for row in posts)
        raise Conflict(f"several posts have that id, name one by its own: {named}")
    for row in posts:
        return Focus(kind=Kind.POST, id=row.id, post_id=row.id, eyes=eyes)
    wanted = _uuid(subject)
    if wanted is not None:
        for kind, query in _lookups(wanted, eyes).items():
            for found in await connection.execute(query):
                place = found._mapping  # noqa: SLF001 - public in SQLAlchemy
                return Focus(kind=kind, id=wanted, eyes=eyes, **place)
    raise NotFound("that is the id of no post, signal, intent, order or position")


async def gather(connection: AsyncConnection, focus: Focus) -> Trail:
    """Read the chain that an id hangs in."""
    parts = {name: await _rows(connection, query) for name, query in _queries(focus).items()}
    return Trail(
        focus=focus,
        other_outcomes=await _counts(connection, *other_outcomes(focus)),
        other_deployments=await _counts(connection, *other_deployments(focus)),
        **parts,
    )


async def _posts_named(connection: AsyncConnection, subject: str, eyes: Eyes) -> Sequence[Row[Any]]:
    wanted = _uuid(subject)
    # The index on tweets' ids begins with the kind of source, so the kinds are named.
    kinds = col(PostRow.source_kind).in_(list(SourceKind))
    named = and_(kinds, col(PostRow.external_id) == subject)
    query = select(col(PostRow.id)).where(
        named if wanted is None else or_(named, col(PostRow.id) == wanted), post_shown(eyes)
    )
    return (await connection.execute(query)).all()


def _uuid(subject: str) -> UUID | None:
    try:
        return UUID(subject)
    except ValueError:
        return None


def _lookups(wanted: UUID, eyes: Eyes) -> dict[Kind, Select[Any]]:
    """Ask, for each kind of thing, which post, signal and deployment it belongs to."""
    place: tuple[Any, ...] = (col(SignalRow.post_id), col(SignalRow.id).label("signal_id"))
    holder = (*place, col(PositionRow.deployment_id))
    signal = col(SignalRow.id) == col(PositionRow.signal_id)
    position = select(*holder).join_from(PositionRow, SignalRow, signal)
    if not eyes.all:
        position = position.where(col(PositionRow.deployment_id).in_(own_deployments(eyes)))
    intent = position.join(IntentRow, col(IntentRow.position_id) == col(PositionRow.id))
    order = position.join(OrderRow, col(OrderRow.position_id) == col(PositionRow.id))
    return {
        Kind.SIGNAL: select(*place).where(col(SignalRow.id) == wanted, signal_shown(eyes)),
        Kind.POSITION: position.where(col(PositionRow.id) == wanted),
        Kind.INTENT: intent.where(col(IntentRow.id) == wanted),
        Kind.ORDER: order.where(col(OrderRow.id) == wanted),
    }


def _queries(focus: Focus) -> dict[str, Select[Any]]:
    return {**_of_post(focus), **_of_signals(focus), **_of_positions(focus)}


def _of_post(focus: Focus) -> dict[str, Select[Any]]:
    outcome = col(PostOutcomeRow.post_id) == focus.post_id
    if focus.signal_id is not None:
        outcome = and_(outcome, col(PostOutcomeRow.signal_id) == focus.signal_id)
    verdict = col(VerdictRow.post_id) == focus.post_id
    return {
        "posts": _all(PostRow).where(col(PostRow.id) == focus.post_id),
        "verdicts": _all(VerdictRow).where(verdict).order_by(col(VerdictRow.classifier)),
        "outcomes": _all(PostOutcomeRow)
        .where(outcome, outcome_shown(focus.eyes))
        .order_by(col(PostOutcomeRow.at), col(PostOutcomeRow.id)),
    }


def _of_signals(focus: Focus) -> dict[str, Select[Any]]:
    signals = signal_ids(focus)
    agents = select(col(SignalRow.agent_id)).where(col(SignalRow.id).in_(signals))
    judged = select(col(PostOutcomeRow.agent_id)).where(
        col(PostOutcomeRow.post_id) == focus.post_id
    )
    agent, held = col(AgentRow.id), col(DeploymentRow.agent_id).in_(agents)
    return {
        "signals": _all(SignalRow)
        .where(col(SignalRow.id).in_(signals))
        .order_by(col(SignalRow.created_at), col(SignalRow.id)),
        "agents": select(agent, col(AgentRow.name)).where(
            or_(agent.in_(agents), agent.in_(judged))
        ),
        "deployments": select(
            *(col(DeploymentRow.id), col(DeploymentRow.agent_id), col(DeploymentRow.user_wallet)),
            *(col(DeploymentRow.status), col(DeploymentRow.created_at)),
        ).where(held),
        "routings": _all(RoutingRow).where(decided(RoutingRow, focus)),
        "refusals": _all(RefusalRow)
        .where(decided(RefusalRow, focus))
        .order_by(col(RefusalRow.deployment_id)),
        "flips": flips(decided(FlipRow, focus)),
    }


def _of_positions(focus: Focus) -> dict[str, Select[Any]]:
    positions = select(col(PositionRow.id)).where(decided(PositionRow, focus))
    orders = select(col(OrderRow.id)).where(col(OrderRow.position_id).in_(positions))
    return {
        "positions": _all(PositionRow)
        .where(decided(PositionRow, focus))
        .order_by(col(PositionRow.deployment_id)),
        "intents": _all(IntentRow)
        .where(_intended(focus, positions))
        .order_by(col(IntentRow.created_at), col(IntentRow.attempt), col(IntentRow.id)),
        "orders": _all(OrderRow).where(col(OrderRow.position_id).in_(positions)),
        "attempts": _all(OrderAttemptRow)
        .where(col(OrderAttemptRow.order_id).in_(orders))
        .order_by(col(OrderAttemptRow.n)),
        "events": _all(OrderEventRow)
        .where(col(OrderEventRow.order_id).in_(orders))
        .order_by(col(OrderEventRow.id)),
        "fills": _all(FillRow)
        .where(col(FillRow.position_id).in_(positions))
        .order_by(col(FillRow.filled_at), col(FillRow.fill_id)),
        "bills": _all(BillRow)
        .where(col(BillRow.position_id).in_(positions))
        .order_by(col(BillRow.kind)),
    }


def _intended(focus: Focus, positions: Select[Any]) -> ColumnElement[bool]:
    """Match entries by their signals and exits by their positions, each by its own index."""
    entry = col(IntentRow.purpose) == literal(Purpose.OPEN, literal_execute=True)
    leave = col(IntentRow.purpose) == literal(Purpose.CLOSE, literal_execute=True)
    of_positions = and_(leave, col(IntentRow.position_id).in_(positions))
    return or_(and_(entry, decided(IntentRow, focus)), of_positions)


def _all(table: type[SQLModel]) -> Select[Any]:
    return select(table)


async def _rows(connection: AsyncConnection, query: Select[Any]) -> Rows:
    rows: Rows = (await connection.execute(query)).mappings().all()
    return rows


async def _counts(connection: AsyncConnection, *queries: Select[str, int]) -> dict[str, int]:
    return {word: n for query in queries for word, n in await connection.execute(query)}
