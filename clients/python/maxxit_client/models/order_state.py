from typing import Literal

OrderState = Literal[
    "ACKED",
    "CANCELLED",
    "CLAIMED",
    "DEAD",
    "FILLED",
    "PARTIAL",
    "PLANNED",
    "REJECTED",
    "SENT",
    "UNKNOWN",
]

ORDER_STATE_VALUES: set[OrderState] = {
    "ACKED",
    "CANCELLED",
    "CLAIMED",
    "DEAD",
    "FILLED",
    "PARTIAL",
    "PLANNED",
    "REJECTED",
    "SENT",
    "UNKNOWN",
}


def check_order_state(value: str) -> OrderState:
    if value in ORDER_STATE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {ORDER_STATE_VALUES!r}"
    )
