from typing import Literal

LotMethod = Literal["FIFO", "HIFO", "LIFO"]

LOT_METHOD_VALUES: set[LotMethod] = {
    "FIFO",
    "HIFO",
    "LIFO",
}


def check_lot_method(value: str) -> LotMethod:
    if value in LOT_METHOD_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {LOT_METHOD_VALUES!r}"
    )
