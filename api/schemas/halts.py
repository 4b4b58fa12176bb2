"""Halts, as operators raise and see them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import In, Out
from domain.halts import HaltScope, HaltStrength


class HaltIn(In):
    """A stop of trading: what is to stop, and how much."""

    scope: HaltScope
    target: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    """Its id or name; none for GLOBAL."""
    strength: HaltStrength = HaltStrength.NO_ENTRIES
    reason: Annotated[
        str,
        StringConstraints(min_length=1, max_length=300),
        Field(examples=["venue misbehaves"]),
    ]


class HaltOut(Out):
    """A halt in force."""

    id: UUID
    scope: HaltScope
    target: str | None
    strength: HaltStrength
    reason: str = Field(examples=["venue misbehaves"])


class LiftedOut(Out):
    """A halt that is over."""

    id: UUID
    lifted_at: datetime
