"""What an agent key may sign: trades, in the very fields we know, and nothing that moves money."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from domain.errors import NeverSigned
from infra.venues.hyperliquid.signing import action_hash

FIELDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "order": frozenset({"type", "orders", "grouping"}),
        "cancel": frozenset({"type", "cancels"}),
        "cancelByCloid": frozenset({"type", "cancels"}),
        "updateLeverage": frozenset({"type", "asset", "isCross", "leverage"}),
        "scheduleCancel": frozenset({"type", "time"}),
        "noop": frozenset({"type"}),
    }
)
"""Every action that is ever signed, with the fields it may have; a builder's fee is none."""


def require_trade(action: Mapping[str, Any]) -> None:
    """Raise NeverSigned for an action that is no trade, or carries more than one does."""
    kind = action.get("type")
    if not isinstance(kind, str) or kind not in FIELDS:
        raise NeverSigned(f"agent keys do not sign {str(kind)[:40]!r}")
    if extra := set(action) - FIELDS[kind]:
        listed = ", ".join(sorted(str(name)[:40] for name in extra))
        raise NeverSigned(f"agent keys do not sign {kind} with {listed}")


def require_well_formed(
    action: Mapping[str, Any], nonce: int, vault_address: str | None, expires_after: int | None
) -> None:
    """Raise NeverSigned for what cannot be written down to be signed, before any key is opened."""
    try:
        action_hash(action, nonce, vault_address=vault_address, expires_after=expires_after)
    except (TypeError, ValueError, OverflowError) as error:
        raise NeverSigned(f"it cannot be signed: {error}") from error
