from typing import Literal

ReasonCountOutKind = Literal["IGNORED", "REFUSED"]

REASON_COUNT_OUT_KIND_VALUES: set[ReasonCountOutKind] = {
    "IGNORED",
    "REFUSED",
}


def check_reason_count_out_kind(value: str) -> ReasonCountOutKind:
    if value in REASON_COUNT_OUT_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REASON_COUNT_OUT_KIND_VALUES!r}"
    )
