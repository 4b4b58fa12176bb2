"""The audit trail over HTTP."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.schemas.base import Out


class DeedOut(Out):
    """Who did what to what; an actor is a wallet, or a person at the command line."""

    id: int
    event: str
    subject_kind: str
    subject_id: str
    actor: str
    payload: Mapping[str, Any]
    at: datetime
