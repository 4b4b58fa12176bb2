"""Safes: how far one is set up, and the transaction that lets the module trade from it."""

from fastapi import APIRouter

from api.dependencies import Gateway, Now
from api.guards import Reader
from api.safe_setup import module_of, place_of
from api.schemas.safes import SafeBatchOut, SafeCallOut, SafeIn, SafeSetupOut
from contracts.market import Wallet
from domain.safes import Place, SafeLook, enable_module_batch, enable_module_data, look_at_safe

router = APIRouter(prefix="/api", tags=["venues"])
INSTRUCTIONS = [
    "Open the Transaction Builder of the Safe app and load the file",
    "Let the Safe's owners sign and execute it",
    "Then ask /api/safe/check-setup-status",
]


@router.post("/safe/check-setup-status")
async def check_setup(body: SafeIn, caller: Reader, gate: Gateway) -> SafeSetupOut:
    """Ask the chain how far a Safe of the caller's is set up."""
    module = module_of(gate)
    look = await look_at_safe(gate.setups.chain, body.safe_address, module, caller.wallet)
    return _setup(body.safe_address, module, look, place_of(gate))


@router.post("/gmx/generate-setup-tx")
async def make_setup(body: SafeIn, gate: Gateway, now: Now, _: Reader) -> SafeBatchOut:
    """Write the transaction that enables the module; the Safe's owners sign it, never we."""
    module, place, safe = module_of(gate), place_of(gate), body.safe_address
    call = SafeCallOut(to=safe, value="0", data=enable_module_data(module), operation=0)
    return SafeBatchOut(
        safe_address=safe,
        module_address=module,
        chain_id=place.chain_id,
        transaction_builder=enable_module_batch(safe, module, place, now),
        transaction=call,
        instructions=INSTRUCTIONS,
    )


def _setup(address: Wallet, module: Wallet, look: SafeLook, place: Place) -> SafeSetupOut:
    dollars, safe = look.dollars, look.safe
    return SafeSetupOut(
        safe_address=address,
        is_setup=look.missing is None,
        missing=look.missing,
        reason=look.reason,
        owners=list(safe.owners) if safe else [],
        threshold=safe.threshold if safe else None,
        module_address=module,
        module_enabled=look.module_enabled,
        usdc_address=place.usdc,
        usdc_balance=dollars.balance if dollars else None,
        usdc_allowance=dollars.allowance if dollars else None,
        chain_id=place.chain_id,
        answered=look.answered,
    )
