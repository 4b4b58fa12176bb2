"""The stored event log as a replay needs it: who was there, what came in, what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.market import Network, VenueName
from contracts.orders import RejectReason
from contracts.positions import PriceMarked
from contracts.posts import SourceKind, Verdict
from contracts.scores import MarketFigures
from domain.halts import Halt, HaltScope, HaltStrength
from domain.markets import marked
from domain.orders import AttemptOutcome, OrderState
from domain.ports.venue import Fill, Quote
from domain.posts import PostKind, RawPost
from domain.scores import Snapshot
from infra.reading.log_cast import Cast, read_cast


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedPost:
    """A post as first seen, and when that was."""

    seen_at: datetime
    kind: SourceKind
    post: RawPost


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedHalt:
    """A halt, who raised it, and the moments it was raised and lifted."""

    halt: Halt
    by: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedAnswer:
    """What a venue came to say of one attempt at an order; fills are those of the whole order."""

    outcome: AttemptOutcome | None
    state: OrderState
    reason: RejectReason | None
    detail: str
    ended_at: datetime
    fills: Sequence[Fill]


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """Some days of the log: all that came in from outside, in the order it came."""

    cast: Cast
    classifier: str | None
    """Who judged most of the posts; None when nobody judged any."""
    posts: Sequence[LoggedPost]
    verdicts: Mapping[str, Verdict]
    halts: Sequence[LoggedHalt]
    prices: Sequence[PriceMarked]
    answers: Mapping[UUID, LoggedAnswer]
    snapshots: Sequence[Snapshot]
    """What was told of tokens, from `OLDEST_FIGURES` before the first moment on."""


_POSTS = text("""
    select first_seen_at, source_kind, external_id, author, text, published_at, kind from post
    where first_seen_at >= :since and first_seen_at < :until and source_kind <> 'MANUAL'
    order by first_seen_at, published_at, external_id""")
_CLASSIFIER = text("""
    select v.classifier from verdict v join post p on p.id = v.post_id
    where p.first_seen_at >= :since and p.first_seen_at < :until and p.kind is distinct from 'REPLY'
      and p.kind is distinct from 'REPOST' and p.source_kind <> 'MANUAL'
    group by v.classifier order by count(*) desc, v.classifier limit 1""")
_VERDICTS = text("""
    select p.text, v.verdict from verdict v join post p on p.id = v.post_id
    where v.state = 'DONE' and v.verdict is not null and v.classifier = :classifier
      and p.first_seen_at >= :since and p.first_seen_at < :until""")
_HALTS = text("""
    select id, scope, target, strength, reason, created_at, created_by, lifted_at from halt
    where created_at < :until and (lifted_at is null or lifted_at > :since)
    order by created_at, id""")
_PRICES = text("""
    select symbol, price, seen_at from price_bar
    where network = :network and venue = 'PAPER' and seen_at >= :since and seen_at < :until
    order by seen_at, symbol""")
_ANSWERS = text("""
    select a.client_order_id, a.outcome, o.id as order_id, o.state, o.reject_reason,
      coalesce(o.detail, '') as detail, o.updated_at
    from order_attempt a join trade_order o on o.id = a.order_id
    where o.network = :network and o.created_at >= :since and o.created_at < :until""")
_FILLS = text("""
    select f.order_id, f.fill_id, f.quantity, f.price, f.fee, f.filled_at
    from fill f join trade_order o on o.id = f.order_id
    where o.network = :network and o.created_at >= :since and o.created_at < :until
    order by f.order_id, f.filled_at, f.fill_id""")
_SNAPSHOTS = text("""
    select token, seen_at, figures from token_snapshot
    where seen_at >= :oldest and seen_at < :until order by seen_at, token, provider""")
_SPAN = text("""
    select min(at) as first, max(at) as last from (
      select first_seen_at as at from post where source_kind <> 'MANUAL'
      union all select seen_at from price_bar where network = :network and venue = 'PAPER'
      union all select filled_at from fill f join trade_order o on o.id = f.order_id
        where o.network = :network) as everything""")
OLDEST_FIGURES = timedelta(days=7)
"""For how long figures are kept."""


async def read_span(engine: AsyncEngine, network: Network) -> tuple[datetime, datetime] | None:
    """Find the midnights before the first and after the last of what is logged; None for nothing.

    UTC.
    """
    async with engine.connect() as connection:
        row = (await connection.execute(_SPAN, {"network": network})).one()
    if row.first is None:
        return None
    return _midnight(row.first), _midnight(row.last) + timedelta(days=1)


async def read_log(engine: AsyncEngine, network: Network, since: datetime, until: datetime) -> Log:
    """Read what came in from a moment up to, not including, another; all at one moment."""
    span = {"since": since, "until": until}
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        classifier: str | None = await connection.scalar(_CLASSIFIER, span)
        return Log(
            cast=await read_cast(connection, network, until),
            posts=[_post(row) for row in await connection.execute(_POSTS, span)],
            classifier=classifier,
            verdicts=await _verdicts(connection, span | {"classifier": classifier}),
            halts=[_halt(row, since) for row in await connection.execute(_HALTS, span)],
            prices=await _prices(connection, span | {"network": network}),
            answers=await _answers(connection, span | {"network": network}),
            snapshots=await _snapshots(connection, since, until),
        )


async def _verdicts(connection: AsyncConnection, span: Mapping[str, Any]) -> dict[str, Verdict]:
    rows = await connection.execute(_VERDICTS, span)
    return {row.text: Verdict.model_validate(row.verdict) for row in rows}


async def _prices(connection: AsyncConnection, span: Mapping[str, Any]) -> list[PriceMarked]:
    quotes = (
        Quote(symbol=row.symbol, price=row.price, seen_at=row.seen_at)
        for row in await connection.execute(_PRICES, span)
    )
    return [marked(VenueName.PAPER, quote) for quote in quotes]


async def _snapshots(
    connection: AsyncConnection, since: datetime, until: datetime
) -> list[Snapshot]:
    span = {"oldest": since - OLDEST_FIGURES, "until": until}
    return [
        Snapshot(
            token=row.token,
            seen_at=row.seen_at,
            figures=MarketFigures.model_validate(row.figures),
        )
        for row in await connection.execute(_SNAPSHOTS, span)
    ]


async def _answers(
    connection: AsyncConnection, span: Mapping[str, Any]
) -> dict[UUID, LoggedAnswer]:
    fills: dict[UUID, list[Fill]] = {}
    for row in await connection.execute(_FILLS, span):
        fills.setdefault(row.order_id, []).append(_fill(row))
    rows = await connection.execute(_ANSWERS, span)
    return {row.client_order_id: _answer(row, fills.get(row.order_id, ())) for row in rows}


def _post(row: Any) -> LoggedPost:
    return LoggedPost(
        seen_at=row.first_seen_at,
        kind=SourceKind(row.source_kind),
        post=RawPost(
            external_id=row.external_id,
            author=row.author,
            text=row.text,
            published_at=row.published_at,
            kind=PostKind(row.kind) if row.kind else None,
        ),
    )


def _halt(row: Any, since: datetime) -> LoggedHalt:
    halt = Halt(
        id=row.id,
        scope=HaltScope(row.scope),
        target=row.target,
        strength=HaltStrength(row.strength),
        reason=row.reason,
    )
    return LoggedHalt(
        halt=halt, by=row.created_by, since=max(row.created_at, since), until=row.lifted_at
    )


def _fill(row: Any) -> Fill:
    return Fill(
        fill_id=row.fill_id,
        quantity=row.quantity,
        price=row.price,
        fee=row.fee,
        filled_at=row.filled_at,
    )


def _answer(row: Any, fills: Sequence[Fill]) -> LoggedAnswer:
    return LoggedAnswer(
        outcome=AttemptOutcome(row.outcome) if row.outcome else None,
        state=OrderState(row.state),
        reason=RejectReason(row.reject_reason) if row.reject_reason else None,
        detail=row.detail,
        ended_at=row.updated_at,
        fills=tuple(fills),
    )


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
