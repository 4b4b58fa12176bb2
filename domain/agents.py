"""Agents and deployments: who trades, for whom, and within what bounds."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from contracts.market import (
    AgentId,
    DeploymentId,
    Network,
    RiskPlan,
    SourceId,
    VenueName,
    Wallet,
)
from contracts.posts import SourceKind

MULTI_ORDER = (VenueName.HYPERLIQUID, VenueName.OSTIUM, VenueName.GMX, VenueName.SPOT)
"""Where a MULTI agent looks first, unless it has a list of its own."""


class AgentStatus(StrEnum):
    DRAFT = "DRAFT"
    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"


class DeploymentStatus(StrEnum):
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    CANCELLED = "CANCELLED"


class CredentialStatus(StrEnum):
    PENDING = "PENDING"
    APPROVED = "APPROVED"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Somebody whose posts agents may follow; an X handle is stored bare and in lower case."""

    id: SourceId
    kind: SourceKind
    handle: str
    display_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A creator's strategy: which venues in which order, and which risk plan."""

    id: AgentId
    creator_wallet: Wallet
    name: str
    status: AgentStatus
    venues: tuple[VenueName, ...]
    risk_plan: RiskPlan
    leverage: Decimal | None = None
    leverage_cap: Decimal = Decimal(10)
    max_price_drift: Decimal = Decimal("0.01")
    min_score: Decimal = Decimal(0)
    flips: bool = False
    """Whether an opposite signal closes what is held, and opens the other side after that."""
    deleted: bool = False

    @property
    def live(self) -> bool:
        """Tell whether it may trade at all, for anybody."""
        return self.status is not AgentStatus.DRAFT and not self.deleted

    def serves(self, wallet: Wallet) -> bool:
        """Tell whether it trades for a wallet, if it trades: a private one for its creator."""
        return self.status is not AgentStatus.PRIVATE or wallet == self.creator_wallet

    def shown_to(self, wallet: Wallet) -> bool:
        """Tell whether a wallet may know of it: all of a public one, of others their creator."""
        public = self.status is AgentStatus.PUBLIC
        return not self.deleted and (public or wallet == self.creator_wallet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """An agent running on one user's wallet; `account` owns the funds."""

    id: DeploymentId
    agent_id: AgentId
    user_wallet: Wallet
    account: Wallet
    network: Network
    status: DeploymentStatus
    enabled_venues: tuple[VenueName, ...]
    sub_active: bool
    trial_ends_at: datetime | None
    next_billing_at: datetime | None
    winds_down: bool = False
    """Once cancelled, what it still holds is closed; otherwise it is left to its stops."""

    def subscribed(self, now: datetime) -> bool:
        """Tell whether a trial runs or a month is paid; one without either date never lapses."""
        paid = [at for at in (self.trial_ends_at, self.next_billing_at) if at is not None]
        return self.sub_active and (not paid or max(paid) > now)
