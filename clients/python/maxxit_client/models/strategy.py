from typing import Literal

Strategy = Literal["FIRST_AVAILABLE"]

STRATEGY_VALUES: set[Strategy] = {
    "FIRST_AVAILABLE",
}


def check_strategy(value: str) -> Strategy:
    if value in STRATEGY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STRATEGY_VALUES!r}")
