"""One way out: an action is signed, put in its envelope, sent once, and its answer read."""

from collections.abc import Mapping
from typing import Any

from contracts.market import Wallet
from infra.venues.hyperliquid.answers import OrderAnswer, read_answer
from infra.venues.hyperliquid.client import Client
from infra.venues.hyperliquid.ports import Nonces, Priority, Signer
from infra.venues.hyperliquid.signing import Action


class Sender:
    """Sends actions on one network, by its letter and never by a URL."""

    def __init__(self, client: Client, signer: Signer, nonces: Nonces, *, mainnet: bool) -> None:
        self._client = client
        self._signer = signer
        self._nonces = nonces
        self._mainnet = mainnet

    async def send(
        self,
        action: Action,
        *,
        signer: Wallet,
        wallet: Wallet,
        priority: Priority,
        nonce: int | None = None,
        expires_after: int | None = None,
    ) -> OrderAnswer:
        """Send an action; without a nonce it spends the next one. `expires_after` is in ms.

        Raises what the signer raises (it never left), VenueUnavailable (nor did it) or FateUnknown.
        """
        spent = await self._nonces.next(signer) if nonce is None else nonce
        signature = await self._signer.sign(
            signer, action, spent, expires_after=expires_after, mainnet=self._mainnet
        )
        envelope = _envelope(action, spent, signature, expires_after)
        return read_answer(await self._client.act(envelope, priority=priority, wallet=wallet))

    async def submit(
        self, action: Action, signature: Mapping[str, Any], *, nonce: int, wallet: Wallet
    ) -> OrderAnswer:
        """Send what a user signed. Raises VenueUnavailable (it never left) or FateUnknown."""
        envelope = _envelope(action, nonce, signature, None)
        answer = await self._client.act(envelope, priority=Priority.PROTECT, wallet=wallet)
        return read_answer(answer)


def _envelope(
    action: Action, nonce: int, signature: Mapping[str, Any], expires_after: int | None
) -> Mapping[str, Any]:
    return {
        "action": action,
        "nonce": nonce,
        "signature": signature,
        "vaultAddress": None,
        "expiresAfter": expires_after,
    }
