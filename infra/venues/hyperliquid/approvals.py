"""Approvals: handing over what a user signed for an agent key, and asking whether it holds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter

from contracts.market import Wallet
from domain.credentials import Approval, ApprovalState
from domain.errors import FateUnknown, VenueUnavailable
from domain.ports.clock import Clock
from infra.venues.hyperliquid.answers import Done, Errored, Refusal
from infra.venues.hyperliquid.client import Client
from infra.venues.hyperliquid.errors import as_error
from infra.venues.hyperliquid.sending import Sender
from infra.venues.hyperliquid.shapes import ExtraAgent, Misshapen, Role, read
from infra.venues.hyperliquid.signing import Signature, approver
from infra.venues.hyperliquid.weights import HEAVY, ROLE
from infra.venues.hyperliquid.wire import approval_action, moment

_DOMAIN: Final = "EIP712Domain"
_ROLE: Final = TypeAdapter(Role)
_EXTRA: Final = TypeAdapter(list[ExtraAgent])


class Forged(ValueError):
    """What a user is said to have signed was signed by somebody else."""


class Approvals:
    """Sends approvals that users signed, and believes the venue alone on whether they hold."""

    def __init__(self, client: Client, sender: Sender, clock: Clock) -> None:
        self._client = client
        self._sender = sender
        self._clock = clock

    async def submit(
        self, approval: Mapping[str, Any], signature: Signature, *, user: Wallet
    ) -> None:
        """Hand the venue what a user signed, to the letter; `check` tells whether it holds.

        Raises Forged when it was not this user, VenueRefused, VenueUnavailable or FateUnknown.
        """
        types = {name: told for name, told in approval["types"].items() if name != _DOMAIN}
        if approver({**approval, "types": types}, signature) != user:
            raise Forged("signed by somebody else")
        answer = await self._sender.submit(
            approval_action(approval),
            signature,
            nonce=approval["message"]["nonce"],
            wallet=user,
        )
        if isinstance(answer, Errored | Refusal):
            raise as_error(answer.text, ours=frozenset({user}))
        if not isinstance(answer, Done):
            raise FateUnknown("the approval may hold or not: an answer of another kind")

    async def check(self, user: Wallet, agent: Wallet) -> Approval:
        """Ask whether an agent may trade for a user now, of the venue alone.

        Raises VenueUnavailable.
        """
        role = await self._read(_ROLE, {"type": "userRole", "user": agent}, ROLE)
        if role.role != "agent" or role.data is None:
            return Approval(state=ApprovalState.ABSENT)
        if role.data.user.lower() != user:
            return Approval(state=ApprovalState.REVOKED)
        until = await self._valid_until(user, agent)
        if until is not None and until <= self._clock.now():
            # The venue is slow to end what has lapsed; we are not.
            return Approval(state=ApprovalState.ABSENT, valid_until=until)
        return Approval(state=ApprovalState.APPROVED, valid_until=until)

    async def _valid_until(self, user: Wallet, agent: Wallet) -> datetime | None:
        """Tell when an approval ends; the venue lists only those of agents with a name."""
        listed = await self._read(_EXTRA, {"type": "extraAgents", "user": user}, HEAVY)
        ends = [told.valid_until for told in listed if told.address.lower() == agent]
        return moment(ends[0]) if ends and ends[0] is not None else None

    async def _read(self, shape: TypeAdapter[Any], question: dict[str, str], weight: int) -> Any:
        answer = await self._client.ask(question, weight=weight)
        try:
            return read(shape, answer)
        except Misshapen as error:
            raise VenueUnavailable(f"an answer of the wrong shape: {error}") from None
