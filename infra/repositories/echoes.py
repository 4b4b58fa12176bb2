"""Votes and their echoes: what candidates said lately, and who has acted on it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ARRAY, Executable, Uuid, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import AgentId, PostId, SourceId
from domain.echoes import Taken, Vote
from infra.repositories.turns import wait_turn
from infra.tables.posts import PostRow, VerdictRow
from infra.tables.signals import PostOutcomeRow

MOST_VOTES = 500
"""How many votes a new one is compared with; far more than are cast in any real ten minutes."""


async def votes(connection: AsyncConnection, since: datetime, until: datetime) -> Sequence[Vote]:
    """Wait for our turn to count votes, then list those of a stretch of time, newest first.

    The turn is held to the transaction's end, so of two copies judged side by side one sees the
    other.
    """
    await wait_turn(connection, "echoes")
    said_at, said = col(VerdictRow.said_at), col(VerdictRow.fingerprint)
    found = await connection.execute(
        select(col(PostRow.id), col(PostRow.source_id), said_at, said)
        .join_from(VerdictRow, PostRow, col(PostRow.id) == col(VerdictRow.post_id))
        .where(said.is_not(None), col(VerdictRow.echo_of).is_(None))
        .where(said_at.between(since, until))
        .order_by(said_at.desc())
        .limit(MOST_VOTES)
    )
    return [
        Vote(
            post_id=PostId(row.id),
            source_id=SourceId(row.source_id),
            said_at=row.said_at,
            fingerprint=row.fingerprint,
        )
        for row in found
    ]


async def voted(
    connection: AsyncConnection, originals: Collection[PostId]
) -> Mapping[PostId, Collection[Taken]]:
    """Tell, for each original, for which agents and tokens it or an echo raised a signal."""
    if not originals:
        return {}
    found: dict[PostId, set[Taken]] = {}
    for row in await connection.execute(_acted(list(originals))):
        acted = found.setdefault(PostId(row.original), set())
        acted.add((AgentId(row.agent_id), row.token))
    return found


def _acted(originals: Sequence[PostId]) -> Executable:
    named = func.unnest(literal(originals, ARRAY(Uuid()))).column_valued("named")
    echo = col(VerdictRow.echo_of)
    said = union_all(
        select(named.label("original"), named.label("post_id")),
        select(echo.label("original"), col(VerdictRow.post_id)).where(echo.in_(originals)),
    ).subquery("said")
    outcome = col(PostOutcomeRow.post_id) == said.c.post_id
    return (
        select(said.c.original, col(PostOutcomeRow.agent_id), col(PostOutcomeRow.token))
        .join_from(said, PostOutcomeRow, outcome)
        .where(col(PostOutcomeRow.signal_id).is_not(None))
    )
