"""Deployments: pausing, resuming and cancelling one; what it holds is watched throughout."""

from dataclasses import replace

from domain.agents import Deployment, DeploymentStatus
from domain.errors import Conflict


def paused(deployment: Deployment) -> Deployment:
    """Let it enter nothing new until it is resumed. Raises Conflict once it is cancelled."""
    return _moved(deployment, DeploymentStatus.PAUSED)


def resumed(deployment: Deployment) -> Deployment:
    """Let it trade again. Raises Conflict once it is cancelled."""
    return _moved(deployment, DeploymentStatus.ACTIVE)


def cancelled(deployment: Deployment, *, close: bool) -> Deployment:
    """End it for good: what it holds is closed now, or kept until its stops close it.

    The choice may still be made the other way later. There is no default: it is somebody's money.
    """
    return replace(deployment, status=DeploymentStatus.CANCELLED, winds_down=close)


def _moved(deployment: Deployment, status: DeploymentStatus) -> Deployment:
    if deployment.status is DeploymentStatus.CANCELLED:
        raise Conflict(f"deployment {deployment.id} is cancelled; that is for good")
    return replace(deployment, status=status)
