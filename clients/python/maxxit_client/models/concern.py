from typing import Literal

Concern = Literal[
    "DRIFT",
    "EXIT_FAILING",
    "KEY_EXPIRED",
    "KEY_EXPIRING",
    "NO_STOP",
    "NOT_READY",
    "ORDER_UNKNOWN",
]

CONCERN_VALUES: set[Concern] = {
    "DRIFT",
    "EXIT_FAILING",
    "KEY_EXPIRED",
    "KEY_EXPIRING",
    "NO_STOP",
    "NOT_READY",
    "ORDER_UNKNOWN",
}


def check_concern(value: str) -> Concern:
    if value in CONCERN_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONCERN_VALUES!r}")
