from typing import Literal

KeepOrClose = Literal["CLOSE", "KEEP"]

KEEP_OR_CLOSE_VALUES: set[KeepOrClose] = {
    "CLOSE",
    "KEEP",
}


def check_keep_or_close(value: str) -> KeepOrClose:
    if value in KEEP_OR_CLOSE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {KEEP_OR_CLOSE_VALUES!r}"
    )
