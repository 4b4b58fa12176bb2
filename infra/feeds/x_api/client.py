"""Requests to the X API v2: one token, and no request that X has said it will not take."""

from collections.abc import Mapping
from enum import StrEnum
from types import TracebackType
from typing import Self

import httpx
from pydantic import SecretStr

from domain.ports.clock import Clock
from infra.feeds.http import ask
from infra.feeds.x_api.limits import RateLimits
from infra.feeds.x_api.problems import refusal


class Endpoint(StrEnum):
    """What X counts requests to by itself."""

    USERS = "users by name"
    TIMELINE = "posts of a user"
    POSTS = "posts by id"


class XClient:
    """Asks X, within its limits. Use it in `async with`: it keeps connections open."""

    def __init__(self, url: str, token: SecretStr, clock: Clock, *, timeout: float) -> None:
        self._clock = clock
        self._timeout = timeout
        self._limits = RateLimits()
        self._client = httpx.AsyncClient(
            base_url=url,
            timeout=timeout,
            follow_redirects=False,
            headers={
                "authorization": f"Bearer {token.get_secret_value()}",
                "accept": "application/json",
                "accept-encoding": "identity",
            },
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def get(self, endpoint: Endpoint, path: str, query: Mapping[str, str]) -> bytes:
        """Return the body of a good answer.

        Raises UnknownUser, FeedForbidden, FeedSpent or FeedUnavailable.
        """
        self._limits.check(endpoint, self._clock.now())
        answer = await ask(self._client, path, query, self._timeout)
        now = self._clock.now()
        self._limits.note(endpoint, answer.headers, now)
        refused = refusal(answer, now)
        if refused is not None:
            raise refused
        return answer.body
