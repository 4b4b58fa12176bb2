"""The messages that the measurements send: one that comes in, and the one it causes."""

from datetime import datetime
from uuid import UUID, uuid5

from contracts.market import AgentId
from contracts.metrics import MetricsUpdated
from contracts.positions import PositionClosed

ROOT = UUID("6d5f1c1e-9a55-5b3b-8a0e-6f1c3b0a7d20")
DEPLOYMENTS = 1000


def named(name: str) -> UUID:
    """Name a thing; the same name is the same thing."""
    return uuid5(ROOT, name)


def closed_position(n: int, now: datetime) -> PositionClosed:
    """Make the n-th of many messages, of the size a stage usually meets."""
    return PositionClosed.model_validate(
        {
            "id": named(f"closed/{n}"),
            "trace_id": named(f"trace/{n}"),
            "occurred_at": now,
            "position_id": named(f"position/{n}"),
            "agent_id": named("agent"),
            "deployment_id": named(f"deployment/{n % DEPLOYMENTS}"),
            "signal_id": named("signal"),
            "wallet": f"0x{n:040x}",
            "venue": "PAPER",
            "symbol": "BTC",
            "side": "LONG",
            "quantity": "0.0125",
            "entry_price": "93500.5",
            "exit_price": "94210.1",
            "reason": "TRAILING_STOP",
            "gross_pnl": "8.87",
            "fees": "1.05",
            "net_pnl": "7.82",
            "opened_at": now,
            "closed_at": now,
        }
    )


def updated_metrics(cause: PositionClosed, now: datetime) -> MetricsUpdated:
    """Make the message that a closed position leads to."""
    return MetricsUpdated(
        **cause.leads_to("metrics", at=now),
        agent_id=AgentId(cause.agent_id),
        closed_positions=1,
        net_pnl=cause.net_pnl,
        fees=cause.fees,
        win_rate=None,
    )
