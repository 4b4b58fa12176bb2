"""Safes, and the transaction that lets the module trade from one."""

from typing import Any

from api.schemas.base import Address, In, Number, Out, Shown
from domain.safes import SafeStep


class SafeIn(In):
    """A Safe of the caller's."""

    safe_address: Address


class SafeSetupOut(Out):
    """How far a Safe is set up; what the chain does not say counts as missing."""

    safe_address: Shown
    is_setup: bool
    missing: SafeStep | None
    reason: str | None
    owners: list[Shown]
    threshold: int | None
    module_address: Shown
    module_enabled: bool
    usdc_address: Shown
    usdc_balance: Number | None
    usdc_allowance: Number | None
    chain_id: int
    answered: bool


class SafeCallOut(Out):
    """A call for Safe's own SDK."""

    to: Shown
    value: str
    data: str
    operation: int


class SafeBatchOut(Out):
    """A transaction for the Safe to make, in both forms that people use."""

    safe_address: Shown
    module_address: Shown
    chain_id: int
    transaction_builder: dict[str, Any]
    """A file for the Transaction Builder of the Safe app."""
    transaction: SafeCallOut
    instructions: list[str]
