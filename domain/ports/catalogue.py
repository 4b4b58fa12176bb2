"""Agents and sources, as those who make and change them see them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from contracts.market import AgentId, SourceId, Wallet
from contracts.posts import SourceKind
from domain.catalogue import Entry, Link, Profile


class Catalogue(Protocol):
    """What is written down of agents and sources, within one transaction."""

    async def add(self, entry: Entry) -> None:
        """Store a new agent."""
        ...

    async def own(self, agent_id: AgentId, wallet: Wallet) -> Entry:
        """Lock an agent of a wallet's and return it. Raises NotFound, for a deleted one too."""
        ...

    async def save(self, entry: Entry) -> None:
        """Store an agent in place of what was there."""
        ...

    async def held(self, agent_id: AgentId) -> int:
        """Count an agent's positions that have not ended."""
        ...

    async def remove(self, agent_id: AgentId, now: datetime) -> int:
        """Mark an agent as deleted and cancel its deployments, or their users would go on paying.

        Returns how many there were.
        """
        ...

    async def follow(
        self, agent_id: AgentId, source_ids: Collection[SourceId], now: datetime
    ) -> Sequence[Link]:
        """Make an agent follow sources, which are polled from now on; twice is once."""
        ...

    async def unfollow(self, agent_id: AgentId, source_id: SourceId) -> None:
        """Make an agent follow a source no more. Raises NotFound when it did not."""
        ...

    async def link(self, link_id: UUID, kind: SourceKind) -> Link:
        """Find which agent follows which source of a kind by that name. Raises NotFound."""
        ...

    async def sources(
        self, kind: SourceKind, source_ids: Collection[SourceId]
    ) -> Sequence[Profile]:
        """Return each of the sources. Raises NotFound if one is missing or of another kind."""
        ...

    async def add_source(self, profile: Profile) -> None:
        """Store a new source. Raises Conflict when its handle is taken."""
        ...

    async def save_source(self, profile: Profile) -> None:
        """Store how a source is shown, and whether it is read, in place of what was there."""
        ...
