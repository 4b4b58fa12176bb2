"""Delegations: whether a user's agent may trade for them on Ostium, as its chain says."""

from dataclasses import dataclass
from decimal import Decimal

from contracts.market import Wallet
from domain.errors import ChainSilent
from domain.ports.chain import Chain, Dollars

LEAST = Decimal(5)
"""USDC: below this Ostium opens nothing, so less is no approval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendLook:
    """What a user has, and lets Ostium's storage contract take; None where nobody answered."""

    dollars: Dollars | None

    @property
    def approved(self) -> bool:
        """Tell whether there is enough of both for a trade."""
        return self.dollars is not None and (
            self.dollars.allowance >= LEAST and self.dollars.balance >= LEAST
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateLook:
    """Whom a user named, if the chain answered."""

    delegate: Wallet | None
    answered: bool

    def is_for(self, agent: Wallet | None) -> bool:
        """Tell whether that is this agent; nobody is nobody's."""
        return agent is not None and self.delegate == agent


async def look_at_spending(chain: Chain, user: Wallet, storage: Wallet | None) -> SpendLook:
    """Ask what Ostium may take of a user's dollars; silence is nothing."""
    if storage is None:
        return SpendLook(dollars=None)
    try:
        return SpendLook(dollars=await chain.dollars(user, storage))
    except ChainSilent:
        return SpendLook(dollars=None)


async def look_at_delegate(chain: Chain, user: Wallet) -> DelegateLook:
    """Ask whom a user named; silence is nobody."""
    try:
        return DelegateLook(delegate=await chain.delegate(user), answered=True)
    except ChainSilent:
        return DelegateLook(delegate=None, answered=False)
