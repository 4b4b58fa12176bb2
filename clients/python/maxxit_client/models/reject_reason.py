from typing import Literal

RejectReason = Literal[
    "below_minimum",
    "expired",
    "halted",
    "insufficient_balance",
    "keeper_cancelled",
    "never_accepted",
    "no_liquidity",
    "no_market",
    "not_approved",
    "nothing_to_close",
    "price_beyond_limit",
    "venue_refused",
]

REJECT_REASON_VALUES: set[RejectReason] = {
    "below_minimum",
    "expired",
    "halted",
    "insufficient_balance",
    "keeper_cancelled",
    "never_accepted",
    "no_liquidity",
    "no_market",
    "not_approved",
    "nothing_to_close",
    "price_beyond_limit",
    "venue_refused",
}


def check_reject_reason(value: str) -> RejectReason:
    if value in REJECT_REASON_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REJECT_REASON_VALUES!r}"
    )
