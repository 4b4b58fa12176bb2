"""Ostium: the delegate that trades for a user, and the dollars it may trade with."""

from typing import Literal
from uuid import UUID

from api.schemas.base import Address, In, Number, Out, Shown


class DeployCompleteIn(In):
    """Let an agent run on Ostium for the caller."""

    agent_id: UUID
    user_wallet: Address


class DeployCompleteOut(Out):
    """A deployment, and the address that the user delegates to."""

    success: Literal[True]
    deployment_id: UUID
    agent_address: Shown
    user_wallet: Shown
    message: str
    needs_approval: bool
    approval_note: str


class ApprovalOut(Out):
    """Whether Ostium may take enough of a user's dollars; null where the chain is silent."""

    user_wallet: Shown
    is_approved: bool
    usdc_balance: Number | None
    usdc_allowance: Number | None
    required: Number
    answered: bool


class DelegationOut(Out):
    """Whether a user delegated to their agent key."""

    user_wallet: Shown
    agent_address: Shown | None
    delegate: Shown | None
    is_delegated: bool
    answered: bool
