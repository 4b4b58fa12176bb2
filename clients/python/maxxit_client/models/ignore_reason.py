from typing import Literal

IgnoreReason = Literal[
    "agent_not_live",
    "duplicate",
    "echo",
    "expired",
    "halted",
    "invalid_post",
    "low_confidence",
    "no_direction",
    "no_fresh_price",
    "no_market",
    "no_subscribers",
    "not_a_candidate",
    "score_not_positive",
    "short_on_spot",
    "stablecoin",
]

IGNORE_REASON_VALUES: set[IgnoreReason] = {
    "agent_not_live",
    "duplicate",
    "echo",
    "expired",
    "halted",
    "invalid_post",
    "low_confidence",
    "no_direction",
    "no_fresh_price",
    "no_market",
    "no_subscribers",
    "not_a_candidate",
    "score_not_positive",
    "short_on_spot",
    "stablecoin",
}


def check_ignore_reason(value: str) -> IgnoreReason:
    if value in IGNORE_REASON_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {IGNORE_REASON_VALUES!r}"
    )
