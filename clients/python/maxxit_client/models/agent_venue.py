from typing import Literal

AgentVenue = Literal["GMX", "HYPERLIQUID", "MULTI", "OSTIUM", "PAPER", "SPOT"]

AGENT_VENUE_VALUES: set[AgentVenue] = {
    "GMX",
    "HYPERLIQUID",
    "MULTI",
    "OSTIUM",
    "PAPER",
    "SPOT",
}


def check_agent_venue(value: str) -> AgentVenue:
    if value in AGENT_VENUE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {AGENT_VENUE_VALUES!r}"
    )
