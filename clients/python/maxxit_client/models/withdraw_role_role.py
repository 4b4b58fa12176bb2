from typing import Literal

WithdrawRoleRole = Literal["ADMIN", "CREATOR", "OPS"]

WITHDRAW_ROLE_ROLE_VALUES: set[WithdrawRoleRole] = {
    "ADMIN",
    "CREATOR",
    "OPS",
}


def check_withdraw_role_role(value: str) -> WithdrawRoleRole:
    if value in WITHDRAW_ROLE_ROLE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {WITHDRAW_ROLE_ROLE_VALUES!r}"
    )
