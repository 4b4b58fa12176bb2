"""Approvals, as a venue tells them: an agent key is approved when the venue says so, not before."""

from typing import Protocol

from contracts.market import Wallet
from domain.credentials import Approval


class Approvals(Protocol):
    """What a venue knows of agent keys."""

    async def check(self, user: Wallet, agent: Wallet) -> Approval:
        """Ask whether an agent address may trade for a user now.

        Raises VenueUnavailable when no answer, or none that makes sense, is to be had: silence
        is no revocation.
        """
        ...
