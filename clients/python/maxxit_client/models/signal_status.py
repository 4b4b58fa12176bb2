from typing import Literal

SignalStatus = Literal["EXECUTED", "PENDING", "ROUTED", "SKIPPED"]

SIGNAL_STATUS_VALUES: set[SignalStatus] = {
    "EXECUTED",
    "PENDING",
    "ROUTED",
    "SKIPPED",
}


def check_signal_status(value: str) -> SignalStatus:
    if value in SIGNAL_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SIGNAL_STATUS_VALUES!r}"
    )
