"""Research notes over HTTP: as they come in, and what was made of them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import In, Number, Out
from api.schemas.filters import Prose
from contracts.market import Side
from domain.research import Invalid, Parsed, Valid
from infra.reading.look import Row

SURE, LIKELY = Decimal("0.8"), Decimal("0.5")
Url = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[!-~]{1,500}$"),
    Field(examples=["https://example.org/note"]),
]


class Confidence(StrEnum):
    """How sure one can be of a note."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"

    @classmethod
    def of(cls, share: Decimal | None) -> Self:
        """Name a share of one."""
        if share is None or share < LIKELY:
            return cls("LOW")
        return cls("HIGH") if share >= SURE else cls("MEDIUM")


class NoteIn(In):
    """A note of an institute, published now."""

    institute_id: UUID
    signal_text: Prose
    source_url: Url | None = None


class ParseIn(In):
    """A text to be read as a note; nothing is stored."""

    signal_text: Prose


class ParsedOut(Out):
    """What a note calls for, as the rules read it."""

    token: str | None
    side: Side | None
    leverage: Number | None
    is_valid: bool
    reasoning: str
    confidence: Confidence

    @classmethod
    def said(cls, parsed: Parsed) -> dict[str, Any]:
        """Spell what was read."""
        if isinstance(parsed, Valid):
            return {
                "token": parsed.token,
                "side": parsed.side,
                "leverage": parsed.leverage,
                "is_valid": True,
                "reasoning": "call",
                "confidence": Confidence.of(parsed.confidence),
            }
        why = parsed.reason.value if isinstance(parsed, Invalid) else parsed.detail
        nothing = dict.fromkeys(("token", "side", "leverage"))
        return nothing | {"is_valid": False, "reasoning": why, "confidence": Confidence.LOW}


class IngestedNoteOut(ParsedOut):
    """A note that was taken in; the stage of posts judges it for good."""

    id: UUID
    institute: str


class NoteTakenOut(Out):
    """A note was taken in, or was known."""

    success: bool
    message: str
    signal: IngestedNoteOut


class ResearchSignalOut(Out):
    """A note and its verdict; what is not judged yet is neither valid nor invalid."""

    id: UUID
    institute_id: UUID
    institute: str
    signal_text: str
    extracted_token: str | None
    extracted_side: str | None
    extracted_leverage: str | None
    is_valid: bool | None
    reasoning: str | None
    confidence: Confidence | None
    processed: bool
    created_at: datetime

    @classmethod
    def of(cls, row: Row) -> Self:
        """Spell a note's row."""
        said = row["verdict"] or {}
        call: Mapping[str, Any] = next(iter(said.get("calls", ())), {})
        is_judged = row["verdict_state"] == "DONE"
        return cls.model_validate(
            dict(row)
            | {
                "extracted_token": call.get("token"),
                "extracted_side": call.get("direction"),
                "extracted_leverage": call.get("leverage"),
                "is_valid": row["candidate"],
                "reasoning": said.get("reason"),
                "confidence": Confidence.of(row["confidence"]) if is_judged else None,
            }
        )
