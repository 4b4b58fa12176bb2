from typing import Literal

NotTradedOutKind = Literal["IGNORED", "REFUSED"]

NOT_TRADED_OUT_KIND_VALUES: set[NotTradedOutKind] = {
    "IGNORED",
    "REFUSED",
}


def check_not_traded_out_kind(value: str) -> NotTradedOutKind:
    if value in NOT_TRADED_OUT_KIND_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {NOT_TRADED_OUT_KIND_VALUES!r}"
    )
