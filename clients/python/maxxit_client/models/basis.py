from typing import Literal

Basis = Literal["COLLATERAL", "PRICE"]

BASIS_VALUES: set[Basis] = {
    "COLLATERAL",
    "PRICE",
}


def check_basis(value: str) -> Basis:
    if value in BASIS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BASIS_VALUES!r}")
