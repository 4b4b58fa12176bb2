from typing import Literal

VenueName = Literal["GMX", "HYPERLIQUID", "OSTIUM", "PAPER", "SPOT"]

VENUE_NAME_VALUES: set[VenueName] = {
    "GMX",
    "HYPERLIQUID",
    "OSTIUM",
    "PAPER",
    "SPOT",
}


def check_venue_name(value: str) -> VenueName:
    if value in VENUE_NAME_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VENUE_NAME_VALUES!r}"
    )
