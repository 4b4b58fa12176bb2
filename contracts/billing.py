"""Billing: what a closed position owes."""

from enum import StrEnum

from contracts.base import Message
from contracts.market import AgentId, DeploymentId, PositionId, Usd


class BillKind(StrEnum):
    SUBSCRIPTION = "SUBSCRIPTION"
    INFRA_FEE = "INFRA_FEE"
    PROFIT_SHARE = "PROFIT_SHARE"


class FeeAccrued(Message):
    """A closed position owes an amount, in USDC, once per kind."""

    position_id: PositionId
    deployment_id: DeploymentId
    agent_id: AgentId
    kind: BillKind
    amount: Usd

    @property
    def partition(self) -> str:
        return str(self.deployment_id)
