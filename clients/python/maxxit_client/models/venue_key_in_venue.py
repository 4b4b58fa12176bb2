from typing import Literal

VenueKeyInVenue = Literal["HYPERLIQUID", "OSTIUM"]

VENUE_KEY_IN_VENUE_VALUES: set[VenueKeyInVenue] = {
    "HYPERLIQUID",
    "OSTIUM",
}


def check_venue_key_in_venue(value: str) -> VenueKeyInVenue:
    if value in VENUE_KEY_IN_VENUE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {VENUE_KEY_IN_VENUE_VALUES!r}"
    )
