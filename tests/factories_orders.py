"""Intents with the rows they refer to, and a scripted venue that counts what it accepts."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.base import lineage
from contracts.intents import ExitIntended, ExitReason, TradeIntended
from contracts.market import (
    AgentId,
    DeploymentId,
    IntentId,
    Network,
    PositionId,
    RiskPlan,
    Side,
    SignalId,
    Usd,
    VenueName,
    Wallet,
)
from contracts.orders import RejectReason
from domain.errors import FateUnknown, VenueRefused, VenueUnavailable
from domain.ports.clock import Clock
from domain.ports.venue import (
    Fill,
    Market,
    OrderReport,
    OrderRequest,
    Proof,
    Quote,
    ReportStatus,
)
from infra.tables.agents import DeploymentRow
from infra.tables.positions import PositionRow
from infra.tables.signals import IntentRow, SignalRow
from tests.factories import NOON, a_wallet, an_agent, an_id, insert_row
from tests.venue_untold import Untold

EXPIRY = NOON + timedelta(minutes=15)


def an_entry(n: int = 1, **values: Any) -> TradeIntended:
    """Intend to open: each n is another deployment and wallet, of one agent and signal."""
    agent_id = an_id("agent/momentum")
    row: dict[str, Any] = {
        "intent_id": IntentId(an_id(f"intent/{n}")),
        "signal_id": SignalId(an_id("signal")),
        "agent_id": AgentId(agent_id),
        "deployment_id": DeploymentId(an_id(f"deployment/{agent_id}/{n}")),
        "position_id": PositionId(an_id(f"position/{n}")),
        "wallet": a_wallet(n),
        "network": Network.PAPER,
        "venue": VenueName.PAPER,
        "symbol": "BTC",
        "side": Side.LONG,
        "quantity": Decimal("0.01"),
        "collateral": Decimal(600),
        "leverage": Decimal(1),
        "reference_price": Decimal(60000),
        "max_slippage": Decimal("0.01"),
        "risk_plan": RiskPlan(),
        "expires_at": EXPIRY,
    } | values
    head = lineage(an_id("signal"), f"intent/{n}", trace_id=an_id("trace"), at=NOON)
    return TradeIntended(**head, **row)


def an_exit(n: int = 1, *, attempt: int = 1, **values: Any) -> ExitIntended:
    """Intend to close the position that `an_entry(n)` opens."""
    entry = an_entry(n)
    row: dict[str, Any] = {
        "intent_id": IntentId(an_id(f"exit/{n}/{attempt}")),
        "position_id": entry.position_id,
        "agent_id": entry.agent_id,
        "deployment_id": entry.deployment_id,
        "wallet": entry.wallet,
        "network": entry.network,
        "venue": entry.venue,
        "symbol": entry.symbol,
        "side": entry.side,
        "quantity": entry.quantity,
        "reference_price": None,
        "reason": ExitReason.HARD_STOP_LOSS,
        "attempt": attempt,
    } | values
    head = lineage(an_id("mark"), f"exit/{n}/{attempt}", trace_id=an_id("trace"), at=NOON)
    return ExitIntended(**head, **row)


async def a_stored_signal(engine: AsyncEngine, *, source_id: UUID | None = None) -> None:
    """Store the agent and the signal that every entry here is for."""
    await an_agent(engine, "momentum")
    entry = an_entry()
    await insert_row(
        engine,
        SignalRow,
        id=entry.signal_id,
        dedupe_key="auto:momentum:BTC",
        agent_id=entry.agent_id,
        source_id=source_id,
        trace_id=entry.trace_id,
        token="BTC",
        side="LONG",
        confidence=Decimal(1),
        size=Decimal("0.05"),
        reference_price=entry.reference_price,
        created_at=NOON,
        expires_at=EXPIRY,
    )


async def stored_entries(engine: AsyncEngine, count: int, **values: Any) -> list[TradeIntended]:
    """Make entries of as many deployments, with every row they refer to."""
    intents = [an_entry(n, **values) for n in range(1, count + 1)]
    async with engine.begin() as connection:
        for table, spelled in (
            (DeploymentRow, deployment_values),
            (PositionRow, position_values),
            (IntentRow, intent_values),
        ):
            await connection.execute(insert(table), [spelled(intent) for intent in intents])
    return intents


async def a_stored_entry(engine: AsyncEngine, intent: TradeIntended) -> None:
    """Store the deployment, position and intent an entry refers to."""
    known = insert(DeploymentRow).values(**deployment_values(intent)).on_conflict_do_nothing()
    async with engine.begin() as connection:
        await connection.execute(known)
    await insert_row(engine, PositionRow, **position_values(intent))
    await a_stored_intent(engine, intent)


async def a_stored_intent(engine: AsyncEngine, intent: TradeIntended | ExitIntended) -> None:
    """Store only the intent's own row."""
    await insert_row(engine, IntentRow, **intent_values(intent))


def deployment_values(intent: TradeIntended) -> dict[str, Any]:
    return {
        "id": intent.deployment_id,
        "agent_id": intent.agent_id,
        "user_wallet": intent.wallet,
        "account": intent.wallet,
        "network": "paper",
        "status": "ACTIVE",
        "enabled_venues": ["PAPER"],
    }


def position_values(intent: TradeIntended) -> dict[str, Any]:
    return _shared(intent) | {
        "id": intent.position_id,
        "signal_id": intent.signal_id,
        "status": "OPENING",
        "collateral": intent.collateral,
        "leverage": intent.leverage,
        "risk_plan": intent.risk_plan.model_dump(mode="json"),
        "created_at": NOON,
    }


def intent_values(intent: TradeIntended | ExitIntended) -> dict[str, Any]:
    common = _shared(intent) | {
        "id": intent.intent_id,
        "position_id": intent.position_id,
        "quantity": intent.quantity,
        "leverage": Decimal(1),
        "max_slippage": Decimal("0.01"),
        "created_at": NOON,
    }
    if isinstance(intent, TradeIntended):
        return common | {"purpose": "OPEN", "signal_id": intent.signal_id}
    return common | {"purpose": "CLOSE", "reason": intent.reason, "attempt": intent.attempt}


def _shared(intent: TradeIntended | ExitIntended) -> dict[str, Any]:
    names = ("agent_id", "deployment_id", "trace_id", "wallet", "network", "venue", "symbol")
    return {name: getattr(intent, name) for name in (*names, "side")}


@dataclass(slots=True)
class ScriptedVenue(Untold):
    """A venue with a ledger of its own, which misbehaves as it is told.

    `script` holds what to do with the next placements, one word each; after it, `fill`.
    `ledger` is the truth by client order id; `accepted` counts the orders by wallet and purpose.
    """

    clock: Clock
    name: VenueName = VenueName.PAPER
    proof: Proof = Proof.EXPIRY
    script: list[str] = field(default_factory=list)
    ledger: dict[UUID, OrderReport] = field(default_factory=dict)
    accepted: Counter[tuple[str, str]] = field(default_factory=Counter)
    placed: list[OrderRequest] = field(default_factory=list)
    asked: int = 0
    blind: int = 0
    """How many questions go unanswered first."""
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def markets(self) -> Sequence[Market]:
        return ()

    async def quotes(self) -> Sequence[Quote]:
        return ()

    async def balance(self, wallet: Wallet) -> Usd:
        return Decimal(0)

    async def place(self, order: OrderRequest) -> OrderReport:
        self.placed.append(order)
        word = self.script.pop(0) if self.script else "fill"
        match word:
            case "refuse":
                raise VenueRefused(RejectReason.INSUFFICIENT_BALANCE, "no money")
            case "down":
                raise VenueUnavailable("connection refused")
            case "lose":
                raise FateUnknown("reset before it was read")
            case "hang":
                await self.gate.wait()
            case "hang_after":
                self._accept(order, "fill")
                await self.gate.wait()
            case "fill_then_lose":
                self._accept(order, "fill")
                raise FateUnknown("reset after it was read")
            case "break":
                self._accept(order, "fill")
                raise KeyError("price")
            case _:
                return self._accept(order, word)
        return self._accept(order, "fill")

    async def find(self, order: OrderRequest) -> OrderReport:
        self.asked += 1
        if self.blind > 0:
            self.blind -= 1
            raise VenueUnavailable("no route")
        known = self.ledger.get(order.client_order_id)
        return known or OrderReport(status=ReportStatus.NOT_SEEN)

    async def has_any(self) -> bool:
        return bool(self.ledger)

    def settle(self, order: OrderRequest, word: str = "fill") -> None:
        """Let a keeper finish an order it has."""
        self.ledger[order.client_order_id] = _report(order, word)

    def _accept(self, order: OrderRequest, word: str) -> OrderReport:
        if self.proof is Proof.EXPIRY and self.clock.now() >= order.expires_at:
            raise VenueRefused(RejectReason.EXPIRED, "its deadline is past")
        if order.client_order_id not in self.ledger:
            self.accepted[order.wallet, order.purpose] += 1
            self.ledger[order.client_order_id] = _report(order, word)
        return self.ledger[order.client_order_id]


def a_fill(order: OrderRequest, share: str = "1", *, at: datetime = NOON) -> Fill:
    return Fill(
        fill_id=f"{order.client_order_id}/{share}",
        quantity=order.quantity * Decimal(share),
        price=Decimal(60000),
        fee=Decimal("0.27"),
        filled_at=at,
    )


def _report(order: OrderRequest, word: str) -> OrderReport:
    status, shares, reason = REPORTS.get(word, REPORTS["fill"])
    fills = tuple(a_fill(order, share) for share in shares)
    return OrderReport(status=status, fills=fills, reason=reason)


REPORTS: dict[str, tuple[ReportStatus, tuple[str, ...], RejectReason | None]] = {
    "fill": (ReportStatus.FILLED, ("1",), None),
    "halves": (ReportStatus.FILLED, ("0.5", "0.50"), None),
    "accept": (ReportStatus.ACCEPTED, (), None),
    "part": (ReportStatus.ACCEPTED, ("0.5",), None),
    "cancel": (ReportStatus.CANCELLED, (), RejectReason.KEEPER_CANCELLED),
    "part_then_cancel": (ReportStatus.CANCELLED, ("0.5",), RejectReason.PRICE_BEYOND_LIMIT),
    "trailing": (ReportStatus.FILLED, ("0.5",), None),
    "too_much": (ReportStatus.FILLED, ("1.5",), None),
    "nonsense": (ReportStatus.FILLED, ("0",), None),
}
"""What a scripted venue says: status, the shares filled, and why it ended."""
