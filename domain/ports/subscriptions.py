"""Subscriptions, as the stages see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from contracts.market import Usd
from domain.subscriptions import Month, Term


class Subscriptions(Protocol):
    """Subscriptions in the store, within one transaction."""

    async def due(self, before: datetime) -> Sequence[Term]:
        """Lock and return active deployments whose trial or paid month ends before a moment."""
        ...

    async def price(self, at: datetime) -> Usd:
        """Return what a month that begins then costs."""
        ...

    async def accrue(self, months: Sequence[Month], now: datetime) -> int:
        """Store what is owed, each month once, extend the terms, and count the new bills."""
        ...
