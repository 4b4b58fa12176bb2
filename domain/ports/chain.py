"""Chains, as they are asked about users' Safes, their dollars and whom they delegated to."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from contracts.market import Usd, Wallet


@dataclass(frozen=True, slots=True, kw_only=True)
class Safe:
    """A Safe that is there: who owns it, and how many of them must agree."""

    address: Wallet
    owners: tuple[Wallet, ...]
    threshold: int
    eth: Decimal
    """What it has for gas, in whole ether."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dollars:
    """What an address has in USDC, and how much of that another may take."""

    balance: Usd
    allowance: Usd


class Chain(Protocol):
    """What the chain of this network says now.

    Every question raises ChainSilent when no answer, or none that makes sense, is to be had:
    silence is no yes. It is never asked within a transaction.
    """

    async def safe(self, address: Wallet) -> Safe | None:
        """Describe the Safe at an address; None when there is none."""
        ...

    async def module_enabled(self, safe: Wallet, module: Wallet) -> bool:
        """Tell whether a module may act for a Safe."""
        ...

    async def dollars(self, owner: Wallet, spender: Wallet) -> Dollars:
        """Tell what an owner has in USDC, and how much of it a spender may take."""
        ...

    async def delegate(self, user: Wallet) -> Wallet | None:
        """Name who may trade for a user on Ostium; None when the user named nobody."""
        ...
