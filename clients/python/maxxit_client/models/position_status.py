from typing import Literal

PositionStatus = Literal["CLOSED", "CLOSING", "OPEN", "OPEN_FAILED", "OPENING"]

POSITION_STATUS_VALUES: set[PositionStatus] = {
    "CLOSED",
    "CLOSING",
    "OPEN",
    "OPEN_FAILED",
    "OPENING",
}


def check_position_status(value: str) -> PositionStatus:
    if value in POSITION_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {POSITION_STATUS_VALUES!r}"
    )
