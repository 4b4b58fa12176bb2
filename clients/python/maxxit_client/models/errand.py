from typing import Literal

Errand = Literal["MARKETS"]

ERRAND_VALUES: set[Errand] = {
    "MARKETS",
}


def check_errand(value: str) -> Errand:
    if value in ERRAND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ERRAND_VALUES!r}")
