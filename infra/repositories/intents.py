"""Intents and refusals in Postgres."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    Uuid,
    any_,
    exists,
    func,
    literal,
    select,
    text,
    true,
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
from domain.limits import NOTHING_LIVE, Exposure
from domain.orders import OrderState
from domain.positions import PositionStatus
from domain.routing import Routing
from infra.repositories.bulk import array_of, insert_new
from infra.repositories.turns import wait_turn
from infra.tables.orders import OrderRow
from infra.tables.positions import LIVE, PositionRow
from infra.tables.signals import IntentRow, RefusalRow, RoutingRow


class SqlIntents:
    """Intents and refusals in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def settled(self, signal_id: SignalId) -> bool:
        """Wait for our turn to decide, then tell whether a signal has its decisions already."""
        await wait_turn(self._connection, f"intents/{self._network}")
        intended = exists().where(
            col(IntentRow.signal_id) == signal_id,
            col(IntentRow.purpose) == literal(Purpose.OPEN, literal_execute=True),
        )
        refused = exists().where(col(RefusalRow.signal_id) == signal_id)
        found = await self._connection.execute(select(intended | refused))
        return bool(found.scalar_one())

    async def exposures(
        self, symbol: Symbol, wallets: Sequence[Wallet]
    ) -> Mapping[Wallet, Exposure]:
        """Tell what each wallet has live, and where it has this symbol; none, no entry."""
        wallet = func.unnest(array_of(wallets, Text())).table_valued("wallet").render_derived()
        venue = (
            func.unnest(array_of(list(VenueName), Text())).table_valued("venue").render_derived()
        )
        held = self._held(symbol, venue.c.venue, wallet.c.wallet).lateral("held")
        statement: Select[Any] = (
            select(wallet.c.wallet, venue.c.venue, held.c.positions, held.c.symbol_too)
            .select_from(wallet.join(venue, true()).join(held, true()))
            .where(held.c.positions > 0)
        )
        rows = await self._connection.execute(statement)
        return _exposures(rows)

    def _held(
        self, symbol: Symbol, venue: ColumnElement[str], wallet: ColumnElement[str]
    ) -> Select[Any]:
        """Count a wallet's live positions on a venue.

        Being lateral and by equality alone, it goes by the index on venue, wallet and symbol
        even before the planner has any statistics.
        """
        positions: Select[Any] = select(
            func.count().label("positions"),
            func.bool_or(col(PositionRow.symbol) == symbol).label("symbol_too"),
        )
        return positions.where(
            text(LIVE),
            col(PositionRow.network) == self._network,
            col(PositionRow.venue) == venue,
            col(PositionRow.wallet) == wallet,
        )

    async def unresolved(self, agent_id: AgentId, symbol: Symbol) -> set[DeploymentId]:
        """Name the agent's deployments with an order of unknown fate on a symbol."""
        rows = await self._connection.execute(
            select(col(OrderRow.deployment_id)).where(
                col(OrderRow.state) == literal(OrderState.UNKNOWN, literal_execute=True),
                col(OrderRow.network) == self._network,
                col(OrderRow.agent_id) == agent_id,
                col(OrderRow.symbol) == symbol,
            )
        )
        return {DeploymentId(deployment_id) for deployment_id in rows.scalars()}

    async def reserve(self, intents: Sequence[TradeIntended], now: datetime) -> set[PositionId]:
        """Insert each intent's position as OPENING and return those that stand."""
        if not intents:
            return set()
        values = [_position_values(intent, now) for intent in intents]
        await insert_new(self._connection, PositionRow, values)
        wanted = [intent.position_id for intent in intents]
        rows = await self._connection.execute(
            select(col(PositionRow.id)).where(col(PositionRow.id) == any_(array_of(wanted, Uuid())))
        )
        return {PositionId(position_id) for position_id in rows.scalars()}

    async def add(self, intents: Sequence[TradeIntended], now: datetime) -> None:
        """Store entry intents whose positions are reserved; known ones are left alone."""
        values = [_intent_values(intent, now) for intent in intents]
        await insert_new(self._connection, IntentRow, values)

    async def add_refusals(self, refusals: Sequence[TradeRefused]) -> None:
        """Store refusals, dated by when they occurred; the first of a pair stays."""
        values = [_refusal_values(refusal) for refusal in refusals]
        await insert_new(self._connection, RefusalRow, values)

    async def add_routings(
        self, signal_id: SignalId, routings: Mapping[DeploymentId, Routing], now: datetime
    ) -> None:
        """Store which venues each deployment's intent was offered to; the first stays."""
        values = [
            {
                "signal_id": signal_id,
                "deployment_id": deployment_id,
                "requested": routing.requested,
                "selected": routing.selected,
                "checked": dict(routing.checked),
                "at": now,
            }
            for deployment_id, routing in routings.items()
        ]
        await insert_new(self._connection, RoutingRow, values)


def _exposures(rows: Iterable[Row[Any]]) -> dict[Wallet, Exposure]:
    """Add up what wallets hold, from one row for each wallet and venue."""
    exposures: dict[Wallet, Exposure] = {}
    for row in rows:
        before = exposures.get(row.wallet, NOTHING_LIVE)
        here = {VenueName(row.venue)} if row.symbol_too else set()
        exposures[row.wallet] = Exposure(
            positions=before.positions + row.positions, venues=before.venues | here
        )
    return exposures


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
