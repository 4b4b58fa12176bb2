"""What X says when it gives nothing, and what that means to us."""

from datetime import datetime

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from domain.errors import FeedError, FeedForbidden, FeedSpent, FeedUnavailable, UnknownUser
from infra.feeds.http import Answer
from infra.feeds.x_api.limits import wait_of

_NOT_FOUND = "resource-not-found"
_NOT_OURS = ("not-authorized-for-resource", _NOT_FOUND)
_CAPPED = "usage-capped"


class Problem(BaseModel):
    """One thing X could not give, in a list beside what it could, or alone in an answer."""

    model_config = ConfigDict(strict=True, extra="ignore")

    type: str = ""
    title: str = ""
    value: str | None = None
    resource_id: str | None = None
    resource_type: str | None = None

    @property
    def missing(self) -> bool:
        """Tell whether the thing does not exist any more, or never did."""
        return self.type.endswith(_NOT_FOUND)

    @property
    def of_account(self) -> bool:
        """Tell whether an account is away: unknown, suspended or protected."""
        return self.resource_type == "user" and self.type.endswith(_NOT_OURS)


def refusal(answer: Answer, now: datetime) -> FeedError | None:
    """Tell what an answer other than 200 means."""
    match answer.status:
        case httpx.codes.OK:
            refused: FeedError | None = None
        case httpx.codes.NOT_FOUND:
            refused = UnknownUser("X knows no such account")
        case httpx.codes.UNAUTHORIZED:
            refused = FeedForbidden("X does not accept our token")
        case httpx.codes.FORBIDDEN:
            refused = _forbidden(_problem(answer.body))
        case httpx.codes.PAYMENT_REQUIRED | httpx.codes.TOO_MANY_REQUESTS:
            refused = _exhausted(answer, now)
        case status:
            refused = FeedUnavailable(f"X answered with status {status}")
    return refused


def _forbidden(problem: Problem) -> FeedError:
    if problem.of_account:
        return UnknownUser("X does not show us this account")
    return FeedForbidden("X does not let our token read this")


def _exhausted(answer: Answer, now: datetime) -> FeedUnavailable:
    """Tell limits that a quarter of an hour resets from those that need money or a new month."""
    if answer.status == httpx.codes.PAYMENT_REQUIRED:
        return FeedSpent("X wants to be paid before it gives more posts")
    if _problem(answer.body).type.endswith(_CAPPED):
        return FeedSpent("X gives no more posts in this billing cycle")
    wait = wait_of(answer.headers, now)
    return FeedUnavailable("X takes no more requests for now", retry_after=wait)


def _problem(body: bytes) -> Problem:
    try:
        return Problem.model_validate_json(body)
    except ValidationError:
        return Problem()
