"""Posts, verdicts, signals and what surrounds them, valid by default."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Side, VenueName
from contracts.posts import Call, PostClassified, SourceKind, Verdict
from contracts.signals import SignalRaised
from infra.tables import metadata
from infra.tables.agents import CredentialRow
from infra.tables.markets import BalanceRow, MarketRow, MarkRow
from infra.tables.orders import OrderRow
from infra.tables.positions import PositionRow
from infra.tables.posts import PostRow
from infra.tables.signals import IntentRow, SignalRow
from tests.factories import NOON, a_wallet, an_id, insert_row


def a_call(
    symbol: str = "BTC", direction: Side | None = Side.LONG, confidence: str = "0.8"
) -> Call:
    return Call(token=symbol, direction=direction, confidence=Decimal(confidence))


def a_verdict(*calls: Call, candidate: bool = True, reason: str = "a clear call") -> Verdict:
    return Verdict(
        classifier="rules/1",
        candidate=candidate,
        calls=calls or (a_call(),),
        confidence=Decimal("0.8"),
        reason=reason,
    )


def a_classified(
    source_id: UUID,
    name: str = "post",
    *,
    at: datetime = NOON,
    verdict: Verdict | None = None,
    **values: Any,
) -> PostClassified:
    post_id = an_id(f"post/{name}")
    fields: dict[str, Any] = {
        "id": an_id(f"classified/{name}"),
        "trace_id": post_id,
        "occurred_at": at,
        "post_id": post_id,
        "source_id": source_id,
        "source_kind": SourceKind.X,
        "author": "alice",
        "published_at": at,
        "verdict": verdict or a_verdict(),
    }
    return PostClassified.model_validate(fields | values)


async def store_post(engine: AsyncEngine, message: PostClassified) -> PostClassified:
    """Store the post a verdict is about, and hand the verdict back."""
    await insert_row(
        engine,
        PostRow,
        id=message.post_id,
        source_id=message.source_id,
        source_kind=message.source_kind,
        external_id=str(message.post_id),
        author=message.author,
        text="the text",
        published_at=message.published_at,
        first_seen_at=message.published_at,
    )
    return message


def a_signal(agent_id: UUID, source_id: UUID, name: str = "signal", **values: Any) -> SignalRaised:
    fields: dict[str, Any] = {
        "id": an_id(f"raised/{name}"),
        "trace_id": an_id(f"trace/{name}"),
        "occurred_at": NOON,
        "signal_id": an_id(f"signal/{name}"),
        "agent_id": agent_id,
        "post_id": an_id("post/any"),
        "source_id": source_id,
        "token": "BTC",
        "side": Side.LONG,
        "confidence": Decimal("0.8"),
        "score": None,
        "size": Decimal("0.05"),
        "reference_price": Decimal(60000),
        "expires_at": NOON + timedelta(minutes=15),
    }
    return SignalRaised.model_validate(fields | values)


async def store_signal(engine: AsyncEngine, message: SignalRaised) -> SignalRaised:
    """Store the signal a message announces, and hand the message back."""
    fields = ("agent_id", "source_id", "trace_id", "token", "side", "confidence", "size")
    values = {field: getattr(message, field) for field in fields}
    await insert_row(
        engine,
        SignalRow,
        id=message.signal_id,
        dedupe_key=f"test:{message.signal_id}",
        reference_price=message.reference_price,
        created_at=NOON,
        expires_at=message.expires_at,
        **values,
    )
    return message


async def a_credential(engine: AsyncEngine, n: int, venue: str, status: str = "APPROVED") -> None:
    await insert_row(
        engine,
        CredentialRow,
        id=uuid4(),
        user_wallet=a_wallet(n),
        venue=venue,
        network="paper",
        agent_address=a_wallet(70_000 + 10 * n + list(VenueName).index(VenueName(venue))),
        status=status,
        kid="k1",
        wrapped_dek=b"-",
        dek_nonce=b"-",
        ciphertext=b"-",
        nonce=b"-",
    )


async def a_listing(
    engine: AsyncEngine, venue: str, *, price: str = "60000", symbol: str = "BTC", **values: Any
) -> None:
    """List a symbol on a venue with a price of now."""
    place = {"network": "paper", "venue": venue, "symbol": symbol}
    rules = {
        "name": symbol,
        "min_notional": Decimal(10),
        "lot": Decimal("0.00001"),
        "tick": Decimal("0.01"),
        "max_leverage": Decimal(20),
        "last_synced": NOON,
    }
    await insert_row(engine, MarketRow, **(place | rules | values))
    await insert_row(engine, MarkRow, **place, price=Decimal(price), seen_at=NOON)


async def a_balance_on(
    engine: AsyncEngine, venue: str, n: int, available: str = "10000", seen_at: datetime = NOON
) -> None:
    place = {"network": "paper", "venue": venue, "wallet": a_wallet(n)}
    await insert_row(engine, BalanceRow, **place, available=Decimal(available), seen_at=seen_at)


async def a_live_position(
    engine: AsyncEngine, signal: SignalRaised, deployment_id: UUID, n: int, **values: Any
) -> UUID:
    """Store an OPENING position of a wallet, made by an earlier signal."""
    row = live_position_values(signal, deployment_id, n) | values
    await insert_row(engine, PositionRow, **row)
    return UUID(str(row["id"]))


def live_position_values(signal: SignalRaised, deployment_id: UUID, n: int) -> dict[str, Any]:
    """Fill in an OPENING position of a wallet, made by an earlier signal."""
    return {
        "id": uuid4(),
        "signal_id": signal.signal_id,
        "agent_id": signal.agent_id,
        "deployment_id": deployment_id,
        "trace_id": signal.trace_id,
        "wallet": a_wallet(n),
        "network": "paper",
        "venue": "PAPER",
        "symbol": signal.token,
        "side": signal.side,
        "status": "OPENING",
        "collateral": Decimal(100),
        "leverage": Decimal(1),
        "risk_plan": {},
        "created_at": NOON,
    }


async def an_unknown_order(
    engine: AsyncEngine, signal: SignalRaised, deployment_id: UUID, n: int
) -> None:
    """Store an order of unknown fate on HYPERLIQUID, with the position and intent it serves."""
    position_id = await a_live_position(engine, signal, deployment_id, n, venue="HYPERLIQUID")
    shared = {
        "signal_id": signal.signal_id,
        "agent_id": signal.agent_id,
        "deployment_id": deployment_id,
        "position_id": position_id,
        "trace_id": signal.trace_id,
        "purpose": "OPEN",
        "wallet": a_wallet(n),
        "network": "paper",
        "venue": "HYPERLIQUID",
        "symbol": signal.token,
        "side": signal.side,
        "quantity": Decimal("0.01"),
        "leverage": Decimal(1),
        "max_slippage": Decimal("0.01"),
        "created_at": NOON,
    }
    intent_id = uuid4()
    await insert_row(engine, IntentRow, id=intent_id, **shared)
    await insert_row(
        engine,
        OrderRow,
        id=uuid4(),
        intent_id=intent_id,
        state="UNKNOWN",
        updated_at=NOON,
        next_attempt_at=NOON,
        **shared,
    )


async def store_many(engine: AsyncEngine, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Store many rows at once."""
    async with engine.begin() as connection:
        await connection.execute(insert(table), list(rows))


UNSTEADY = {"id", "created_at", "published_at"}
"""Columns of the outbox that the database fills in by itself."""


async def dump(engine: AsyncEngine, *names: str) -> dict[str, list[dict[str, Any]]]:
    """Read whole tables, in an order of their own values."""
    content = {}
    async with engine.connect() as connection:
        for name in names:
            table = metadata.tables[name]
            hidden = UNSTEADY if name == "outbox" else set()
            columns = [column for column in table.c if column.name not in hidden]
            rows = await connection.execute(select(*columns))
            content[name] = sorted((dict(row) for row in rows.mappings()), key=repr)
    return content
