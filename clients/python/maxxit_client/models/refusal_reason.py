from typing import Literal

RefusalReason = Literal[
    "agent_not_live",
    "already_exposed",
    "below_minimum",
    "daily_loss",
    "expired",
    "halted",
    "no_balance",
    "no_market",
    "not_active",
    "not_creator",
    "not_preferred",
    "not_ready",
    "order_too_large",
    "price_moved",
    "price_stale",
    "short_on_spot",
    "stop_cooldown",
    "subscription_lapsed",
    "token_exposure",
    "too_many_positions",
    "unknown_order",
]

REFUSAL_REASON_VALUES: set[RefusalReason] = {
    "agent_not_live",
    "already_exposed",
    "below_minimum",
    "daily_loss",
    "expired",
    "halted",
    "no_balance",
    "no_market",
    "not_active",
    "not_creator",
    "not_preferred",
    "not_ready",
    "order_too_large",
    "price_moved",
    "price_stale",
    "short_on_spot",
    "stop_cooldown",
    "subscription_lapsed",
    "token_exposure",
    "too_many_positions",
    "unknown_order",
}


def check_refusal_reason(value: str) -> RefusalReason:
    if value in REFUSAL_REASON_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {REFUSAL_REASON_VALUES!r}"
    )
