"""Agents and sources in Postgres, as those who make and change them see them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, delete, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import AgentId, RiskPlan, SourceId, Wallet
from contracts.posts import SourceKind
from domain.agents import Agent, AgentStatus, DeploymentStatus
from domain.catalogue import Entry, Link, Profile, ProofOfIntent
from domain.errors import Conflict, NotFound
from infra.repositories.agent_rows import agent_values, venues_of
from infra.tables.agents import AgentRow, AgentSourceRow, DeploymentRow, SourceRow

ENTRY = """
    a.id, a.creator_wallet, a.name, a.description, a.venue, a.venues, a.status,
    cast(a.risk_plan as text) as risk_plan, a.leverage, a.leverage_cap, a.max_price_drift,
    a.min_score, a.flips, a.weights, a.profit_receiver_address, a.proof_message,
    a.proof_signature, a.proof_at, a.created_at
"""
"""What `entry_of` reads of an agent `a`."""
PROFILE = """
    s.id, s.kind, s.handle, s.display_name, s.description, s.website_url, s.logo_url, s.x_handle,
    s.followers_count, s.impact_factor, s.active, s.last_seen_at, s.created_at
"""
"""What `profile_of` reads of a source `s`."""
_OWN = text(f"""
    select {ENTRY} from agent a
    where a.id = :agent_id and a.creator_wallet = :wallet and a.deleted_at is null for update
""")  # noqa: S608 - a constant of ours
_HELD = text("""
    select count(*) from position
    where agent_id = :agent_id and status in ('OPENING', 'OPEN', 'CLOSING')
""")
_FOLLOW = text(f"""
    with linked as (
      insert into agent_source (agent_id, source_id, created_at)
      select :agent_id, wanted, :now from unnest(cast(:source_ids as uuid[])) as w (wanted)
      on conflict (agent_id, source_id) do update set agent_id = excluded.agent_id
      returning id, agent_id, source_id, created_at),
    polled as (
      update source s set active = true, strikes = 0
      where s.id = any(:source_ids) and not s.active)
    select {PROFILE}, x.id as link_id, x.agent_id, x.created_at as linked_at
    from linked x join source s on s.id = x.source_id order by s.kind, s.handle
""")  # noqa: S608 - a constant of ours
_LINK = text(f"""
    select {PROFILE}, x.id as link_id, x.agent_id, x.created_at as linked_at
    from agent_source x join source s on s.id = x.source_id where x.id = :link_id and s.kind = :kind
""")  # noqa: S608 - a constant of ours
_SOURCES = text(f"""
    select {PROFILE} from source s where s.kind = :kind and s.id = any(:source_ids)
    order by s.handle
""")  # noqa: S608 - a constant of ours
_SHOWN = ("display_name", "description", "website_url", "logo_url", "x_handle", "followers_count")


class SqlCatalogue:
    """What is written down of agents and sources in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, entry: Entry) -> None:
        """Store a new agent."""
        values = _entry_values(entry) | {"id": entry.agent.id, "created_at": entry.created_at}
        await self._connection.execute(insert(AgentRow).values(values))

    async def own(self, agent_id: AgentId, wallet: Wallet) -> Entry:
        """Lock an agent of a wallet's and return it. Raises NotFound, for a deleted one too."""
        values = {"agent_id": agent_id, "wallet": wallet}
        return entry_of(await self._first(_OWN, values, f"agent {agent_id}"))

    async def save(self, entry: Entry) -> None:
        """Store an agent in place of what was there."""
        await self._connection.execute(
            update(AgentRow).where(col(AgentRow.id) == entry.agent.id).values(_entry_values(entry))
        )

    async def held(self, agent_id: AgentId) -> int:
        """Count an agent's positions that have not ended."""
        found = await self._connection.execute(_HELD, {"agent_id": agent_id})
        return int(found.scalar_one())

    async def remove(self, agent_id: AgentId, now: datetime) -> int:
        """Mark an agent as deleted, cancel its deployments, and count those."""
        await self._connection.execute(
            update(AgentRow).where(col(AgentRow.id) == agent_id).values(deleted_at=now)
        )
        cancelled, d = DeploymentStatus.CANCELLED, DeploymentRow
        its = update(d).where(col(d.agent_id) == agent_id, col(d.status) != cancelled)
        return (await self._connection.execute(its.values(status=cancelled))).rowcount

    async def follow(
        self, agent_id: AgentId, source_ids: Collection[SourceId], now: datetime
    ) -> Sequence[Link]:
        """Make an agent follow sources, which are polled from now on; twice is once."""
        values = {"agent_id": agent_id, "source_ids": sorted(set(source_ids)), "now": now}
        rows = await self._connection.execute(_FOLLOW, values)
        links = [link_of(row) for row in rows.mappings()]
        return [replace(link, source=replace(link.source, active=True)) for link in links]

    async def unfollow(self, agent_id: AgentId, source_id: SourceId) -> None:
        """Make an agent follow a source no more. Raises NotFound when it did not."""
        gone = await self._connection.execute(
            delete(AgentSourceRow).where(
                col(AgentSourceRow.agent_id) == agent_id,
                col(AgentSourceRow.source_id) == source_id,
            )
        )
        if not gone.rowcount:
            raise NotFound(f"agent {agent_id} does not follow {source_id}")

    async def link(self, link_id: UUID, kind: SourceKind) -> Link:
        """Find which agent follows which source of a kind by that name. Raises NotFound."""
        values = {"link_id": link_id, "kind": kind}
        return link_of(await self._first(_LINK, values, f"link {link_id}"))

    async def sources(
        self, kind: SourceKind, source_ids: Collection[SourceId]
    ) -> Sequence[Profile]:
        """Return each of the sources. Raises NotFound if one is missing or of another kind."""
        if not source_ids:
            return []
        values = {"kind": kind, "source_ids": list(source_ids)}
        rows = await self._connection.execute(_SOURCES, values)
        found = [profile_of(row) for row in rows.mappings()]
        if missing := set(source_ids) - {profile.id for profile in found}:
            raise NotFound(f"no {kind} source {', '.join(sorted(map(str, missing)))}")
        return found

    async def add_source(self, profile: Profile) -> None:
        """Store a new source. Raises Conflict when its handle is taken."""
        values = _profile_values(profile) | {
            "id": profile.id,
            "kind": profile.kind,
            "handle": profile.handle,
            "created_at": profile.created_at,
            "strikes": 0,
        }
        added = await self._connection.execute(
            insert(SourceRow).values(values).on_conflict_do_nothing()
        )
        if not added.rowcount:
            raise Conflict(f"{profile.handle} is there already")

    async def save_source(self, profile: Profile) -> None:
        """Store how a source is shown, and whether it is read, in place of what was there."""
        await self._connection.execute(
            update(SourceRow)
            .where(col(SourceRow.id) == profile.id)
            .values(_profile_values(profile))
        )

    async def _first(self, query: Any, values: Mapping[str, Any], what: str) -> RowMapping:
        found = (await self._connection.execute(query, values)).mappings().first()
        if found is None:
            raise NotFound(f"no {what}")
        return found


def entry_of(row: RowMapping) -> Entry:
    """Read an agent from the columns of ENTRY."""
    agent = Agent(
        id=row["id"],
        creator_wallet=row["creator_wallet"],
        name=row["name"],
        status=AgentStatus(row["status"]),
        venues=venues_of(row["venue"], row["venues"]),
        risk_plan=RiskPlan.model_validate_json(row["risk_plan"]),
        leverage=row["leverage"],
        leverage_cap=row["leverage_cap"],
        max_price_drift=row["max_price_drift"],
        min_score=row["min_score"],
        flips=row["flips"],
    )
    return Entry(
        agent=agent,
        created_at=row["created_at"],
        description=row["description"],
        weights=tuple(row["weights"]),
        profit_receiver=row["profit_receiver_address"],
        proof=_proof(row),
    )


def profile_of(row: RowMapping) -> Profile:
    """Read a source from the columns of PROFILE."""
    named = {name: row[name] for name in Profile.__slots__}
    return Profile(**named | {"kind": SourceKind(row["kind"])})


def link_of(row: RowMapping) -> Link:
    """Read a link from the columns of PROFILE, and its own beside them."""
    return Link(
        id=row["link_id"],
        agent_id=row["agent_id"],
        source=profile_of(row),
        created_at=row["linked_at"],
    )


def _proof(row: RowMapping) -> ProofOfIntent | None:
    if row["proof_message"] is None:
        return None
    return ProofOfIntent(
        message=row["proof_message"], signature=row["proof_signature"], at=row["proof_at"]
    )


def _entry_values(entry: Entry) -> dict[str, Any]:
    proof = entry.proof
    return agent_values(entry.agent) | {
        "description": entry.description,
        "weights": list(entry.weights),
        "profit_receiver_address": entry.profit_receiver,
        "proof_message": proof and proof.message,
        "proof_signature": proof and proof.signature,
        "proof_at": proof and proof.at,
    }


def _profile_values(profile: Profile) -> dict[str, Any]:
    return {name: getattr(profile, name) for name in (*_SHOWN, "active")}
