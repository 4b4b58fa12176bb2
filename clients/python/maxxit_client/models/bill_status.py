from typing import Literal

BillStatus = Literal["CHARGED", "FAILED", "PENDING", "WAIVED"]

BILL_STATUS_VALUES: set[BillStatus] = {
    "CHARGED",
    "FAILED",
    "PENDING",
    "WAIVED",
}


def check_bill_status(value: str) -> BillStatus:
    if value in BILL_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {BILL_STATUS_VALUES!r}"
    )
