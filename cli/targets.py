"""What commands call things by: wallets as they are stored, in lower case."""

import typer
from pydantic import TypeAdapter, ValidationError

from contracts.market import Wallet

_WALLET: TypeAdapter[Wallet] = TypeAdapter(Wallet)


def wallet_named(name: str, option: str) -> Wallet:
    """Read an address in any case. Raises BadParameter that names the option."""
    try:
        return _WALLET.validate_python(name.lower())
    except ValidationError:
        raise typer.BadParameter(
            f"{name!r} is not an address of 0x and forty hex digits", param_hint=option
        ) from None
