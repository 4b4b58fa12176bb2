from typing import Literal

HaltStrength = Literal["FLATTEN", "NO_ENTRIES", "REDUCE_ONLY"]

HALT_STRENGTH_VALUES: set[HaltStrength] = {
    "FLATTEN",
    "NO_ENTRIES",
    "REDUCE_ONLY",
}


def check_halt_strength(value: str) -> HaltStrength:
    if value in HALT_STRENGTH_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {HALT_STRENGTH_VALUES!r}"
    )
