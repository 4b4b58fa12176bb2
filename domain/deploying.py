"""Deploying: an agent begins to run for a user, on the venues that are set up for them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.market import DeploymentId, Network, VenueName, Wallet
from domain.agents import Agent, Deployment, DeploymentStatus
from domain.ports.audit import Deed
from domain.ports.deployments import InstalledSafe
from domain.ports.gateway import GatewayUnit
from domain.subscriptions import TRIAL

SAFE_VENUES = frozenset({VenueName.SPOT, VenueName.GMX})
"""Venues that are traded from a Safe, through a module in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Somebody wants an agent to run on their wallet; `id` is its name if it is new."""

    id: DeploymentId
    agent: Agent
    user: Wallet
    network: Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """A deployment as it stands, and whether it began just now."""

    deployment: Deployment
    new: bool


async def deploy(
    uow: GatewayUnit, wish: Wish, venues: Collection[VenueName], now: datetime
) -> Deployed:
    """Begin a deployment, on trial, or return the one there is as it stands.

    The venues are those found set up by now. One that was cancelled stays so, and another begins
    where its trial and what is paid for it ended: nobody gets a second trial.
    """
    former = await uow.deployments.former(wish.agent.id, wish.user)
    stored = await uow.deployments.add(_new(wish, venues, former, now), now)
    new = stored.id == wish.id
    if new:
        named = {"agent_id": str(wish.agent.id), "venues": sorted(venues)}
        await uow.audit.note(_deed("deployment.created", stored, named), now)
    return Deployed(deployment=stored, new=new)


async def enable(uow: GatewayUnit, deployment: Deployment, venue: VenueName, now: datetime) -> None:
    """Let a deployment trade on a venue that was found set up; again changes nothing."""
    if venue not in deployment.enabled_venues:
        await uow.deployments.enable(deployment.id, venue)
        named = {"venue": venue}
        await uow.audit.note(_deed("deployment.venue_enabled", deployment, named), now)


async def install(
    uow: GatewayUnit, deployment: Deployment, safe: InstalledSafe, now: datetime
) -> None:
    """Let a deployment trade through the module in its user's Safe."""
    await uow.deployments.install(deployment.id, safe)
    named = {"safe": safe.address, "module": safe.module}
    await uow.audit.note(_deed("MODULE_INSTALLED", deployment, named), now)
    for venue in safe.venues:
        await enable(uow, deployment, venue, now)


async def set_up(uow: GatewayUnit, agent: Agent, user: Wallet) -> tuple[VenueName, ...]:
    """Pick the agent's venues that a user may trade on now; PAPER takes nothing.

    A venue of Safes is found set up by asking the chain, and never by this.
    """
    ready = await uow.agents.ready([user], agent.venues)
    return tuple(v for v in agent.venues if v not in SAFE_VENUES and user in ready[v])


def _new(
    wish: Wish, venues: Collection[VenueName], former: Deployment | None, now: datetime
) -> Deployment:
    return Deployment(
        id=wish.id,
        agent_id=wish.agent.id,
        user_wallet=wish.user,
        account=wish.user,
        network=wish.network,
        status=DeploymentStatus.ACTIVE,
        enabled_venues=tuple(v for v in wish.agent.venues if v in venues),
        sub_active=True,
        trial_ends_at=former.trial_ends_at if former else now + TRIAL,
        next_billing_at=former.next_billing_at if former else None,
    )


def _deed(event: str, deployment: Deployment, payload: Mapping[str, object]) -> Deed:
    return Deed(
        event=event,
        subject_kind="deployment",
        subject_id=str(deployment.id),
        actor=deployment.user_wallet,
        payload=payload,
    )
