"""Actions a user signs in person, as typed data: approvals and money that moves."""

from typing import Any, Final

from infra.simulators.hyperliquid.actions import address, text, whole
from infra.simulators.hyperliquid.words import NOWHERE, Json, NotUnderstood

_Fields = tuple[tuple[str, str], ...]

_TYPES: Final[dict[str, tuple[str, _Fields]]] = {
    "approveAgent": (
        "ApproveAgent",
        (("agentAddress", "address"), ("agentName", "string"), ("nonce", "uint64")),
    ),
    "approveBuilderFee": (
        "ApproveBuilderFee",
        (("maxFeeRate", "string"), ("builder", "address"), ("nonce", "uint64")),
    ),
    "usdSend": (
        "UsdSend",
        (("destination", "string"), ("amount", "string"), ("time", "uint64")),
    ),
    "withdraw3": (
        "Withdraw",
        (("destination", "string"), ("amount", "string"), ("time", "uint64")),
    ),
    "spotSend": (
        "SpotSend",
        (
            ("destination", "string"),
            ("token", "string"),
            ("amount", "string"),
            ("time", "uint64"),
        ),
    ),
    "usdClassTransfer": (
        "UsdClassTransfer",
        (("amount", "string"), ("toPerp", "bool"), ("nonce", "uint64")),
    ),
    "sendAsset": (
        "SendAsset",
        (
            ("destination", "string"),
            ("sourceDex", "string"),
            ("destinationDex", "string"),
            ("token", "string"),
            ("amount", "string"),
            ("fromSubAccount", "string"),
            ("nonce", "uint64"),
        ),
    ),
}


def is_user_signed(kind: object) -> bool:
    """Tell whether an action is one that only its own account can sign."""
    return isinstance(kind, str) and kind in _TYPES


def typed_data(raw: Json, *, mainnet: bool) -> Json:
    """Write what the user must have signed for this network. Raises NotUnderstood."""
    name, fields = _TYPES[raw["type"]]
    chain: _Fields = (("hyperliquidChain", "string"),)
    message = {key: _value(raw, key, kind) for key, kind in fields}
    message["hyperliquidChain"] = "Mainnet" if mainnet else "Testnet"
    primary = f"HyperliquidTransaction:{name}"
    return {
        "domain": {
            "name": "HyperliquidSignTransaction",
            "version": "1",
            "chainId": _chain_id(raw),
            "verifyingContract": NOWHERE,
        },
        "types": {primary: [{"name": key, "type": kind} for key, kind in chain + fields]},
        "primaryType": primary,
        "message": message,
    }


def nonce_of(raw: Json) -> int:
    """Read the number such an action spends, in ms. Raises NotUnderstood."""
    return whole(raw, "time" if "time" in raw else "nonce")


def _chain_id(raw: Json) -> int:
    try:
        return int(text(raw, "signatureChainId"), 16)
    except ValueError as error:
        raise NotUnderstood("signatureChainId is no number") from error


def _value(raw: Json, key: str, kind: str) -> Any:
    if key == "agentName":
        return "" if raw.get(key) is None else text(raw, key)
    match kind:
        case "address":
            return address(raw, key)
        case "uint64":
            return whole(raw, key)
        case "bool":
            return bool(raw.get(key))
        case _:
            return text(raw, key)
