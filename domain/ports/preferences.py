"""Preferences, as the stages see them."""

from collections.abc import Collection, Mapping
from typing import Protocol

from contracts.market import Wallet
from domain.preferences import Preferences


class StoredPreferences(Protocol):
    """How users like to trade, in the store, within one transaction."""

    async def of(self, users: Collection[Wallet]) -> Mapping[Wallet, Preferences]:
        """Find the preferences of those users who have any; the others are absent."""
        ...

    async def save(self, user: Wallet, preferences: Preferences) -> None:
        """Store all five of a user's preferences in place of those before."""
        ...
