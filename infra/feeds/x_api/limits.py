"""How many requests X still takes, as its headers tell: `x-rate-limit-remaining` and `-reset`."""

import re
from datetime import UTC, datetime, timedelta

import httpx

from domain.errors import FeedUnavailable

_LONGEST = timedelta(days=1)
"""No wait is kept longer, whatever a header says."""
_DIGITS = re.compile(r"[0-9]{1,12}")


class RateLimits:
    """Endpoints that take no more requests, and until when."""

    def __init__(self) -> None:
        self._closed: dict[str, datetime] = {}

    def check(self, endpoint: str, now: datetime) -> None:
        """Raise FeedUnavailable while an endpoint takes no requests, so that none is wasted."""
        until = self._closed.get(endpoint)
        if until is not None and now < until:
            detail = f"X takes no more requests until {until.isoformat()}"
            raise FeedUnavailable(detail, retry_after=until - now)

    def note(self, endpoint: str, headers: httpx.Headers, now: datetime) -> None:
        """Read from an answer whether the endpoint takes another request."""
        wait = wait_of(headers, now)
        if wait is not None and _number(headers, "x-rate-limit-remaining") == 0:
            self._closed[endpoint] = now + wait
        else:
            self._closed.pop(endpoint, None)


def wait_of(headers: httpx.Headers, now: datetime) -> timedelta | None:
    """Tell how long until the limit is reset, at most a day; None when X does not say."""
    reset = _number(headers, "x-rate-limit-reset")
    if reset is None:
        return None
    until = datetime.fromtimestamp(min(reset, 4_000_000_000), UTC)
    return min(max(until - now, timedelta(0)), _LONGEST)


def _number(headers: httpx.Headers, name: str) -> int | None:
    value = headers.get(name, "")
    return int(value) if _DIGITS.fullmatch(value) else None
