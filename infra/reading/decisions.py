"""Every decision the platform made, in one order, and a digest over all of them."""

import hashlib
from collections.abc import AsyncIterator, Mapping

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.reading.decision_lines import decision_line

DECISIONS: Mapping[str, str] = {
    "verdict": """
        select p.external_id, v.classifier, v.state, v.candidate, v.confidence, v.verdict::text
        from verdict v join post p on p.id = v.post_id order by p.external_id, v.classifier""",
    "post outcome": """
        select post_id, agent_id, token, signal_id, reason from post_outcome
        order by post_id, agent_id, token""",
    "signal": """
        select id, dedupe_key, agent_id, token, side, confidence, score, size, reference_price,
          created_at, expires_at from signal order by id""",
    "routing": """
        select signal_id, deployment_id, requested::text, selected from routing
        order by signal_id, deployment_id""",
    "refusal": """
        select signal_id, deployment_id, intent_id, reason from refusal
        order by signal_id, deployment_id""",
    "intent": """
        select id, purpose, signal_id, deployment_id, position_id, venue, symbol, side, quantity,
          leverage, reference_price, reason, attempt, created_at from intent order by id""",
    "order": """
        select id, purpose, state, attempts, quantity, filled, reject_reason from trade_order
        order by id""",
    "fill": """
        select venue, fill_id, order_id, purpose, quantity, price, fee, filled_at from fill
        order by venue, fill_id""",
    "position": """
        select id, status, opened_quantity, quantity, entry_price, exit_price, exit_reason,
          hard_stop_price, extreme, gross_pnl, fees, net_pnl, opened_at, closed_at
        from position order by id""",
    "bill": "select position_id, kind, amount from bill order by position_id, kind",
}


async def digest(engine: AsyncEngine) -> str:
    """Return one SHA-256 over every decision; two runs that decided alike have the same."""
    total = hashlib.sha256()
    async for line in decisions(engine):
        total.update(line.encode() + b"\n")
    return total.hexdigest()


async def decisions(engine: AsyncEngine) -> AsyncIterator[str]:
    """Yield every decision as one line, in an order that does not depend on how it came about."""
    async with engine.connect() as connection:
        for kind, query in DECISIONS.items():
            for row in (await connection.execute(text(query))).all():
                yield decision_line(kind, tuple(row))
