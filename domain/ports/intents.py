"""Intents and refusals, as the stages see them."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Protocol

from contracts.intents import TradeIntended, TradeRefused
from contracts.market import AgentId, DeploymentId, PositionId, SignalId, Symbol, Wallet
from domain.flips import Held, PendingFlip, Place
from domain.limits import Exposure
from domain.routing import Routing


class Intents(Protocol):
    """Intents and refusals in the store, within one transaction."""

    async def settled(self, signal_ids: Collection[SignalId]) -> AbstractSet[SignalId]:
        """Wait for our turn to decide, then name the signals that have their decisions already.

        Decisions are made one transaction at a time until it ends: limits that count across
        signals hold, and two signals that share wallets cannot wait for each other.
        """
        ...

    async def exposures(self, wallets: Collection[Wallet]) -> Mapping[Wallet, Exposure]:
        """Tell what each wallet has live; one with nothing is absent."""
        ...

    async def held(
        self, deployment_ids: Collection[DeploymentId], symbols: Collection[Symbol]
    ) -> Mapping[Symbol, Mapping[Place, Held]]:
        """Tell for each of the symbols what the deployments hold open, by deployment and venue."""
        ...

    async def add_flips(self, pending: Sequence[PendingFlip], now: datetime) -> None:
        """Store flips as pending; known ones are left alone."""
        ...

    async def flips_of(self, position_ids: Collection[PositionId]) -> Sequence[PendingFlip]:
        """List the pending flips that wait for any of the positions to close."""
        ...

    async def overdue_flips(self, now: datetime) -> Sequence[PendingFlip]:
        """List the pending flips whose signals have expired."""
        ...

    async def pending_flips(self) -> Sequence[PendingFlip]:
        """List every pending flip."""
        ...

    async def settle_flips(self, pending: Sequence[PendingFlip], now: datetime) -> None:
        """Note that nothing waits any longer: the deployments have decided."""
        ...

    async def unresolved(
        self, agent_ids: Collection[AgentId], symbols: Collection[Symbol]
    ) -> Mapping[Symbol, AbstractSet[DeploymentId]]:
        """Name the agents' deployments with an order of unknown fate, for each of the symbols."""
        ...

    async def reserve(self, intents: Sequence[TradeIntended], now: datetime) -> set[PositionId]:
        """Insert each intent's position as OPENING and return those that stand.

        One live position per (network, venue, wallet, symbol): the others are left out.
        """
        ...

    async def add(self, intents: Sequence[TradeIntended], now: datetime) -> None:
        """Store entry intents whose positions are reserved; known ones are left alone."""
        ...

    async def add_refusals(self, refusals: Sequence[TradeRefused]) -> None:
        """Store refusals, dated by when they occurred; the first of a pair stays."""
        ...

    async def add_routings(
        self, routings: Mapping[tuple[SignalId, DeploymentId], Routing], now: datetime
    ) -> None:
        """Store which venues a deployment's trade on a signal was offered to; the first stays."""
        ...
