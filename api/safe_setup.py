"""Whether a Safe may be traded from, and what its owner is told to do when it may not yet."""

from typing import Any

from eth_utils.address import to_checksum_address

from api.errors import BadRequest
from api.gate import Gate
from contracts.market import Wallet
from domain.errors import Conflict
from domain.ports.chain import Safe
from domain.safes import PLACES, Place, SafeLook, SafeStep

SILENT = " (the chain does not answer)"


def module_of(gate: Gate) -> Wallet:
    """Return the module that trades from Safes. Raises Conflict when none is configured."""
    if gate.setups.module is None:
        raise Conflict("no Safe is traded from here: SAFE_MODULE_ADDRESS is not set")
    return gate.setups.module


def place_of(gate: Gate) -> Place:
    """Return the chain where Safes are."""
    return PLACES[gate.network]


def require_safe(look: SafeLook) -> Safe:
    """Return the Safe that was found. Raises BadRequest unless it is one of the caller's."""
    if look.safe is None:
        raise BadRequest(
            look.reason or "there is no Safe",
            error="Safe wallet validation failed",
            reason=look.reason,
        )
    return look.safe


def require_ready(look: SafeLook, gate: Gate, safe: Wallet) -> None:
    """Raise BadRequest, naming the next step, unless the Safe may be traded from."""
    if look.missing is SafeStep.ENABLE_MODULE:
        raise _step(gate, safe, _MODULE, silent=not look.answered)
    if look.missing is SafeStep.APPROVE_USDC:
        raise _step(gate, safe, _USDC, silent=not look.answered)


_MODULE = (
    "MODULE_NOT_ENABLED",
    "the trading module is not enabled in this Safe",
    "ENABLE_MODULE",
    "Propose the transaction of POST /api/gmx/generate-setup-tx in the Safe app",
)
_USDC = (
    "USDC_NOT_APPROVED",
    "the trading module may not take USDC of this Safe",
    "APPROVE_USDC",
    "Approve USDC to the module in the Safe app",
)


def _step(gate: Gate, safe: Wallet, words: tuple[str, ...], *, silent: bool) -> BadRequest:
    error, said, action, instruction = words
    place = place_of(gate)
    message = said + SILENT if silent else said
    more: dict[str, Any] = {
        "message": message,
        "safeWallet": to_checksum_address(safe),
        "moduleAddress": to_checksum_address(module_of(gate)),
        "usdcAddress": to_checksum_address(place.usdc),
        "chainId": place.chain_id,
    }
    steps = {
        "action": action,
        "instructions": [instruction, "Let its owners sign, then try again"],
        "safeAppUrl": safe_app_url(place, safe),
    }
    return BadRequest(message, error=error, **more, nextSteps=steps)


def safe_app_url(place: Place, safe: Wallet) -> str:
    """Say where the Safe's owners find it."""
    return f"https://app.safe.global/home?safe={place.short_name}:{to_checksum_address(safe)}"
