"""What operators and admins look at and set going."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from api.schemas.base import In, Out, Shown
from domain.agents import DeploymentStatus
from domain.attention import Concern
from domain.ports.operations import Errand
from domain.positions import PositionStatus

Why = Annotated[str, StringConstraints(pattern=r"^[^\x00]{1,300}$")]


class WorryOut(Out):
    """One thing about one deployment that somebody should look at."""

    deployment_id: UUID
    agent_id: UUID
    agent_name: str
    user_wallet: Shown
    status: DeploymentStatus
    concern: Concern
    detail: str
    since: datetime | None
    position_id: UUID | None


class ErrandOut(Out):
    """What was asked for, and when it was done; null while it is to be done."""

    name: Errand
    asked_at: datetime
    done_at: datetime | None


class ExecuteIn(In):
    """A signal that one deployment is to decide on anew."""

    deployment_id: UUID
    signal_id: UUID


class CloseForIn(In):
    """A position to be exited at the market."""

    position_id: UUID
    why: Why = "by an admin"


class CloseAskedOut(Out):
    """A position that is being exited."""

    position_id: UUID
    status: PositionStatus
    intent_id: UUID | None
    """The exit that was begun now; null when one was under way."""
