from typing import Literal

SetupStatus = Literal["APPROVED", "NOT_SET_UP", "PENDING", "READY"]

SETUP_STATUS_VALUES: set[SetupStatus] = {
    "APPROVED",
    "NOT_SET_UP",
    "PENDING",
    "READY",
}


def check_setup_status(value: str) -> SetupStatus:
    if value in SETUP_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SETUP_STATUS_VALUES!r}"
    )
