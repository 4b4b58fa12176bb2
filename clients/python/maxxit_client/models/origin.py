from typing import Literal

Origin = Literal["DEFAULT", "USER"]

ORIGIN_VALUES: set[Origin] = {
    "DEFAULT",
    "USER",
}


def check_origin(value: str) -> Origin:
    if value in ORIGIN_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ORIGIN_VALUES!r}")
