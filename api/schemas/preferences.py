"""Preferences: five dials from 0 to 100; 50 is neutral, and 0 is a choice like any other."""

from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.schemas.base import Address, In, Out, Shown
from api.schemas.values import WHOLE
from domain.preferences import Preferences

Dial = Annotated[int, Field(ge=0, le=100), WHOLE]


class Origin(StrEnum):
    """Where dials come from."""

    USER = "USER"
    DEFAULT = "DEFAULT"
    """Nobody set any: they are neutral."""


class DialsIn(In):
    """The dials to set; one that is left out stays as it is."""

    risk_tolerance: Dial | None = None
    trade_frequency: Dial | None = None
    social_sentiment_weight: Dial | None = None
    price_momentum_focus: Dial | None = None
    market_rank_priority: Dial | None = None


class PreferencesIn(In):
    """How the caller likes to trade."""

    user_wallet: Address
    preferences: DialsIn


class DialsOut(Out):
    """All five dials."""

    risk_tolerance: int
    trade_frequency: int
    social_sentiment_weight: int
    price_momentum_focus: int
    market_rank_priority: int


class PreferencesOut(DialsOut):
    """How a user likes to trade."""

    wallet: Shown
    origin: Origin


class SavedPreferencesOut(Out):
    """What was stored."""

    success: Literal[True]
    preferences: DialsOut


class DeploymentPreferencesOut(Out):
    """The dials that one deployment trades by."""

    deployment_id: UUID
    origin: Origin
    preferences: DialsOut


def shown_dials(dials: Mapping[str, int] | None) -> tuple[Origin, DialsOut]:
    """Show dials and where they come from; the neutral ones where nobody set any."""
    if dials is None:
        return Origin.DEFAULT, DialsOut.model_validate(asdict(Preferences()))
    return Origin.USER, DialsOut.model_validate(dict(dials))
