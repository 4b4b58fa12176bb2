from typing import Literal

Confidence = Literal["HIGH", "LOW", "MEDIUM"]

CONFIDENCE_VALUES: set[Confidence] = {
    "HIGH",
    "LOW",
    "MEDIUM",
}


def check_confidence(value: str) -> Confidence:
    if value in CONFIDENCE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CONFIDENCE_VALUES!r}"
    )
