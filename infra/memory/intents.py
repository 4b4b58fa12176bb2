"""Intents and refusals in memory."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from contracts.intents import TradeIntended, TradeRefused
from contracts.market import AgentId, DeploymentId, PositionId, SignalId, Symbol, Wallet
from domain.flips import Held, PendingFlip, Place
from domain.limits import Exposure
from domain.orders import OrderState
from domain.positions import Position, PositionStatus
from domain.routing import Routing
from infra.memory.journal import Journal, Table
from infra.memory.orders import MemoryOrders
from infra.memory.position_rows import PositionRows

Pair = tuple[SignalId, DeploymentId]


@dataclass(frozen=True, slots=True)
class Entry:
    """An intent to open, and when it was stored."""

    intent: TradeIntended
    created_at: datetime


class MemoryIntents:
    """Intents and refusals in memory; see `domain.ports.intents.Intents`."""

    def __init__(self, journal: Journal, positions: PositionRows, orders: MemoryOrders) -> None:
        self._positions = positions
        self._orders = orders
        self._entries: Table[Pair, Entry] = Table(journal)
        self._refusals: Table[Pair, TradeRefused] = Table(journal)
        self._routings: Table[Pair, Routing] = Table(journal)
        self._settled: Table[SignalId, datetime] = Table(journal)
        self._flips: Table[Pair, PendingFlip] = Table(journal)
        self._flipped: Table[Pair, datetime] = Table(journal)

    async def settled(self, signal_ids: Collection[SignalId]) -> AbstractSet[SignalId]:
        """Name the signals that have their decisions already; it is always our turn."""
        return {signal_id for signal_id in signal_ids if signal_id in self._settled}

    async def exposures(self, wallets: Collection[Wallet]) -> Mapping[Wallet, Exposure]:
        """Tell what each wallet has live; one with nothing is absent."""
        live = {wallet: self._positions.live_of(wallet) for wallet in wallets}
        return {
            wallet: Exposure(slots=frozenset((p.venue, p.symbol) for p in held))
            for wallet, held in live.items()
            if held
        }

    async def held(
        self, deployment_ids: Collection[DeploymentId], symbols: Collection[Symbol]
    ) -> Mapping[Symbol, Mapping[Place, Held]]:
        """Tell for each of the symbols what the deployments hold open, by deployment and venue."""
        found: dict[Symbol, dict[Place, Held]] = {symbol: {} for symbol in symbols}
        for position in self._positions.held():
            is_asked = position.symbol in found and position.deployment_id in deployment_ids
            if is_asked and position.status is PositionStatus.OPEN:
                place = (position.deployment_id, position.venue)
                found[position.symbol][place] = Held(position_id=position.id, side=position.side)
        return found

    async def add_flips(self, pending: Sequence[PendingFlip], now: datetime) -> None:
        """Store flips as pending; known ones are left alone."""
        for flip in pending:
            self._flips.add((flip.signal.signal_id, flip.deployment_id), flip)
            self._settled.add(flip.signal.signal_id, now)

    async def flips_of(self, position_ids: Collection[PositionId]) -> Sequence[PendingFlip]:
        """List the pending flips that wait for any of the positions to close."""
        return [flip for flip in self._pending() if flip.position_id in position_ids]

    async def overdue_flips(self, now: datetime) -> Sequence[PendingFlip]:
        """List the pending flips whose signals have expired."""
        return [flip for flip in self._pending() if flip.signal.expires_at <= now]

    async def pending_flips(self) -> Sequence[PendingFlip]:
        """List every pending flip."""
        return self._pending()

    async def settle_flips(self, pending: Sequence[PendingFlip], now: datetime) -> None:
        """Note that nothing waits any longer: the deployments have decided."""
        for flip in pending:
            self._flipped.add((flip.signal.signal_id, flip.deployment_id), now)

    async def unresolved(
        self, agent_ids: Collection[AgentId], symbols: Collection[Symbol]
    ) -> Mapping[Symbol, AbstractSet[DeploymentId]]:
        """Name the agents' deployments with an order of unknown fate, for each of the symbols."""
        found: dict[Symbol, set[DeploymentId]] = {symbol: set() for symbol in symbols}
        for order in self._orders.live():
            is_ours = order.agent_id in agent_ids and order.symbol in found
            if is_ours and order.state is OrderState.UNKNOWN:
                found[order.symbol].add(order.deployment_id)
        return found

    async def reserve(self, intents: Sequence[TradeIntended], now: datetime) -> set[PositionId]:
        """Insert each intent's position as OPENING and return those that stand."""
        for intent in intents:
            self._positions.reserve(_reserved(intent, now))
        return {i.position_id for i in intents if self._positions.get(i.position_id)}

    async def add(self, intents: Sequence[TradeIntended], now: datetime) -> None:
        """Store entry intents whose positions are reserved; known ones are left alone."""
        for intent in intents:
            self._entries.add((intent.signal_id, intent.deployment_id), Entry(intent, now))
            self._settled.add(intent.signal_id, now)

    async def add_refusals(self, refusals: Sequence[TradeRefused]) -> None:
        """Store refusals, dated by when they occurred; the first of a pair stays."""
        for refusal in refusals:
            self._refusals.add((refusal.signal_id, refusal.deployment_id), refusal)
            self._settled.add(refusal.signal_id, refusal.occurred_at)

    async def add_routings(
        self,
        routings: Mapping[Pair, Routing],
        now: datetime,  # noqa: ARG002 - the port's shape
    ) -> None:
        """Store which venues a deployment's trade on a signal was offered to; the first stays."""
        for pair, routing in routings.items():
            self._routings.add(pair, routing)

    def _pending(self) -> list[PendingFlip]:
        return [flip for pair, flip in self._flips.items() if pair not in self._flipped]

    def entries(self) -> list[Entry]:
        """List every intent to open."""
        return list(self._entries.values())

    def refusals(self) -> list[TradeRefused]:
        """List every refusal."""
        return list(self._refusals.values())

    def routings(self) -> list[tuple[Pair, Routing]]:
        """List every routing by signal and deployment."""
        return list(self._routings.items())


def _reserved(intent: TradeIntended, now: datetime) -> Position:
    return Position(
        id=intent.position_id,
        signal_id=intent.signal_id,
        agent_id=intent.agent_id,
        deployment_id=intent.deployment_id,
        trace_id=intent.trace_id,
        wallet=intent.wallet,
        network=intent.network,
        venue=intent.venue,
        symbol=intent.symbol,
        side=intent.side,
        status=PositionStatus.OPENING,
        collateral=intent.collateral,
        leverage=intent.leverage,
        risk_plan=intent.risk_plan,
        created_at=now,
    )
