"""What a user's wallet signs so that an agent key may trade for them."""

from datetime import datetime, timedelta
from typing import Any, Final

from contracts.market import Network, VenueName
from domain.credentials import Credential
from domain.nonces import milliseconds
from infra.venues.hyperliquid.signing import agent_approval

SIGNED_VENUES: Final = frozenset({VenueName.HYPERLIQUID})
"""The venues where a key is approved by signing; on others a transaction says so."""
AGENT_NAME: Final = "maxxit"
"""One name for all our keys: approving the next one under it ends the last one at once."""
APPROVED_FOR: Final = timedelta(days=179)
"""How long an approval is asked for; the venue grants 180 days at most."""
CHAINS: Final = {Network.TESTNET: 421614, Network.MAINNET: 42161}
"""The chain of Arbitrum that a wallet is usually on; any other serves as well."""
_DOMAIN: Final = [
    {"name": "name", "type": "string"},
    {"name": "version", "type": "string"},
    {"name": "chainId", "type": "uint256"},
    {"name": "verifyingContract", "type": "address"},
]


def approval_request(
    credential: Credential, *, chain_id: int | None, now: datetime
) -> dict[str, Any]:
    """Write the EIP-712 typed data that a user's wallet signs (`eth_signTypedData_v4`).

    Without a chain it names the one that a wallet is usually on.
    """
    lapses = milliseconds(now + APPROVED_FOR)
    asked = agent_approval(
        agent_address=credential.agent_address,
        agent_name=f"{AGENT_NAME} valid_until {lapses}",
        nonce=milliseconds(now),
        chain_id=chain_id or CHAINS[credential.network],
        mainnet=credential.network is Network.MAINNET,
    )
    return asked | {"types": {"EIP712Domain": _DOMAIN, **asked["types"]}}
