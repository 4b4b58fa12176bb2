"""Requests as they were signed: rebuilt in the order of keys and the spelling that was hashed."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from infra.simulators.hyperliquid.orders import Grouping, Tif, TpSl, Trigger, Wanted
from infra.simulators.hyperliquid.words import Json, NotUnderstood
from infra.venues.hyperliquid.numbers import wire_number

_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,30})?")
_CLOID: Final = re.compile(r"0x[0-9a-f]{32}")
_ADDRESS: Final = re.compile(r"0x[0-9a-f]{40}")


def canonical(raw: Any) -> Json:
    """Rebuild an action that trades. Raises NotUnderstood for one this venue does not know."""
    fields = table(raw)
    build = _BUILDERS.get(text(fields, "type"))
    if build is None:
        raise NotUnderstood(f"unknown action {fields['type']!r}")
    return build(fields)


def table(raw: Any) -> Json:
    """Take a JSON object. Raises NotUnderstood."""
    if not isinstance(raw, dict):
        raise NotUnderstood("not an object")
    return raw


def text(fields: Json, key: str) -> str:
    """Take a text. Raises NotUnderstood."""
    value = fields.get(key)
    if not isinstance(value, str):
        raise NotUnderstood(f"{key} is no text")
    return value


def whole(fields: Json, key: str) -> int:
    """Take a whole number that is not negative and fits in eight bytes. Raises NotUnderstood."""
    value = fields.get(key)
    if type(value) is not int or not 0 <= value < 1 << 64:
        raise NotUnderstood(f"{key} is no whole number")
    return value


def flag(fields: Json, key: str) -> bool:
    """Take a yes or a no. Raises NotUnderstood."""
    value = fields.get(key)
    if not isinstance(value, bool):
        raise NotUnderstood(f"{key} is neither true nor false")
    return value


def address(fields: Json, key: str) -> str:
    """Take an address, in lower case whatever it came in. Raises NotUnderstood."""
    value = text(fields, key).lower()
    if _ADDRESS.fullmatch(value) is None:
        raise NotUnderstood(f"{key} is no address")
    return value


def cloid(fields: Json, key: str) -> str:
    """Take a client order id, in lower case whatever it came in. Raises NotUnderstood."""
    value = text(fields, key).lower()
    if _CLOID.fullmatch(value) is None:
        raise NotUnderstood(f"{key} is no client order id")
    return value


def number(fields: Json, key: str) -> str:
    """Take a decimal text and spell it without padding. Raises NotUnderstood."""
    value = text(fields, key)
    if _NUMBER.fullmatch(value) is None:
        raise NotUnderstood(f"{key} is no number")
    try:
        return wire_number(Decimal(value))
    except ValueError as error:
        raise NotUnderstood(str(error)) from error


def wanted(order: Json) -> Wanted:
    """Read a canonical order."""
    kind, trigger = order["t"], None
    if "trigger" in kind:
        trigger = Trigger(
            price=Decimal(kind["trigger"]["triggerPx"]),
            is_market=kind["trigger"]["isMarket"],
            tpsl=TpSl(kind["trigger"]["tpsl"]),
        )
    return Wanted(
        asset=order["a"],
        is_buy=order["b"],
        price=Decimal(order["p"]),
        size=Decimal(order["s"]),
        reduce_only=order["r"],
        tif=Tif.GTC if trigger is not None else Tif(kind["limit"]["tif"]),
        trigger=trigger,
        cloid=order.get("c"),
    )


def _listed(fields: Json, key: str, build: Callable[[Json], Json]) -> list[Json]:
    values = fields.get(key)
    if not isinstance(values, list) or not values:
        raise NotUnderstood(f"{key} is no list")
    return [build(table(value)) for value in values]


def _one_of(fields: Json, key: str, choices: Sequence[str]) -> str:
    value = text(fields, key)
    if value not in choices:
        raise NotUnderstood(f"{key} is none of {', '.join(choices)}")
    return value


def _order(raw: Json) -> Json:
    order: Json = {"a": whole(raw, "a"), "b": flag(raw, "b")}
    order |= {"p": number(raw, "p"), "s": number(raw, "s"), "r": flag(raw, "r")}
    order["t"] = _kind(table(raw.get("t")))
    if raw.get("c") is not None:
        order["c"] = cloid(raw, "c")
    return order


def _kind(raw: Json) -> Json:
    if "trigger" in raw:
        trigger = table(raw["trigger"])
        return {
            "trigger": {
                "isMarket": flag(trigger, "isMarket"),
                "triggerPx": number(trigger, "triggerPx"),
                "tpsl": _one_of(trigger, "tpsl", list(TpSl)),
            }
        }
    return {"limit": {"tif": _one_of(table(raw.get("limit")), "tif", list(Tif))}}


def _orders(raw: Json) -> Json:
    action: Json = {"type": "order", "orders": _listed(raw, "orders", _order)}
    action["grouping"] = _one_of(raw, "grouping", list(Grouping))
    if raw.get("builder") is not None:
        builder = table(raw["builder"])
        action["builder"] = {"b": address(builder, "b"), "f": whole(builder, "f")}
    return action


def _cancel(raw: Json) -> Json:
    def one(item: Json) -> Json:
        return {"a": whole(item, "a"), "o": whole(item, "o")}

    return {"type": "cancel", "cancels": _listed(raw, "cancels", one)}


def _cancel_by_cloid(raw: Json) -> Json:
    def one(item: Json) -> Json:
        return {"asset": whole(item, "asset"), "cloid": cloid(item, "cloid")}

    return {"type": "cancelByCloid", "cancels": _listed(raw, "cancels", one)}


def _leverage(raw: Json) -> Json:
    return {
        "type": "updateLeverage",
        "asset": whole(raw, "asset"),
        "isCross": flag(raw, "isCross"),
        "leverage": whole(raw, "leverage"),
    }


def _schedule(raw: Json) -> Json:
    action: Json = {"type": "scheduleCancel"}
    if raw.get("time") is not None:
        action["time"] = whole(raw, "time")
    return action


def _noop(_: Json) -> Json:
    return {"type": "noop"}


_BUILDERS: Final[dict[str, Callable[[Json], Json]]] = {
    "order": _orders,
    "cancel": _cancel,
    "cancelByCloid": _cancel_by_cloid,
    "updateLeverage": _leverage,
    "scheduleCancel": _schedule,
    "noop": _noop,
}
