"""Sources: accounts, institutes, links to them, and what they are worth."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import Handle, In, Number, Out, Words
from api.schemas.values import WHOLE, Truth
from contracts.posts import SourceKind
from domain.catalogue import Link, Profile
from domain.sources import Verdict
from infra.reading.look import Row
from infra.reading.source_standings import Credited

Count = Annotated[int, Field(ge=0, le=2**31 - 1), WHOLE]
Prose = Annotated[str, StringConstraints(max_length=2_000)]
"""What people say about a thing."""
WebPage = Annotated[
    str,
    StringConstraints(max_length=500, pattern=r"^https?://[!-~]{1,490}$"),
    Field(examples=["https://research.example/logo.png"]),
]
"""An address of a page or a picture."""
Named = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9 _-]{0,38}[A-Za-z0-9])?$"),
    Field(examples=["Coinbase Institutional"]),
]
"""How an institute is called; in lower case and with dashes it is the name of its feed."""

INDELIBLE = {"name": "display_name", "is_active": "active"}
"""What null does not empty, by what a profile calls it."""


class CtAccountIn(In):
    """An X account to be known; it is read once an agent follows it."""

    x_username: Handle
    display_name: Words | None = None
    followers_count: Count | None = None


class CtAccountOut(Out):
    """An X account."""

    id: UUID
    x_username: str
    display_name: str | None
    followers_count: int | None
    impact_factor: Number | None
    is_active: bool
    """Whether its posts are read."""
    last_seen_at: datetime | None


class AccountLinkOut(Out):
    """An agent follows an X account."""

    id: UUID
    agent_id: UUID
    ct_account_id: UUID
    ct_account: CtAccountOut
    created_at: datetime


class AgentAccountIn(In):
    """Which agent is to follow which X account."""

    agent_id: UUID
    ct_account_id: UUID


class FollowedIn(In):
    """The X account to be followed."""

    ct_account_id: UUID


class InstituteIn(In):
    """A research institute to be known, and read from now on."""

    name: Named
    description: Prose | None = None
    logo_url: WebPage | None = None
    website_url: WebPage | None = None
    x_handle: Handle | None = None


class InstituteChangesIn(In):
    """How an institute is to be shown; what is left out stays, null empties it."""

    name: Named | None = None
    """How it is shown; the name of its feed stays, and null says nothing."""
    description: Prose | None = None
    logo_url: WebPage | None = None
    website_url: WebPage | None = None
    x_handle: Handle | None = None
    is_active: Truth | None = None
    """Whether it is read; null says nothing."""

    def said(self) -> dict[str, Any]:
        """Return what is to be otherwise, by the names of a profile."""
        named = {name: getattr(self, name) for name in self.model_fields_set}
        told = {name: named.pop(name, None) for name in INDELIBLE}
        return named | {INDELIBLE[n]: value for n, value in told.items() if value is not None}


class InstituteOut(Out):
    """A research institute."""

    id: UUID
    name: str
    feed: str
    """What its feed is called where feeds are set up."""
    description: str | None
    logo_url: str | None
    website_url: str | None
    x_handle: str | None
    is_active: bool
    created_at: datetime


class InstituteCountedOut(InstituteOut):
    """A research institute, with how many agents follow it and how many signals that gave."""

    agent_count: int
    signal_count: int


class InstituteLinkOut(Out):
    """An agent follows a research institute."""

    id: UUID
    agent_id: UUID
    institute_id: UUID
    institute: InstituteOut
    created_at: datetime


class FollowedInstituteIn(In):
    """The institute to be followed."""

    institute_id: UUID


class HorizonOut(Out):
    """What calls returned on average by then, after costs, as fractions."""

    calls: int
    blocks: int
    mean: Number
    low: Number | None
    high: Number | None


class SourceRankedOut(Out):
    """A source's line on the leaderboard; no rank means not enough data."""

    rank: int | None
    source_id: UUID
    kind: SourceKind
    handle: str
    display_name: str | None
    verdict: Verdict
    calls: int
    shrunk: Number | None
    """What its next call can be expected to return, drawn towards all sources."""
    shrunk_low: Number | None
    shrunk_high: Number | None
    p_value: Number | None
    by_horizon: dict[str, HorizonOut]
    computed_at: datetime


class AgentCreditOut(Out):
    """What a source's posts brought to one agent."""

    agent_id: UUID
    agent_name: str
    positions: int
    weight: Number
    """How many positions that makes, each shared equally among its sources."""
    pnl: Number


class DayCreditOut(Out):
    """What a source's posts brought on one UTC day."""

    day: date
    positions: int
    weight: Number
    pnl: Number


class SourceImpactOut(Out):
    """What a source's posts brought to all agents the caller may see, in USD."""

    source_id: UUID
    kind: SourceKind
    handle: str
    display_name: str | None
    impact_factor: Number | None
    positions: int
    weight: Number
    pnl: Number
    agents: list[AgentCreditOut]
    days: list[DayCreditOut]


def account_out(source: Profile) -> CtAccountOut:
    """Show an X account."""
    return CtAccountOut(
        id=source.id,
        x_username=source.handle,
        display_name=source.display_name,
        followers_count=source.followers_count,
        impact_factor=source.impact_factor,
        is_active=source.active,
        last_seen_at=source.last_seen_at,
    )


def account_link(link: Link) -> AccountLinkOut:
    """Show that an agent follows an X account."""
    return AccountLinkOut(
        id=link.id,
        agent_id=link.agent_id,
        ct_account_id=link.source.id,
        ct_account=account_out(link.source),
        created_at=link.created_at,
    )


def institute_out(source: Profile) -> InstituteOut:
    """Show an institute."""
    return InstituteOut(
        id=source.id,
        name=source.display_name or source.handle,
        feed=source.handle,
        description=source.description,
        logo_url=source.logo_url,
        website_url=source.website_url,
        x_handle=source.x_handle,
        is_active=source.active,
        created_at=source.created_at,
    )


def institute_counted(source: Profile, row: Row) -> InstituteCountedOut:
    """Show an institute with its counts."""
    shown = institute_out(source).model_dump()
    return InstituteCountedOut(**shown, agent_count=row["agents"], signal_count=row["signals"])


def institute_link(link: Link) -> InstituteLinkOut:
    """Show that an agent follows an institute."""
    return InstituteLinkOut(
        id=link.id,
        agent_id=link.agent_id,
        institute_id=link.source.id,
        institute=institute_out(link.source),
        created_at=link.created_at,
    )


def source_ranked(row: Row, scores: Sequence[Row]) -> SourceRankedOut:
    """Show a source's line on the leaderboard."""
    told = {name: row[name] for name in SourceRankedOut.model_fields if name != "by_horizon"}
    return SourceRankedOut(
        **told, by_horizon={each["horizon"]: HorizonOut.model_validate(each) for each in scores}
    )


def impact_out(credited: Credited) -> SourceImpactOut:
    """Show what a source's posts brought."""
    source, agents = credited.source, credited.by_agent
    return SourceImpactOut(
        source_id=source["id"],
        kind=source["kind"],
        handle=source["handle"],
        display_name=source["display_name"],
        impact_factor=source["impact_factor"],
        positions=sum(row["positions"] for row in agents),
        weight=sum((row["weight"] for row in agents), Decimal(0)),
        pnl=sum((row["pnl"] for row in agents), Decimal(0)),
        agents=[AgentCreditOut(**row) for row in agents],
        days=[DayCreditOut(**row) for row in credited.by_day],
    )
