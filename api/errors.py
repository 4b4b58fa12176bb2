"""What a refused request is answered with: problem JSON (RFC 9457) that names what is wrong.

Problem
├── BadRequest       400  a step is missing that only the caller can take; `error` names it
├── NotSignedIn      401  no session and no key, or none that lives
├── NotAllowed       403  signed in, and not enough for this
├── SignatureNeeded  403  moving money or keys takes a fresh signature
├── Invalid          422  a field that the schema lets through and the rules do not
├── TooMany          429  asked too often; says how long to wait
├── Missing          404  what domain errors call NotFound
└── InTheWay         409  what they call Conflict
"""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from domain.errors import Conflict, NotFound, TradingError

RULE = "rule"
"""The type of a field's error when the schema lets the value through and a rule does not."""


class Problem(TradingError):
    """A request that is refused, with a status and a word for programs."""

    status: int = 400
    error: str = "bad_request"

    def __init__(self, detail: str, *, error: str | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.error = error or self.error
        self.more: Mapping[str, Any] = more

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers that go with it."""
        return {}


class BadRequest(Problem):
    """A step is missing that only the caller can take."""


class NotSignedIn(Problem):
    status = 401
    error = "not_signed_in"

    @property
    def headers(self) -> dict[str, str]:
        """Name the way in that needs no browser."""
        return {"WWW-Authenticate": "Bearer"}


class NotAllowed(Problem):
    status = 403
    error = "not_allowed"


class SignatureNeeded(Problem):
    status = 403
    error = "signature_needed"


class Invalid(Problem):
    """A field is wrong in a way that its type does not tell."""

    status = 422
    error = "invalid"

    def __init__(self, field: str, message: str) -> None:
        wrong = {"field": field, "message": message, "type": RULE}
        super().__init__(f"{field}: {message}", errors=[wrong])


class TooMany(Problem):
    status = 429
    error = "too_many_requests"

    def __init__(self, wait: timedelta) -> None:
        self.seconds = max(1, int(wait.total_seconds()) + 1)
        super().__init__(f"asked too often; try again in {self.seconds} s")

    @property
    def headers(self) -> dict[str, str]:
        """Say when to come back."""
        return {"Retry-After": str(self.seconds)}


class Missing(Problem):
    status = 404
    error = "not_found"


class InTheWay(Problem):
    status = 409
    error = "conflict"


PROBLEMS: Mapping[type[TradingError], type[Problem]] = {NotFound: Missing, Conflict: InTheWay}


def problem_of(error: TradingError) -> Problem | None:
    """Turn an error of ours into a problem; None for one that no caller can do anything about."""
    if isinstance(error, Problem):
        return error
    for kind, problem in PROBLEMS.items():
        if isinstance(error, kind):
            return problem(str(error))
    return None


def title(status: int) -> str:
    """Name a status in words."""
    return HTTPStatus(status).phrase
