"""An invented market and what some sources said about it, as the store has it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid5

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.sources import Call
from scripts.power.market import START, STEP, Caller, Market
from tests.factories import ROOT, a_source

SEEN = timedelta(seconds=2)
"""How long after each hour its price is seen."""
POSTS = """
    insert into post (id, source_id, source_kind, external_id, author, text, published_at,
      first_seen_at)
    select id, source_id, 'X', id::text, 'somebody', text, published_at, first_seen_at
    from json_to_recordset(cast(:rows as json)) as r (
      id uuid, source_id uuid, text text, published_at timestamptz, first_seen_at timestamptz)
"""
VERDICTS = """
    insert into verdict (post_id, classifier, state, trace_id, attempts, candidate, verdict,
      classified_at)
    select id, 'rules-1', 'DONE', id, 1, true, verdict, first_seen_at
    from json_to_recordset(cast(:rows as json)) as r (
      id uuid, verdict jsonb, first_seen_at timestamptz)
"""
BARS = """
    insert into price_bar (network, symbol, minute, venue, price, seen_at)
    select 'paper', symbol, minute, venue, price, seen_at
    from json_to_recordset(cast(:rows as json)) as r (
      symbol text, minute timestamptz, venue text, price numeric, seen_at timestamptz)
"""


async def store_bars(engine: AsyncEngine, market: Market, venue: str = "PAPER") -> None:
    """Store every hour's price, seen a moment after the hour."""
    rows = [
        {"symbol": token, "venue": venue, "minute": START + n * STEP, "price": price}
        | {"seen_at": START + n * STEP + SEEN}
        for token, path in market.prices.items()
        for n, price in enumerate(path)
    ]
    await _insert(engine, BARS, rows)


async def store_calls(
    engine: AsyncEngine, market: Market, handle: str, caller: Caller
) -> list[Call]:
    """Let a source speak on the hour, and store its posts with their verdicts."""
    source_id = await a_source(engine, handle)
    calls = [
        replace(call, known_at=call.known_at - (call.known_at - START) % STEP)
        for call in caller.calls(market)
    ]
    rows = [_post(handle, n, call) | {"source_id": source_id} for n, call in enumerate(calls)]
    await _insert(engine, POSTS, rows)
    await _insert(engine, VERDICTS, rows)
    return calls


def _post(handle: str, n: int, call: Call) -> dict[str, Any]:
    spoken = {"token": call.token, "direction": call.side, "confidence": "0.8"}
    verdict = {"classifier": "rules-1", "candidate": True, "calls": [spoken], "reason": "call"}
    return {
        "id": uuid5(ROOT, f"{handle}/{n}"),
        "text": f"{call.side} ${call.token}",
        "published_at": call.known_at - timedelta(seconds=40),
        "first_seen_at": call.known_at,
        "verdict": verdict | {"confidence": "0.8"},
    }


async def _insert(engine: AsyncEngine, statement: str, rows: Sequence[dict[str, Any]]) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement), {"rows": json.dumps(rows, default=str)})
