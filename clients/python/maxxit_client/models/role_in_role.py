from typing import Literal

RoleInRole = Literal["ADMIN", "CREATOR", "OPS"]

ROLE_IN_ROLE_VALUES: set[RoleInRole] = {
    "ADMIN",
    "CREATOR",
    "OPS",
}


def check_role_in_role(value: str) -> RoleInRole:
    if value in ROLE_IN_ROLE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {ROLE_IN_ROLE_VALUES!r}"
    )
