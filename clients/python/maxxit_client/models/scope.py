from typing import Literal

Scope = Literal["OPERATE", "READ", "TRADE", "WRITE"]

SCOPE_VALUES: set[Scope] = {
    "OPERATE",
    "READ",
    "TRADE",
    "WRITE",
}


def check_scope(value: str) -> Scope:
    if value in SCOPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPE_VALUES!r}")
