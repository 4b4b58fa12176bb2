"""Intents and refusals in Postgres."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    CompoundSelect,
    Select,
    Text,
    Uuid,
    bindparam,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.intents import TradeIntended, TradeRefused
from contracts.market import (
    AgentId,
    DeploymentId,
    Network,
    PositionId,
    Purpose,
    SignalId,
    Symbol,
    VenueName,
    Wallet,
)
from domain.flips import Held, PendingFlip, Place
from domain.limits import Exposure, Slot
from domain.orders import OrderState
from domain.positions import PositionStatus
from domain.routing import Routing
from infra.repositories import flips
from infra.repositories.bulk import add_new, any_of, insert_new
from infra.repositories.turns import wait_turn
from infra.tables.orders import OrderRow
from infra.tables.positions import LIVE, PositionRow
from infra.tables.signals import FlipRow, IntentRow, RefusalRow, RoutingRow

_SETTLED: CompoundSelect[Any] = (
    select(col(IntentRow.signal_id))
    .where(
        col(IntentRow.signal_id) == any_of("signal_ids", Uuid()),
        col(IntentRow.purpose) == literal(Purpose.OPEN, literal_execute=True),
    )
    .union(
        select(col(RefusalRow.signal_id)).where(
            col(RefusalRow.signal_id) == any_of("signal_ids", Uuid())
        ),
        select(col(FlipRow.signal_id)).where(
            col(FlipRow.signal_id) == any_of("signal_ids", Uuid())
        ),
    )
)
_UNRESOLVED = select(col(OrderRow.symbol), col(OrderRow.deployment_id)).where(
    col(OrderRow.state) == literal(OrderState.UNKNOWN, literal_execute=True),
    col(OrderRow.network) == bindparam("network"),
    col(OrderRow.agent_id) == any_of("agent_ids", Uuid()),
    col(OrderRow.symbol) == any_of("symbols", Text()),
)
_STANDING = select(col(PositionRow.id)).where(col(PositionRow.id) == any_of("position_ids", Uuid()))


def _held() -> Select[str, str, str]:
    """Ask for what wallets have live, on the venues named so that it can go by the index.

    It is a plain join: planned for a table that has grown since, it reads that once, where a
    lookup for each wallet would read it as often as there are wallets.
    """
    wallets: Any = func.unnest(bindparam("wallets", type_=ARRAY(Text())))
    asked = wallets.table_valued("wallet").render_derived(name="asked")
    return (
        select(col(PositionRow.wallet), col(PositionRow.venue), col(PositionRow.symbol))
        .join(asked, col(PositionRow.wallet) == asked.c.wallet)
        .where(
            text(LIVE),
            col(PositionRow.network) == bindparam("network"),
            col(PositionRow.venue) == any_of("venues", Text()),
        )
    )


_HELD = _held()


class SqlIntents:
    """Intents and refusals in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def settled(self, signal_ids: Collection[SignalId]) -> set[SignalId]:
        """Wait for our turn to decide, then name the signals that have their decisions already."""
        await wait_turn(self._connection, f"intents/{self._network}")
        found = await self._connection.execute(_SETTLED, {"signal_ids": list(signal_ids)})
        return set(found.scalars())

    async def exposures(self, wallets: Collection[Wallet]) -> Mapping[Wallet, Exposure]:
        """Tell what each wallet has live; one with nothing is absent."""
        slots: dict[Wallet, list[Slot]] = defaultdict(list)
        given = {"wallets": list(wallets), "venues": list(VenueName), "network": self._network}
        for wallet, venue, symbol in await self._connection.execute(_HELD, given):
            slots[wallet].append((VenueName(venue), symbol))
        return {wallet: Exposure(slots=frozenset(held)) for wallet, held in slots.items()}

    async def held(
        self, deployment_ids: Collection[DeploymentId], symbols: Collection[Symbol]
    ) -> Mapping[Symbol, Mapping[Place, Held]]:
        """Tell for each of the symbols what the deployments hold open, by deployment and venue."""
        return await flips.held(self._connection, self._network, deployment_ids, symbols)

    async def add_flips(self, pending: Sequence[PendingFlip], now: datetime) -> None:
        """Store flips as pending; known ones are left alone."""
        await flips.add(self._connection, pending, now)

    async def flips_of(self, position_ids: Collection[PositionId]) -> Sequence[PendingFlip]:
        """List the pending flips that wait for any of the positions to close."""
        return await flips.waiting_for(self._connection, position_ids)

    async def overdue_flips(self, now: datetime) -> Sequence[PendingFlip]:
        """List the pending flips whose signals have expired."""
        return await flips.overdue(self._connection, now)

    async def pending_flips(self) -> Sequence[PendingFlip]:
        """List every pending flip."""
        return await flips.every(self._connection)

    async def settle_flips(self, pending: Sequence[PendingFlip], now: datetime) -> None:
        """Note that nothing waits any longer: the deployments have decided."""
        await flips.settle(self._connection, pending, now)

    async def unresolved(
        self, agent_ids: Collection[AgentId], symbols: Collection[Symbol]
    ) -> Mapping[Symbol, set[DeploymentId]]:
        """Name the agents' deployments with an order of unknown fate, for each of the symbols."""
        found: dict[Symbol, set[DeploymentId]] = {symbol: set() for symbol in symbols}
        given = {"agent_ids": list(agent_ids), "symbols": list(symbols), "network": self._network}
        for row in await self._connection.execute(_UNRESOLVED, given):
            found[row.symbol].add(row.deployment_id)
        return found

    async def reserve(self, intents: Sequence[TradeIntended], now: datetime) -> set[PositionId]:
        """Insert each intent's position as OPENING and return those that stand."""
        values = [_position_values(intent, now) for intent in intents]
        standing = await add_new(self._connection, PositionRow, values)
        if others := [i.position_id for i in intents if i.position_id not in standing]:
            rows = await self._connection.execute(_STANDING, {"position_ids": others})
            standing.update(rows.scalars())
        return {PositionId(position_id) for position_id in standing}

    async def add(self, intents: Sequence[TradeIntended], now: datetime) -> None:
        """Store entry intents whose positions are reserved; known ones are left alone."""
        values = [_intent_values(intent, now) for intent in intents]
        await insert_new(self._connection, IntentRow, values)

    async def add_refusals(self, refusals: Sequence[TradeRefused]) -> None:
        """Store refusals, dated by when they occurred; the first of a pair stays."""
        values = [_refusal_values(refusal) for refusal in refusals]
        await insert_new(self._connection, RefusalRow, values)

    async def add_routings(
        self, routings: Mapping[tuple[SignalId, DeploymentId], Routing], now: datetime
    ) -> None:
        """Store which venues a deployment's trade on a signal was offered to; the first stays."""
        values = [
            {
                "signal_id": signal_id,
                "deployment_id": deployment_id,
                "requested": routing.requested,
                "selected": routing.selected,
                "checked": dict(routing.checked),
                "reckoning": None if routing.reckoning is None else dict(routing.reckoning),
                "at": now,
            }
            for (signal_id, deployment_id), routing in routings.items()
        ]
        await insert_new(self._connection, RoutingRow, values)


def _trade_values(intent: TradeIntended) -> dict[str, Any]:
    """Spell what an intent and its position have in common."""
    return {
        "signal_id": intent.signal_id,
        "agent_id": intent.agent_id,
        "deployment_id": intent.deployment_id,
        "trace_id": intent.trace_id,
        "wallet": intent.wallet,
        "network": intent.network,
        "venue": intent.venue,
        "symbol": intent.symbol,
        "side": intent.side,
        "collateral": intent.collateral,
        "leverage": intent.leverage,
    }


def _position_values(intent: TradeIntended, now: datetime) -> dict[str, Any]:
    return {
        **_trade_values(intent),
        "id": intent.position_id,
        "status": PositionStatus.OPENING,
        "risk_plan": intent.risk_plan.model_dump(mode="json"),
        "created_at": now,
    }


def _intent_values(intent: TradeIntended, now: datetime) -> dict[str, Any]:
    return {
        **_trade_values(intent),
        "id": intent.intent_id,
        "purpose": Purpose.OPEN,
        "position_id": intent.position_id,
        "quantity": intent.quantity,
        "reference_price": intent.reference_price,
        "max_slippage": intent.max_slippage,
        "created_at": now,
        "expires_at": intent.expires_at,
    }


def _refusal_values(refusal: TradeRefused) -> dict[str, Any]:
    return {
        "id": refusal.id,
        "signal_id": refusal.signal_id,
        "agent_id": refusal.agent_id,
        "deployment_id": refusal.deployment_id,
        "intent_id": refusal.intent_id,
        "reason": refusal.reason,
        "detail": refusal.detail,
        "at": refusal.occurred_at,
    }
