"""Agent health: whether an agent can trade now, and if not, everything that is in its way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.market import DeploymentId, Usd, VenueName
from domain.agents import Agent, Deployment, DeploymentStatus
from domain.halts import Halt, entry_halt
from domain.limits import fresh
from domain.markets import Balance
from domain.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedSource:
    """A source an agent follows: whether it is polled, and when it last was."""

    handle: str
    active: bool
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How many markets a venue lists now, and when the newest of its prices was seen."""

    markets: int = 0
    priced_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a deployment has on one venue: whether it may trade there, and with what."""

    approved: bool
    balance: Balance | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """A deployment, with what it has on each venue of its agent."""

    deployment: Deployment
    places: Mapping[VenueName, Place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """All that an agent's health is told by."""

    agent: Agent
    sources: Sequence[FollowedSource]
    listings: Mapping[VenueName, Listing]
    deployed: Sequence[Deployed]
    halts: Sequence[Halt]
    now: datetime
    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What a checkup came to; `in_the_way` is empty exactly when the agent can trade.

    `deployments` says of each deployment that cannot trade why not, first things first.
    """

    agent: Agent
    sources_active: int
    venues_open: tuple[VenueName, ...]
    deployments_ready: int
    in_the_way: tuple[str, ...]
    deployments: Mapping[DeploymentId, str]

    @property
    def can_trade(self) -> bool:
        return not self.in_the_way


def examine(checkup: Checkup) -> Health:
    """Tell whether an agent can trade now, and everything that keeps it from trading."""
    venues = tuple(venue for venue in checkup.agent.venues if not _shut(checkup, venue))
    refused = {
        each.deployment.id: why
        for each in checkup.deployed
        if (why := _unready(checkup, each, venues)) is not None
    }
    return Health(
        agent=checkup.agent,
        sources_active=sum(source.active for source in checkup.sources),
        venues_open=venues,
        deployments_ready=len(checkup.deployed) - len(refused),
        in_the_way=tuple(_obstacles(checkup, venues, len(checkup.deployed) - len(refused))),
        deployments=refused,
    )


def _obstacles(checkup: Checkup, venues: Sequence[VenueName], ready: int) -> Iterator[str]:
    agent = checkup.agent
    if not agent.live:
        yield "the agent was deleted" if agent.deleted else f"the agent is a {agent.status}"
    if (halt := _halt(checkup)) is not None:
        yield str(halt)
    yield from _unheard(checkup)
    if not venues:
        yield from (f"{venue}: {_shut(checkup, venue)}" for venue in agent.venues)
    if not checkup.deployed:
        yield "nobody has deployed it"
    elif not ready:
        yield f"none of its {len(checkup.deployed)} deployments is ready"


def _unheard(checkup: Checkup) -> Iterator[str]:
    if not checkup.sources:
        yield "it follows nobody"
    elif not any(source.active for source in checkup.sources):
        handles = ", ".join(source.handle for source in checkup.sources)
        yield f"none of its sources is polled: {handles}"


def _shut(checkup: Checkup, venue: VenueName) -> str | None:
    """Say why nothing can be traded on a venue now."""
    listing = checkup.listings.get(venue, Listing())
    if not listing.markets:
        return "no markets are known"
    if listing.priced_at is None:
        return "no price was ever seen"
    if not fresh(listing.priced_at, checkup.now, checkup.policy.max_price_age):
        return f"the last price was seen at {listing.priced_at.isoformat()}"
    halt = _halt(checkup, venue=venue)
    return None if halt is None else str(halt)


def _unready(checkup: Checkup, deployed: Deployed, venues: Sequence[VenueName]) -> str | None:
    """Say why a deployment would refuse every signal now, as the intents stage would."""
    deployment = deployed.deployment
    if deployment.status is not DeploymentStatus.ACTIVE:
        return f"it is {deployment.status}"
    if not deployment.subscribed(checkup.now):
        return "its subscription has lapsed"
    if (halt := _halt(checkup, deployment=deployment)) is not None:
        return str(halt)
    enabled = [venue for venue in venues if venue in deployment.enabled_venues]
    if not enabled:
        return "it enables no venue on which the agent can trade"
    met = [_unfunded(checkup, venue, deployed.places.get(venue)) for venue in enabled]
    return None if None in met else "; ".join(why for why in met if why is not None)


def _unfunded(checkup: Checkup, venue: VenueName, place: Place | None) -> str | None:
    if place is None or not place.approved:
        return f"no approved credential for {venue}"
    if place.balance is None:
        return f"{venue} never told its balance"
    if not fresh(place.balance.seen_at, checkup.now, checkup.policy.max_balance_age):
        return f"{venue} last told its balance at {place.balance.seen_at.isoformat()}"
    available, least = place.balance.available, _least(checkup, venue)
    return None if available >= least else f"{available:f} USD on {venue}, at least {least:f}"


def _least(checkup: Checkup, venue: VenueName) -> Usd:
    """Return the money that buys the least order at the most leverage, staked whole."""
    return checkup.policy.min_notional[venue] / checkup.agent.leverage_cap


def _halt(
    checkup: Checkup, *, venue: VenueName | None = None, deployment: Deployment | None = None
) -> Halt | None:
    return entry_halt(
        checkup.halts,
        venue=venue,
        agent_id=checkup.agent.id,
        source_id=None,
        deployment_id=None if deployment is None else deployment.id,
    )
