from typing import Literal

SafeStep = Literal["APPROVE_USDC", "ENABLE_MODULE", "NO_SAFE"]

SAFE_STEP_VALUES: set[SafeStep] = {
    "APPROVE_USDC",
    "ENABLE_MODULE",
    "NO_SAFE",
}


def check_safe_step(value: str) -> SafeStep:
    if value in SAFE_STEP_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SAFE_STEP_VALUES!r}")
