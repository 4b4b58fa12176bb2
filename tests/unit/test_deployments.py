"""Deployments: what may follow what, and that ending one takes a choice."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.agents import Deployment, DeploymentStatus
from domain.deployments import cancelled, paused, resumed
from domain.errors import Conflict
from tests.factories_scene import DEPLOYMENT

ENDED = cancelled(DEPLOYMENT, close=True)


def test_a_deployment_is_paused_and_resumed() -> None:
    assert paused(DEPLOYMENT).status is DeploymentStatus.PAUSED
    assert resumed(paused(DEPLOYMENT)) == DEPLOYMENT


@pytest.mark.parametrize("close", [True, False])
def test_what_becomes_of_its_positions_is_chosen_when_it_is_cancelled(close: bool) -> None:
    gone = cancelled(DEPLOYMENT, close=close)

    assert gone == replace(DEPLOYMENT, status=DeploymentStatus.CANCELLED, winds_down=close)
    assert cancelled(gone, close=not close).winds_down is not close


@pytest.mark.parametrize("change", [paused, resumed])
def test_a_cancelled_deployment_never_comes_back(
    change: Callable[[Deployment], Deployment],
) -> None:
    with pytest.raises(Conflict, match="for good"):
        change(ENDED)
