from typing import Literal

TimeWindow = Literal["day", "hour", "week"]

TIME_WINDOW_VALUES: set[TimeWindow] = {
    "day",
    "hour",
    "week",
}


def check_time_window(value: str) -> TimeWindow:
    if value in TIME_WINDOW_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {TIME_WINDOW_VALUES!r}"
    )
