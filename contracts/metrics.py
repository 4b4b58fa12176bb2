"""Metrics: how an agent has done so far."""

from contracts.base import Message
from contracts.market import AgentId, Exact, Usd


class MetricsUpdated(Message):
    """An agent's published figures changed; null means not enough data, never zero."""

    agent_id: AgentId
    closed_positions: int
    net_pnl: Usd
    fees: Usd
    win_rate: Exact | None

    @property
    def partition(self) -> str:
        return str(self.agent_id)
