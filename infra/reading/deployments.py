"""Deployments as their owners see them: with their agent, and how each venue stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.market import VenueName, Wallet
from domain.agents import MULTI_ORDER, CredentialStatus, DeploymentStatus
from domain.setups import Key, Known, Setup, setups
from infra.reading.look import Look, Row

_SEEN = """
    select d.id, d.agent_id, a.name, a.venue, a.venues, d.user_wallet, d.status, d.sub_active,
      d.sub_started_at, d.trial_ends_at, d.next_billing_at, d.enabled_venues,
      coalesce(d.safe_wallet, d.account) as safe_wallet,
      d.module_address is not null as module_enabled,
      exists (select 1 from telegram_user t where t.user_wallet = d.user_wallet
              and t.active and t.linked_at is not null) as telegram_linked,
      coalesce((select json_agg(json_build_object(
          'venue', c.venue, 'agent_address', c.agent_address, 'status', c.status))
        from credential c where c.user_wallet = d.user_wallet and c.network = d.network
          and c.status in ('APPROVED', 'PENDING')), '[]') as keys
    from deployment d join agent a on a.id = d.agent_id
    where (:sees_all or d.user_wallet = :caller) and d.network = :network
"""
_LISTED = f"""{_SEEN}
      and (cast(:agent_id as uuid) is null or d.agent_id = :agent_id)
      and (cast(:user_wallet as text) is null or d.user_wallet = :user_wallet)
      and (cast(:status as text) is null or d.status = :status)
      and (cast(:after_at as timestamptz) is null
           or (d.sub_started_at, d.id) < (:after_at, cast(:after_id as uuid)))
    order by d.sub_started_at desc, d.id desc limit :limit offset :offset
"""
_ONE = f"{_SEEN} and d.id = cast(:id as uuid)"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSeen:
    """What is shown of a deployment's agent."""

    name: str
    venue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentSeen:
    """A deployment as its owner sees it."""

    id: UUID
    agent_id: UUID
    agent: AgentSeen
    user_wallet: Wallet
    safe_wallet: Wallet
    module_enabled: bool
    status: DeploymentStatus
    sub_active: bool
    sub_started_at: datetime
    trial_ends_at: datetime | None
    next_billing_at: datetime | None
    telegram_linked: bool
    enabled_venues: tuple[VenueName, ...]
    venues: tuple[Setup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which deployments are looked for; what is None does not matter."""

    agent_id: UUID | None = None
    user_wallet: Wallet | None = None
    status: DeploymentStatus | None = None


async def deployments(
    look: Look, wanted: Wanted, place: dict[str, Any]
) -> Sequence[DeploymentSeen]:
    """List deployments, those begun last first."""
    chosen = {
        "agent_id": wanted.agent_id,
        "user_wallet": wanted.user_wallet,
        "status": wanted.status,
    }
    return [_seen(row) for row in await look.rows(_LISTED, **chosen, **place)]


async def deployment(look: Look, deployment_id: UUID) -> DeploymentSeen:
    """Describe one deployment. Raises NotFound."""
    return _seen(await look.one(f"deployment {deployment_id}", _ONE, id=deployment_id))


def _seen(row: Row) -> DeploymentSeen:
    told = {name: value for name, value in row.items() if name not in _FOLDED}
    enabled = tuple(VenueName(name) for name in row["enabled_venues"])
    known = Known(
        enabled=frozenset(enabled),
        keys=tuple(_key(key) for key in row["keys"]),
        module=row["module_enabled"],
    )
    return DeploymentSeen(
        **told
        | {
            "agent": AgentSeen(name=row["name"], venue=row["venue"]),
            "status": DeploymentStatus(row["status"]),
            "enabled_venues": enabled,
            "venues": tuple(setups(_venues(row), known)),
        }
    )


_FOLDED = frozenset({"name", "venue", "keys"})


def _venues(row: Row) -> tuple[VenueName, ...]:
    if row["venue"] != "MULTI":
        return (VenueName(row["venue"]),)
    return tuple(VenueName(name) for name in row["venues"]) or MULTI_ORDER


def _key(told: dict[str, str]) -> Key:
    return Key(
        venue=VenueName(told["venue"]),
        agent_address=told["agent_address"],
        status=CredentialStatus(told["status"]),
    )
