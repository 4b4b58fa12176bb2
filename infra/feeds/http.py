"""Asking a feed over HTTP: an answer comes in time and is not too long, or there is none."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import httpx
from pydantic import ValidationError

from domain.errors import FeedUnavailable
from infra.feeds.lines import reason

MAX_BODY = 1_000_000
"""Bytes in the longest reply that is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All of an answer, whatever its status."""

    status: int
    headers: httpx.Headers
    body: bytes


async def ask(
    client: httpx.AsyncClient, path: str, query: Mapping[str, str], seconds: float
) -> Answer:
    """Ask, and read all of the answer. Raises FeedUnavailable."""
    try:
        async with (
            asyncio.timeout(seconds),
            client.stream("GET", path, params=query) as response,
        ):
            body = await _read(response)
            return Answer(status=response.status_code, headers=response.headers, body=body)
    except TimeoutError as error:
        raise FeedUnavailable(f"no answer in {seconds:g} s") from error
    except httpx.HTTPError as error:
        raise FeedUnavailable(f"no answer: {type(error).__name__}") from error


def misshapen(error: ValidationError) -> FeedUnavailable:
    """Say which field of a reply is wrong, without quoting what it holds."""
    return FeedUnavailable(f"a reply of the wrong shape: {reason(error)}")


async def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > MAX_BODY:
            raise FeedUnavailable(f"an answer of more than {MAX_BODY} bytes")
    return bytes(body)
