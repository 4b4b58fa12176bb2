"""Attention: what keeps a deployment from trading, or its positions from being safe."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.market import DeploymentId, PositionId


class Concern(StrEnum):
    """What is wrong, the gravest first."""

    NO_STOP = "NO_STOP"
    """A position has no stop resting at a venue where stops rest."""
    DRIFT = "DRIFT"
    """A venue holds another quantity than our fills add up to, in two looks or more."""
    ORDER_UNKNOWN = "ORDER_UNKNOWN"
    """An order's fate is not known."""
    EXIT_FAILING = "EXIT_FAILING"
    """A position could not be exited, and it is tried again."""
    KEY_EXPIRED = "KEY_EXPIRED"
    """The key that trades for it is approved no more."""
    KEY_EXPIRING = "KEY_EXPIRING"
    """The key that trades for it lapses within days."""
    NOT_READY = "NOT_READY"
    """It would refuse every signal now."""


GRAVITY = tuple(Concern)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worry:
    """One thing about one deployment that somebody should look at."""

    deployment_id: DeploymentId
    concern: Concern
    detail: str
    since: datetime | None = None
    position_id: PositionId | None = None

    @property
    def gravity(self) -> int:
        """Rank it among all, the gravest lowest."""
        return GRAVITY.index(self.concern)
