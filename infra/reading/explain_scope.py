"""What a chain is told of: where in it the thing asked about hangs, and who looks."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select, true
from sqlmodel import col

from contracts.market import Wallet
from contracts.posts import SourceKind
from domain.agents import AgentStatus
from infra.tables.agents import AgentRow, DeploymentRow
from infra.tables.posts import PostRow
from infra.tables.signals import PostOutcomeRow, SignalRow


class Kind(StrEnum):
    """What an id can name."""

    POST = "post"
    SIGNAL = "signal"
    INTENT = "intent"
    ORDER = "order"
    POSITION = "position"


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """Who looks: a wallet sees what is public and what is its own, nobody what is public."""

    wallet: Wallet | None = None
    all: bool = False


EVERYTHING = Eyes(all=True)
"""Those of whoever runs the platform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """What was asked about, and where in the chain it hangs; None is all, or none there."""

    kind: Kind
    id: UUID
    post_id: UUID | None
    signal_id: UUID | None = None
    deployment_id: UUID | None = None
    eyes: Eyes = EVERYTHING

    @property
    def partial(self) -> bool:
        """Tell whether deployments are left out."""
        return self.deployment_id is not None or not self.eyes.all


def signal_ids(focus: Focus) -> Select[Any]:
    """Ask for the signals in focus."""
    ids = select(col(SignalRow.id)).where(signal_shown(focus.eyes))
    if focus.signal_id is not None:
        return ids.where(col(SignalRow.id) == focus.signal_id)
    raised = select(col(PostOutcomeRow.signal_id)).where(
        col(PostOutcomeRow.post_id) == focus.post_id, col(PostOutcomeRow.signal_id).is_not(None)
    )
    return raised if focus.eyes.all else ids.where(col(SignalRow.id).in_(raised))


def decided(table: Any, focus: Focus) -> ColumnElement[bool]:
    """Match what the deployments in focus decided on the signals in focus."""
    of_signals = col(table.signal_id).in_(signal_ids(focus))
    return and_(of_signals, _in_focus(table, focus)) if focus.partial else of_signals


def decided_beside(table: Any, focus: Focus) -> ColumnElement[bool]:
    """Match what other deployments decided on the signals in focus."""
    return and_(col(table.signal_id).in_(signal_ids(focus)), not_(_in_focus(table, focus)))


def _in_focus(table: Any, focus: Focus) -> ColumnElement[bool]:
    named: ColumnElement[bool] = true()
    if focus.deployment_id is not None:
        named = col(table.deployment_id) == focus.deployment_id
    if focus.eyes.all:
        return named
    return and_(named, col(table.deployment_id).in_(own_deployments(focus.eyes)))


def own_deployments(eyes: Eyes) -> Select[Any]:
    """Ask for the deployments whose trades are shown to somebody."""
    return select(col(DeploymentRow.id)).where(_mine(DeploymentRow.user_wallet, eyes))


def agent_shown(eyes: Eyes) -> ColumnElement[bool]:
    """Match agents that anybody may see, those of their creator, and those that run for one."""
    if eyes.all:
        return true()
    listed = and_(col(AgentRow.status) == AgentStatus.PUBLIC, col(AgentRow.deleted_at).is_(None))
    runs = select(col(DeploymentRow.agent_id)).where(_mine(DeploymentRow.user_wallet, eyes))
    created = _mine(AgentRow.creator_wallet, eyes)
    return or_(listed, created, col(AgentRow.id).in_(runs))


def signal_shown(eyes: Eyes) -> ColumnElement[bool]:
    """Match signals of agents that are shown; what a person asked for by hand is theirs alone."""
    if eyes.all:
        return true()
    asked = col(SignalRow.deployment_id)
    agents = select(col(AgentRow.id)).where(agent_shown(eyes))
    of_agent = and_(asked.is_(None), col(SignalRow.agent_id).in_(agents))
    return or_(of_agent, asked.in_(own_deployments(eyes)))


def outcome_shown(eyes: Eyes) -> ColumnElement[bool]:
    """Match what posts came to for agents that are shown, and for nobody."""
    agents = select(col(AgentRow.id)).where(agent_shown(eyes))
    return or_(col(PostOutcomeRow.agent_id).is_(None), col(PostOutcomeRow.agent_id).in_(agents))


def post_shown(eyes: Eyes) -> ColumnElement[bool]:
    """Match posts of sources, and one's own words."""
    if eyes.all:
        return true()
    by_hand = col(PostRow.source_kind) == SourceKind.MANUAL
    return or_(not_(by_hand), _mine(PostRow.author, eyes))


def _mine(column: Any, eyes: Eyes) -> ColumnElement[bool]:
    return false() if eyes.wallet is None else col(column) == eyes.wallet
