"""Sessions, API keys, challenges and roles, as the gateway sees them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from contracts.market import Wallet
from domain.access import ApiKey, Challenge, ChallengeKind, Role, Session


class Access(Protocol):
    """Who may come in, within one transaction."""

    async def add_challenge(self, challenge: Challenge) -> None:
        """Store a nonce that is to be signed."""
        ...

    async def take_challenge(
        self, nonce: str, kind: ChallengeKind, binding: str, now: datetime
    ) -> Challenge | None:
        """Use a nonce up and return its challenge; None for one used, lapsed or not theirs."""
        ...

    async def add_session(self, session: Session) -> None:
        """Store a session."""
        ...

    async def end_session(self, session_id: UUID) -> None:
        """Forget a session."""
        ...

    async def add_key(self, key: ApiKey) -> None:
        """Store an API key."""
        ...

    async def keys(self, wallet: Wallet) -> Sequence[ApiKey]:
        """List a wallet's API keys, newest first."""
        ...

    async def revoke_key(self, key_id: UUID, wallet: Wallet, now: datetime) -> None:
        """End a wallet's own key; ended before keeps its moment. Raises NotFound."""
        ...

    async def role(self, wallet: Wallet) -> Role:
        """Tell the most a wallet is; USER when nobody said otherwise."""
        ...

    async def grant(self, wallet: Wallet, role: Role, by: str, now: datetime) -> None:
        """Make a wallet a role; granting it again changes nothing."""
        ...

    async def withdraw(self, wallet: Wallet, role: Role) -> None:
        """Take a role from a wallet. Raises NotFound when it has it not."""
        ...

    async def grants(self) -> Sequence[tuple[Wallet, Role]]:
        """List every role that was granted."""
        ...
