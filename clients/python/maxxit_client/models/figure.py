from typing import Literal

Figure = Literal["apr30d", "apr90d", "aprSi", "sharpe30d"]

FIGURE_VALUES: set[Figure] = {
    "apr30d",
    "apr90d",
    "aprSi",
    "sharpe30d",
}


def check_figure(value: str) -> Figure:
    if value in FIGURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FIGURE_VALUES!r}")
