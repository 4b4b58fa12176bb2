"""A whole chain in rows, from a post to the bills of the position it led to."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import RiskPlan
from infra.tables.money import BillRow
from infra.tables.orders import FillRow, OrderAttemptRow, OrderEventRow, OrderRow
from infra.tables.positions import PositionRow
from infra.tables.posts import PostRow, VerdictRow
from infra.tables.signals import IntentRow, PostOutcomeRow, RefusalRow, RoutingRow, SignalRow
from tests.factories import (
    NOON,
    a_deployment,
    a_source,
    a_wallet,
    an_agent,
    an_id,
    insert_row,
)

TWEET = "2008134467712540672"
POST = an_id("post/told")
SIGNAL = an_id("signal/told")
TRACE = an_id("trace/told")


def at(seconds: float) -> datetime:
    """Name a moment by its distance from the publishing of the post."""
    return NOON + timedelta(seconds=seconds)


def order_of(n: int, purpose: str = "OPEN") -> UUID:
    return an_id(f"order/{purpose}/{n}")


def intent_of(n: int, purpose: str = "OPEN") -> UUID:
    return an_id(f"intent/{purpose}/{n}")


def position_of(n: int) -> UUID:
    return an_id(f"position/{n}")


async def a_whole_story(engine: AsyncEngine) -> None:
    """Store a post that one deployment traded and closed, and that others did not trade."""
    await a_post_told(engine)
    await a_verdict_told(engine)
    agent_id = await a_signal_told(engine)
    await an_outcome_told(engine, agent_id, token="BTC", signal_id=SIGNAL)
    shy = await an_agent(engine, "shy")
    low = {"reason": "low_confidence", "detail": "confidence 0.8, at least 0.9"}
    await an_outcome_told(engine, shy, token="BTC", **low)
    deployment_id = await a_trade_told(engine, agent_id, **CLOSED)
    await an_exit_told(engine, agent_id, deployment_id)
    await a_refusal_told(engine, agent_id, 2)
    await a_refusal_told(engine, agent_id, 3, "halted")
    await a_trade_told(engine, agent_id, 4)


async def a_post_told(engine: AsyncEngine, *, text: str = "$BTC to 70k", **values: Any) -> UUID:
    row = {
        "id": POST,
        "source_id": await a_source(engine, "alice"),
        "source_kind": "X",
        "external_id": TWEET,
        "author": "alice",
        "text": text,
        "published_at": NOON,
        "first_seen_at": at(2),
    } | values
    await insert_row(engine, PostRow, **row)
    return POST


async def a_verdict_told(engine: AsyncEngine, *, candidate: bool = True) -> None:
    calls = [{"token": "BTC", "direction": "LONG" if candidate else None, "confidence": "0.8"}]
    said = {
        "classifier": "rules/1",
        "candidate": candidate,
        "calls": calls,
        "confidence": "0.8",
        "reason": "a clear call" if candidate else "a question",
    }
    await insert_row(
        engine,
        VerdictRow,
        post_id=POST,
        classifier="rules/1",
        state="DONE",
        trace_id=TRACE,
        attempts=1,
        candidate=candidate,
        confidence=Decimal("0.8"),
        verdict=said,
        classified_at=at(2.5),
    )


async def an_outcome_told(engine: AsyncEngine, agent_id: UUID | None, **values: Any) -> None:
    row = {
        "id": an_id(f"outcome/{agent_id}/{values.get('token')}"),
        "post_id": POST,
        "agent_id": agent_id,
        "at": at(3),
    } | values
    await insert_row(engine, PostOutcomeRow, **row)


async def a_signal_told(engine: AsyncEngine, **values: Any) -> UUID:
    """Store the agent momentum with its signal of the post; returns the agent's id."""
    agent_id = await an_agent(engine, "momentum")
    row = {
        "id": SIGNAL,
        "dedupe_key": "auto:momentum:BTC",
        "agent_id": agent_id,
        "post_id": POST,
        "trace_id": TRACE,
        "token": "BTC",
        "side": "LONG",
        "confidence": Decimal("0.8"),
        "size": Decimal("0.05"),
        "reference_price": Decimal(60000),
        "created_at": at(3),
        "expires_at": at(900),
    } | values
    await insert_row(engine, SignalRow, **row)
    return agent_id


async def a_refusal_told(
    engine: AsyncEngine, agent_id: UUID, n: int, reason: str = "no_balance"
) -> UUID:
    deployment_id = await a_deployment(engine, agent_id, n)
    row = {"id": an_id(f"refusal/{n}"), "reason": reason, "detail": f"{reason} of {n}", "at": at(4)}
    owner = {"signal_id": SIGNAL, "agent_id": agent_id, "deployment_id": deployment_id}
    await insert_row(engine, RefusalRow, **row, **owner)
    return deployment_id


async def a_trade_told(engine: AsyncEngine, agent_id: UUID, n: int = 1, **position: Any) -> UUID:
    """Store a deployment's routing, intent, filled order and open position."""
    deployment_id = await a_deployment(engine, agent_id, n)
    checked = {"HYPERLIQUID": "no_balance: 0 USD on HYPERLIQUID", "PAPER": "taken"}
    await insert_row(
        engine,
        RoutingRow,
        signal_id=SIGNAL,
        deployment_id=deployment_id,
        requested=["HYPERLIQUID", "PAPER"],
        selected="PAPER",
        checked=checked,
        at=at(4),
    )
    await insert_row(engine, PositionRow, **(_a_position(agent_id, deployment_id, n) | position))
    await _an_order(engine, agent_id, deployment_id, n, purpose="OPEN", made=4)
    return deployment_id


async def an_exit_told(
    engine: AsyncEngine, agent_id: UUID, deployment_id: UUID, n: int = 1
) -> None:
    """Store the exit of a position made by `a_trade_told`, and what it owes."""
    await _an_order(engine, agent_id, deployment_id, n, purpose="CLOSE", made=3600)
    for kind, owed in {"INFRA_FEE": "0.2", "PROFIT_SHARE": "1.5"}.items():
        await insert_row(
            engine,
            BillRow,
            id=an_id(f"bill/{n}/{kind}"),
            position_id=position_of(n),
            deployment_id=deployment_id,
            kind=kind,
            amount=Decimal(owed),
            status="PENDING",
            occurred_at=at(3603),
        )


CLOSED: dict[str, Any] = {
    "status": "CLOSED",
    "quantity": Decimal(0),
    "exit_price": Decimal(61500),
    "exit_reason": "TRAILING_STOP",
    "gross_pnl": Decimal(15),
    "fees": Decimal("0.54"),
    "net_pnl": Decimal("14.46"),
    "naked_seconds": Decimal("1.5"),
    "closed_at": at(3602),
}


def _a_position(agent_id: UUID, deployment_id: UUID, n: int) -> dict[str, Any]:
    return {
        **_a_place(agent_id, deployment_id, n),
        "id": position_of(n),
        "signal_id": SIGNAL,
        "status": "OPEN",
        "opened_quantity": Decimal("0.01"),
        "quantity": Decimal("0.01"),
        "entry_price": Decimal(60010),
        "collateral": Decimal(600),
        "leverage": Decimal(1),
        "risk_plan": RiskPlan().model_dump(mode="json"),
        "hard_stop_price": Decimal(54009),
        "trigger_below": Decimal(54009),
        "ratchet_at": Decimal("61810.3"),
        "created_at": at(4),
        "opened_at": at(5),
    }


def _a_place(agent_id: UUID, deployment_id: UUID, n: int) -> dict[str, Any]:
    return {
        "agent_id": agent_id,
        "deployment_id": deployment_id,
        "trace_id": TRACE,
        "wallet": a_wallet(n),
        "network": "paper",
        "venue": "PAPER",
        "symbol": "BTC",
        "side": "LONG",
    }


async def _an_order(
    engine: AsyncEngine, agent_id: UUID, deployment_id: UUID, n: int, *, purpose: str, made: int
) -> None:
    opens = purpose == "OPEN"
    shared = {
        **_a_place(agent_id, deployment_id, n),
        "signal_id": SIGNAL if opens else None,
        "position_id": position_of(n),
        "purpose": purpose,
        "quantity": Decimal("0.01"),
        "leverage": Decimal(1),
        "reference_price": Decimal(60000),
        "max_slippage": Decimal("0.01"),
        "created_at": at(made),
    }
    special = {"collateral": Decimal(600)} if opens else {"reason": "TRAILING_STOP", "attempt": 1}
    await insert_row(engine, IntentRow, id=intent_of(n, purpose), **shared, **special)
    await insert_row(
        engine,
        OrderRow,
        **shared | {"created_at": at(made + 0.1)},
        id=order_of(n, purpose),
        intent_id=intent_of(n, purpose),
        state="FILLED",
        attempts=1,
        filled=Decimal("0.01"),
        updated_at=at(made + 1),
        next_attempt_at=at(made + 1),
    )
    await _a_fill(engine, n, purpose, made)


async def _a_fill(engine: AsyncEngine, n: int, purpose: str, made: int) -> None:
    order_id = order_of(n, purpose)
    await insert_row(
        engine,
        OrderAttemptRow,
        order_id=order_id,
        n=1,
        client_order_id=an_id(f"client/{purpose}/{n}"),
        wire={},
        send_deadline=at(made + 60),
        lease_token=an_id(f"lease/{purpose}/{n}"),
        lease_until=at(made + 60),
        outcome="ACCEPTED",
        created_at=at(made + 0.2),
    )
    for kind, moment in {"CLAIMED": 0.2, "FILLED": 1.0}.items():
        data = {"detail": "all of it" if kind == "FILLED" else ""}
        row = {"order_id": order_id, "kind": kind, "data": data, "at": at(made + moment)}
        await insert_row(engine, OrderEventRow, **row)
    await insert_row(
        engine,
        FillRow,
        network="paper",
        venue="PAPER",
        fill_id=f"fill-{purpose}-{n}",
        order_id=order_id,
        position_id=position_of(n),
        purpose=purpose,
        quantity=Decimal("0.01"),
        price=Decimal(60010 if purpose == "OPEN" else 61500),
        fee=Decimal("0.27"),
        filled_at=at(made + 1),
    )
