"""Deployments as their owners change them, in Postgres."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, all_, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import AgentId, DeploymentId, Network, VenueName, Wallet
from domain.agents import Deployment, DeploymentStatus
from domain.errors import Conflict, NotFound
from domain.ports.deployments import InstalledSafe
from infra.repositories.agent_rows import deployment_values
from infra.repositories.agents import SqlAgents
from infra.tables.agents import DeploymentRow
from infra.tables.positions import PositionRow

_CANCELLED = DeploymentStatus.CANCELLED
_LIVE = ("OPENING", "OPEN", "CLOSING")
D = DeploymentRow


class SqlDeployments:
    """Deployments of this network in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network
        self._agents = SqlAgents(connection, network)

    async def add(self, deployment: Deployment, now: datetime) -> Deployment:
        """Store a deployment, or return the one its user has of that agent: there is one."""
        if deployment.network is not self._network:
            raise Conflict(f"a deployment on {deployment.network} in a store of {self._network}")
        values = deployment_values(deployment) | {"sub_started_at": now, "created_at": now}
        # Whoever comes second waits here until the first commits, and then finds its row.
        statement = insert(D).values(id=deployment.id, **values).on_conflict_do_nothing()
        await self._connection.execute(statement)
        stored = await self.of(deployment.agent_id, deployment.user_wallet)
        if stored is None:
            raise AssertionError(f"deployment {deployment.id} was stored and is not there")
        return stored

    async def of(self, agent_id: AgentId, user: Wallet) -> Deployment | None:
        """Find the one deployment that a user has of an agent; a cancelled one is none."""
        return await self._first(self._of(agent_id, user).where(col(D.status) != _CANCELLED))

    async def former(self, agent_id: AgentId, user: Wallet) -> Deployment | None:
        """Find the last one that a user had of an agent and cancelled."""
        over = self._of(agent_id, user).where(col(D.status) == _CANCELLED)
        return await self._first(over.order_by(col(D.created_at).desc()).limit(1))

    def _of(self, agent_id: AgentId, user: Wallet) -> Select[UUID]:
        return select(col(D.id)).where(
            col(D.user_wallet) == user,
            col(D.agent_id) == agent_id,
            col(D.network) == self._network,
        )

    async def _first(self, wanted: Select[UUID]) -> Deployment | None:
        found: UUID | None = await self._connection.scalar(wanted)
        return None if found is None else await self._agents.deployment(DeploymentId(found))

    async def hold(self, deployment_id: DeploymentId, owner: Wallet) -> Deployment:
        """Keep others from changing an owner's deployment until the transaction ends."""
        held = await self._connection.execute(
            select(col(D.id))
            .where(
                col(D.id) == deployment_id,
                col(D.user_wallet) == owner,
                col(D.network) == self._network,
            )
            .with_for_update(key_share=True)
        )
        if held.first() is None:
            raise NotFound(f"no deployment {deployment_id}")
        return await self._agents.deployment(deployment_id)

    async def enable(self, deployment_id: DeploymentId, venue: VenueName) -> None:
        """Let a deployment trade on a venue that was found set up; again changes nothing."""
        venues = col(D.enabled_venues)
        await self._connection.execute(
            update(D)
            .where(col(D.id) == deployment_id, literal(venue.value) != all_(venues))
            .values(enabled_venues=func.array_append(venues, venue.value))
        )

    async def install(self, deployment_id: DeploymentId, safe: InstalledSafe) -> None:
        """Note the Safe that a deployment trades from, and the module that acts for it."""
        values = {"safe_wallet": safe.address, "module_address": safe.module}
        owner = {"account": safe.address} if safe.owns_all else {}
        changed = update(D).where(col(D.id) == deployment_id)
        await self._connection.execute(changed.values(**values, **owner))

    async def subscribe(self, deployment_id: DeploymentId, *, active: bool) -> None:
        """Let a deployment be served and charged, or neither, from now on."""
        changed = update(D).where(col(D.id) == deployment_id)
        await self._connection.execute(changed.values(sub_active=active))

    async def remove(self, deployment_id: DeploymentId) -> None:
        """Forget a deployment that never did anything.

        Raises Conflict when it holds positions, or did something that is kept for good.
        """
        if n := await self._live(deployment_id):
            raise Conflict(f"deployment {deployment_id} holds {n} positions")
        try:
            async with self._connection.begin_nested():
                await self._connection.execute(delete(D).where(col(D.id) == deployment_id))
        except IntegrityError:
            kept = f"what deployment {deployment_id} did is kept for good: cancel it instead"
            raise Conflict(kept) from None

    async def _live(self, deployment_id: DeploymentId) -> int:
        found = await self._connection.execute(
            select(func.count())
            .select_from(PositionRow)
            .where(
                col(PositionRow.deployment_id) == deployment_id, col(PositionRow.status).in_(_LIVE)
            )
        )
        count: int = found.scalar_one()
        return count
