"""Safes: whether a user's Safe may be traded from, and the transaction that lets it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from contracts.market import Network, Wallet
from domain.errors import ChainSilent
from domain.nonces import milliseconds
from domain.ports.chain import Chain, Dollars, Safe

ENABLE_MODULE = "610b5925"
"""The selector of `enableModule(address)`."""
BUILDER = "1.16.5"
"""The Transaction Builder whose form of a batch we write."""
_HEX_DIGITS_OF_A_WORD = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The chain where Safes are."""

    chain_id: int
    short_name: str
    """What the Safe app calls it in its addresses."""
    usdc: Wallet


ARBITRUM = Place(
    chain_id=42161, short_name="arb1", usdc="0xaf88d065e77c8cc2239327c5edb3a432268e5831"
)
SEPOLIA = Place(
    chain_id=11155111, short_name="sep", usdc="0x1c7d4b196cb0c7b01d743fbc6116a902379c7238"
)
PLACES = {Network.MAINNET: ARBITRUM, Network.TESTNET: SEPOLIA, Network.PAPER: SEPOLIA}


class SafeStep(StrEnum):
    """The first thing that is missing before a Safe may be traded from."""

    NO_SAFE = "NO_SAFE"
    ENABLE_MODULE = "ENABLE_MODULE"
    APPROVE_USDC = "APPROVE_USDC"


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeLook:
    """What the chain said about a Safe; what it did not say counts as missing."""

    safe: Safe | None
    module_enabled: bool = False
    dollars: Dollars | None = None
    answered: bool = True
    reason: str | None = None
    """Why there is no Safe to go on with."""

    @property
    def missing(self) -> SafeStep | None:
        """Name the first step that is missing; None when it may be traded from."""
        if self.safe is None:
            return SafeStep.NO_SAFE
        if not self.module_enabled:
            return SafeStep.ENABLE_MODULE
        if self.dollars is None or not self.dollars.allowance > 0:
            return SafeStep.APPROVE_USDC
        return None


async def look_at_safe(chain: Chain, address: Wallet, module: Wallet, user: Wallet) -> SafeLook:
    """Ask the chain about a user's Safe, as far as there is reason to go on."""
    try:
        safe = await chain.safe(address)
    except ChainSilent as silence:
        return SafeLook(safe=None, answered=False, reason=str(silence))
    if safe is None:
        return SafeLook(safe=None, reason="there is no Safe at this address")
    if user not in safe.owners:
        return SafeLook(safe=None, reason="the wallet that asks is no owner of this Safe")
    return await _look_inside(chain, safe, module)


async def _look_inside(chain: Chain, safe: Safe, module: Wallet) -> SafeLook:
    try:
        if not await chain.module_enabled(safe.address, module):
            return SafeLook(safe=safe)
    except ChainSilent:
        return SafeLook(safe=safe, answered=False)
    try:
        dollars = await chain.dollars(safe.address, module)
    except ChainSilent:
        return SafeLook(safe=safe, module_enabled=True, answered=False)
    return SafeLook(safe=safe, module_enabled=True, dollars=dollars)


def enable_module_data(module: Wallet) -> str:
    """Write the call that enables a module in the Safe it is sent to."""
    return f"0x{ENABLE_MODULE}{module.removeprefix('0x').zfill(_HEX_DIGITS_OF_A_WORD)}"


def enable_module_batch(
    safe: Wallet, module: Wallet, place: Place, now: datetime
) -> dict[str, Any]:
    """Write the batch that the Safe's own Transaction Builder takes as a file."""
    argument = {"internalType": "address", "name": "module", "type": "address"}
    method = {"inputs": [argument], "name": "enableModule", "payable": False}
    call = {
        "to": safe,
        "value": "0",
        "data": enable_module_data(module),
        "contractMethod": method,
        "contractInputsValues": {"module": module},
    }
    meta = {
        "name": "Enable the trading module",
        "description": "Lets the module trade for this Safe; it can be disabled at any time.",
        "txBuilderVersion": BUILDER,
        "createdFromSafeAddress": safe,
        "createdFromOwnerAddress": "",
    }
    return {
        "version": "1.0",
        "chainId": str(place.chain_id),
        "createdAt": milliseconds(now),
        "meta": meta,
        "transactions": [call],
    }
