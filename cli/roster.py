"""Who trades, written in a file: agents, whom they follow, and the wallets they run on."""

import tomllib
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid5

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from contracts.market import (
    AgentId,
    DeploymentId,
    Leverage,
    Network,
    RiskPlan,
    SourceId,
    VenueName,
    Wallet,
)
from contracts.posts import SourceKind
from domain.agents import Agent, AgentStatus, Deployment, DeploymentStatus, Source
from domain.ports.unit_of_work import UnitsOfWork
from domain.preferences import Preferences
from domain.subscriptions import TRIAL

ROSTER = UUID("5b0f2a5e-6f0a-5f0e-9a3c-0f5d8f2c7a11")


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _handle(value: object) -> object:
    return value.strip().removeprefix("@").lower() if isinstance(value, str) else value


Address = Annotated[Wallet, BeforeValidator(_lower)]
"""An address in any case, as people paste it; stored in lower case."""
Handle = Annotated[str, BeforeValidator(_handle), StringConstraints(pattern=r"^[a-z0-9_]{1,30}$")]


class Entry(BaseModel):
    """One table of the file; a key nobody knows is refused, so that a slip is seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PlanEntry(RiskPlan):
    """A risk plan as written by a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Dial = Annotated[int, Field(strict=True, ge=0, le=100)]
"""A preference; 50 is neutral."""


class PreferencesEntry(Entry):
    """How the owner of a wallet likes to trade; a dial that is left out is neutral."""

    wallet: Address
    risk_tolerance: Dial = 50
    trade_frequency: Dial = 50
    social_sentiment_weight: Dial = 50
    price_momentum_focus: Dial = 50
    market_rank_priority: Dial = 50

    def preferences(self) -> Preferences:
        """Return the dials alone."""
        return Preferences(**self.model_dump(exclude={"wallet"}))


class DeploymentEntry(Entry):
    """A wallet an agent runs on."""

    wallet: Address
    account: Address | None = None
    status: DeploymentStatus = DeploymentStatus.ACTIVE
    venues: Annotated[tuple[VenueName, ...], Field(min_length=1)] = (VenueName.PAPER,)


class AgentEntry(Entry):
    """An agent: what it follows, where and how it trades, and for whom."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    creator: Address
    status: AgentStatus = AgentStatus.PUBLIC
    follows: Annotated[tuple[Handle, ...], Field(min_length=1)]
    venues: Annotated[tuple[VenueName, ...], Field(min_length=1)] = (VenueName.PAPER,)
    leverage: Leverage | None = None
    leverage_cap: Annotated[Decimal, Field(ge=1, le=10)] = Decimal(10)
    """No wish, of whomever, is geared beyond this."""
    max_price_drift: Annotated[Decimal, Field(gt=0, lt=1)] = Decimal("0.01")
    min_score: Annotated[Decimal, Field(ge=-1, le=1)] = Decimal(0)
    """The market score a signal must be above; without a score it says nothing."""
    flips: bool = False
    """Whether an opposite signal closes what is held and then opens the other side."""
    plan: PlanEntry = PlanEntry()
    deployment: tuple[DeploymentEntry, ...] = ()

    @property
    def id(self) -> AgentId:
        """The same creator and name are the same agent, however often the file is applied."""
        return AgentId(uuid5(ROSTER, f"agent/{self.creator}/{self.name}"))


class Roster(Entry):
    """The whole file."""

    agent: Annotated[tuple[AgentEntry, ...], Field(min_length=1)]
    preferences: tuple[PreferencesEntry, ...] = ()


def read_roster(path: Path) -> Roster:
    """Read a roster. Raises OSError, tomllib.TOMLDecodeError or pydantic.ValidationError."""
    document: dict[str, Any] = tomllib.loads(path.read_text(), parse_float=Decimal)
    return Roster.model_validate(document)


async def apply_roster(
    units: UnitsOfWork, roster: Roster, network: Network, now: datetime | None
) -> None:
    """Store everyone in one transaction; applying it again changes nothing.

    A deployment that is made by this is on trial from `now` on; one that was there keeps its term.
    Without a moment it never lapses, which is for replays: nobody accrues months in those.
    """
    async with units() as uow:
        for handle in sorted({handle for entry in roster.agent for handle in entry.follows}):
            await uow.agents.save_source(_source(handle))
        for entry in roster.agent:
            followed = [_source(handle).id for handle in entry.follows]
            await uow.agents.save_agent(_agent(entry), followed)
            for deployment in _deployments(entry, network, now):
                await uow.agents.save_deployment(deployment)
        for liking in roster.preferences:
            await uow.preferences.save(liking.wallet, liking.preferences())


def _source(handle: str) -> Source:
    id_ = SourceId(uuid5(ROSTER, f"source/{handle}"))
    return Source(id=id_, kind=SourceKind.X, handle=handle)


def _agent(entry: AgentEntry) -> Agent:
    return Agent(
        id=entry.id,
        creator_wallet=entry.creator,
        name=entry.name,
        status=entry.status,
        venues=entry.venues,
        risk_plan=entry.plan,
        leverage=entry.leverage,
        leverage_cap=entry.leverage_cap,
        max_price_drift=entry.max_price_drift,
        min_score=entry.min_score,
        flips=entry.flips,
    )


def _deployments(entry: AgentEntry, network: Network, now: datetime | None) -> Iterator[Deployment]:
    for each in entry.deployment:
        yield Deployment(
            id=DeploymentId(uuid5(entry.id, f"deployment/{each.wallet}/{network}")),
            agent_id=entry.id,
            user_wallet=each.wallet,
            account=each.account or each.wallet,
            network=network,
            status=each.status,
            enabled_venues=each.venues,
            sub_active=True,
            trial_ends_at=None if now is None else now + TRIAL,
            next_billing_at=None,
        )
