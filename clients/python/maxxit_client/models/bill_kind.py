from typing import Literal

BillKind = Literal["INFRA_FEE", "PROFIT_SHARE", "SUBSCRIPTION"]

BILL_KIND_VALUES: set[BillKind] = {
    "INFRA_FEE",
    "PROFIT_SHARE",
    "SUBSCRIPTION",
}


def check_bill_kind(value: str) -> BillKind:
    if value in BILL_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BILL_KIND_VALUES!r}")
