"""Messages that ring the positions stage, and the stage answering them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.positions import (
    stage,
    take_fills,
    take_refusals,
    take_rejections,
    watch_over,
    watch_prices,
)
from consumers.stage import Turn, World
from contracts.base import lineage
from contracts.intents import RefusalReason, TradeRefused
from contracts.market import (
    AgentId,
    DeploymentId,
    IntentId,
    OrderId,
    PositionId,
    Purpose,
    Side,
    SignalId,
    VenueName,
)
from contracts.orders import OrderFilled, OrderRejected, RejectReason
from contracts.positions import PriceMarked
from domain.exits import Terms, Watch
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from infra.classifiers.rules import RulesClassifier
from infra.tables.positions import PositionRow
from tests.factories import (
    NOON,
    a_deployment,
    a_wallet,
    an_agent,
    an_id,
)
from tests.factories_positions import (
    a_signal,
)

D = Decimal
OPENED, CLOSED, EXIT, ALARM = (
    "position.opened.v1",
    "position.closed.v1",
    "exit.intended.v1",
    "alarm.raised.v1",
)
ZERO = UUID(int=0)


class Stopped:
    """A clock that shows what it was set to."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def filled(position_id: UUID, n: int = 1, purpose: str = "OPEN") -> OrderFilled:
    """Ring the bell of a fill; what the handler believes is in the database."""
    return OrderFilled(
        **lineage(position_id, f"filled/{purpose}/{n}", trace_id=ZERO, at=NOON),
        **about(position_id, purpose),
        fill_id=str(n),
        quantity=D(1),
        price=D(1),
        fee=D(0),
        filled_at=NOON,
    )


def rejected(position_id: UUID, n: int = 1, purpose: str = "OPEN") -> OrderRejected:
    return OrderRejected(
        **lineage(position_id, f"rejected/{purpose}/{n}", trace_id=ZERO, at=NOON),
        **about(position_id, purpose),
        reason=RejectReason.VENUE_REFUSED,
        detail="no",
        filled=D(0),
    )


def refused(position_id: UUID | None) -> TradeRefused:
    return TradeRefused(
        **lineage(position_id or ZERO, "refused", trace_id=ZERO, at=NOON),
        signal_id=SignalId(ZERO),
        agent_id=AgentId(ZERO),
        deployment_id=DeploymentId(ZERO),
        intent_id=IntentId(ZERO),
        position_id=PositionId(position_id) if position_id else None,
        reason=RefusalReason.EXPIRED,
        detail="too late",
    )


def about(position_id: UUID, purpose: str) -> dict[str, Any]:
    return {
        "order_id": OrderId(ZERO),
        "intent_id": IntentId(ZERO),
        "agent_id": AgentId(ZERO),
        "deployment_id": DeploymentId(ZERO),
        "position_id": PositionId(position_id),
        "purpose": Purpose(purpose),
        "venue": VenueName.PAPER,
        "symbol": "BTC",
        "side": Side.LONG,
    }


def marked(price: str, *, second: int = 0, symbol: str = "BTC") -> PriceMarked:
    at = NOON + timedelta(seconds=second)
    return PriceMarked(
        **lineage(ZERO, f"mark/{symbol}/{price}/{second}", trace_id=ZERO, at=at),
        venue=VenueName.PAPER,
        symbol=symbol,
        price=D(price),
        seen_at=at,
    )


async def tell(
    units: UnitsOfWork,
    *messages: OrderFilled | OrderRejected | TradeRefused | PriceMarked,
    second: int | None = None,
) -> None:
    """Handle messages one after the other, each in a transaction of its own."""
    for message in messages:
        at = message.occurred_at if second is None else NOON + timedelta(seconds=second)
        async with units() as uow:
            turn = Turn(uow=uow, now=at, policy=Policy())
            match message:
                case OrderFilled():
                    await take_fills([message], turn)
                case OrderRejected():
                    await take_rejections([message], turn)
                case TradeRefused():
                    await take_refusals([message], turn)
                case PriceMarked():
                    await watch_prices([message], turn)


async def tell_together(
    units: UnitsOfWork,
    messages: Sequence[OrderFilled | OrderRejected | TradeRefused | PriceMarked],
    *,
    second: int = 0,
) -> None:
    """Handle messages of one kind as a group, in one transaction."""
    async with units() as uow:
        turn = Turn(uow=uow, now=NOON + timedelta(seconds=second), policy=Policy())
        await stage.groups[type(messages[0])](messages, turn)


async def tick(units: UnitsOfWork, *, second: int = 0) -> int:
    """Let the stage's loop run once."""
    return await watch_over(a_world(units, second=second))


def a_world(units: UnitsOfWork, *, second: int = 0) -> World:
    """Make what the stage works with; it never asks the classifier, nor a venue."""
    clock = Stopped(NOON + timedelta(seconds=second))
    classifier = RulesClassifier()
    return World(units=units, clock=clock, policy=Policy(), classifier=classifier, venues={})


async def many_positions(
    engine: AsyncEngine, count: int, watches: Sequence[tuple[Terms, Watch]], symbol: str = "BTC"
) -> list[UUID]:
    """Store open positions of many wallets at once, each with a watch of its own."""
    agent_id, name = an_id("agent/momentum"), f"many/{symbol}"
    signal_id = await a_signal(engine, agent_id, name, symbol)
    rows = []
    for n in range(count):
        terms, watch = watches[n % len(watches)]
        rows.append(
            {
                "id": uuid5(signal_id, str(n)),
                "signal_id": signal_id,
                "agent_id": agent_id,
                "deployment_id": an_id(f"deployment/many/{n}"),
                "trace_id": ZERO,
                "wallet": a_wallet(n + 1),
                "network": "paper",
                "venue": "PAPER",
                "symbol": symbol,
                "side": terms.side,
                "status": "OPEN",
                "opened_quantity": D(1),
                "quantity": D(1),
                "entry_price": watch.extreme,
                "collateral": D(100),
                "leverage": terms.leverage,
                "risk_plan": terms.plan.model_dump(mode="json"),
                "created_at": NOON,
                "opened_at": NOON,
                **{field: getattr(watch, field) for field in watch.__slots__},
            }
        )
    async with engine.begin() as connection:
        await connection.execute(insert(PositionRow), rows)
    return [row["id"] for row in rows]


async def many_deployments(engine: AsyncEngine, count: int) -> None:
    agent_id = await an_agent(engine)
    for n in range(count):
        await a_deployment(engine, agent_id, n + 1, id=an_id(f"deployment/many/{n}"))
