from typing import Literal

Verdict = Literal["NOT_ENOUGH_DATA", "NOT_PROVEN", "SKILLED"]

VERDICT_VALUES: set[Verdict] = {
    "NOT_ENOUGH_DATA",
    "NOT_PROVEN",
    "SKILLED",
}


def check_verdict(value: str) -> Verdict:
    if value in VERDICT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {VERDICT_VALUES!r}")
