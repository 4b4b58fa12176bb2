from typing import Literal

ExitReason = Literal[
    "CLOSED_EXTERNALLY",
    "CLOSED_EXTERNALLY_UNKNOWN",
    "DEPLOYMENT_CANCELLED",
    "HARD_STOP_LOSS",
    "KILL_SWITCH",
    "LIQUIDATED",
    "MANUAL",
    "OPEN_FAILED",
    "SIGNAL_FLIP",
    "STOP_LOSS",
    "TAKE_PROFIT",
    "TIME_EXPIRED",
    "TRAILING_STOP",
]

EXIT_REASON_VALUES: set[ExitReason] = {
    "CLOSED_EXTERNALLY",
    "CLOSED_EXTERNALLY_UNKNOWN",
    "DEPLOYMENT_CANCELLED",
    "HARD_STOP_LOSS",
    "KILL_SWITCH",
    "LIQUIDATED",
    "MANUAL",
    "OPEN_FAILED",
    "SIGNAL_FLIP",
    "STOP_LOSS",
    "TAKE_PROFIT",
    "TIME_EXPIRED",
    "TRAILING_STOP",
}


def check_exit_reason(value: str) -> ExitReason:
    if value in EXIT_REASON_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {EXIT_REASON_VALUES!r}"
    )
