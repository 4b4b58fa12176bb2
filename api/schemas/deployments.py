"""Deployments, as their owners make, see and change them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.schemas.base import Address, In, Number, Out, Shown
from contracts.market import VenueName
from domain.agents import DeploymentStatus
from domain.setups import SetupStatus


class KeepOrClose(StrEnum):
    """What becomes of what a cancelled deployment holds."""

    KEEP = "KEEP"
    """It is left to its stops."""
    CLOSE = "CLOSE"
    """It is closed now."""


class AgentShown(Out):
    """A deployment's agent; `venue` is MULTI for one that has several."""

    name: str
    venue: str


class VenueSetupOut(Out):
    """How far one venue is set up."""

    venue: VenueName
    status: SetupStatus
    agent_address: Shown | None
    """The key that trades there, or waits for its approval."""
    approved: bool


class DeploymentOut(Out):
    """An agent running on a user's wallet."""

    id: UUID
    agent_id: UUID
    agent: AgentShown
    user_wallet: Shown
    safe_wallet: Shown
    """The Safe of SPOT and GMX; where there is none, the user's own wallet."""
    module_enabled: bool
    status: DeploymentStatus
    sub_active: bool
    sub_started_at: datetime
    trial_ends_at: datetime | None
    next_billing_at: datetime | None
    telegram_linked: bool
    enabled_venues: list[VenueName]
    venues: list[VenueSetupOut]


class DeploymentIn(In):
    """Let an agent run on the caller's wallet."""

    agent_id: UUID
    user_wallet: Address
    safe_wallet: Address | None = None
    """The wallet itself or nothing; a Safe goes to /api/deployments/create."""


class DeploymentPatchIn(In):
    """What is to change; what is left out stays."""

    status: DeploymentStatus | None = None
    sub_active: bool | None = None
    keep_or_close: KeepOrClose | None = None
    """With CANCELLED, and only then."""


class CancelIn(In):
    """There is no default: it is somebody's money."""

    keep_or_close: KeepOrClose


class RemovedOut(Out):
    """A deployment that is gone."""

    id: UUID
    message: str


class MultiIn(In):
    """Let an agent of several venues run on the caller's wallet."""

    agent_id: UUID
    user_wallet: Address
    enabled_venues: Annotated[frozenset[VenueName], Field(min_length=1)] | None = None
    """Those wanted, all without it; each is enabled once it is found set up."""


class MultiOut(Out):
    """What became of that."""

    success: Literal[True]
    deployment: DeploymentOut
    message: str


class SafeDeploymentIn(In):
    """Let an agent trade from a Safe of the caller's."""

    agent_id: UUID
    user_wallet: Address
    safe_wallet: Address


class SafeDeploymentShown(Out):
    """A deployment that trades from a Safe."""

    id: UUID
    agent_id: UUID
    agent_name: str
    venue: str
    user_wallet: Shown
    safe_wallet: Shown
    status: DeploymentStatus
    created_at: datetime


class BalancesOut(Out):
    """What a Safe has, in whole units; null where the chain did not say."""

    usdc: Number | None
    eth: Number


class SafeInfoOut(Out):
    """A Safe, as the chain describes it."""

    address: Shown
    owners: list[Shown]
    threshold: int
    balances: BalancesOut


class SafeDeploymentOut(Out):
    """A deployment on a Safe that is ready to trade."""

    success: Literal[True]
    deployment: SafeDeploymentShown
    safe_info: SafeInfoOut
    message: str
    next_steps: list[str]


class VenueDeploymentShown(Out):
    """A deployment, and the key that trades for it on a venue."""

    id: UUID
    agent_id: UUID
    user_wallet: Shown
    agent_address: Shown
    status: DeploymentStatus


class VenueDeploymentIn(In):
    """Let an agent trade on a venue with a key that the caller approved there."""

    agent_id: UUID
    user_wallet: Address
    agent_address: Address


class VenueDeploymentOut(Out):
    """What became of that."""

    success: Literal[True]
    deployment: VenueDeploymentShown
    message: str
