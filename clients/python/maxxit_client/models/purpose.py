from typing import Literal

Purpose = Literal["CLOSE", "OPEN"]

PURPOSE_VALUES: set[Purpose] = {
    "CLOSE",
    "OPEN",
}


def check_purpose(value: str) -> Purpose:
    if value in PURPOSE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PURPOSE_VALUES!r}")
