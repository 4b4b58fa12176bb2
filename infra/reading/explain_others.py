"""Counts of what hangs beside what was asked about."""

from collections.abc import Sequence

from sqlalchemy import Select, and_, func, literal, select
from sqlmodel import col

from contracts.market import Purpose
from infra.reading.explain_flips import others_waiting
from infra.reading.explain_scope import Focus, decided_beside, outcome_shown
from infra.tables.signals import FlipRow, IntentRow, PostOutcomeRow, RefusalRow


def other_outcomes(focus: Focus) -> Sequence[Select[str, int]]:
    """Count what the post came to beside the signal in focus."""
    if focus.signal_id is None:
        return ()
    word = func.coalesce(col(PostOutcomeRow.reason), "signal")
    beside = col(PostOutcomeRow.signal_id).is_distinct_from(focus.signal_id)
    of_post = col(PostOutcomeRow.post_id) == focus.post_id
    shown = outcome_shown(focus.eyes)
    return (select(word, func.count()).where(of_post, beside, shown).group_by(word).order_by(word),)


def other_deployments(focus: Focus) -> Sequence[Select[str, int]]:
    """Count what deployments beside those in focus decided, refusals by their reason.

    Those that wait for a position to close have not decided yet.
    """
    if not focus.partial:
        return ()
    reason = col(RefusalRow.reason)
    refused: Select[str, int] = select(reason, func.count()).where(
        decided_beside(RefusalRow, focus)
    )
    since = and_(
        col(RefusalRow.signal_id) == col(IntentRow.signal_id),
        col(RefusalRow.deployment_id) == col(IntentRow.deployment_id),
    )
    intended: Select[str, int] = (
        select(literal("intended"), func.count())
        .select_from(IntentRow)
        .outerjoin(RefusalRow, since)
        .where(decided_beside(IntentRow, focus))
        .where(col(IntentRow.purpose) == Purpose.OPEN, col(RefusalRow.id).is_(None))
        .having(func.count() > 0)
    )
    waiting = others_waiting(decided_beside(FlipRow, focus))
    return intended, refused.group_by(reason).order_by(reason), waiting
