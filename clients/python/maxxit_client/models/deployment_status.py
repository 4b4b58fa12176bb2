from typing import Literal

DeploymentStatus = Literal["ACTIVE", "CANCELLED", "PAUSED"]

DEPLOYMENT_STATUS_VALUES: set[DeploymentStatus] = {
    "ACTIVE",
    "CANCELLED",
    "PAUSED",
}


def check_deployment_status(value: str) -> DeploymentStatus:
    if value in DEPLOYMENT_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {DEPLOYMENT_STATUS_VALUES!r}"
    )
