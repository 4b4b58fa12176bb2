"""One call of an OpenAI-compatible server; every way it can fail has its type."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import httpx

from domain.errors import ClassifierAway, ClassifierGaveUp

MOST_BYTES = 200_000
"""Bytes in the longest answer that is read; a sound one has a few hundred."""
LONGEST_WAIT = timedelta(minutes=1)
"""A server that asks for a longer wait is given up for this post: the signal would be too late."""
_PASSING = frozenset({408, 409, 425, 429})
_NO_CREDIT = b"insufficient_quota"
_SERVER_ERROR = 500


class Chat:
    """A server's chat completions; each request has a time limit and each answer a size."""

    def __init__(self, url: str, *, key: str | None = None, timeout: float = 15.0) -> None:
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._timeout = timeout
        headers = {"accept": "application/json", "accept-encoding": "identity"}
        if key:
            headers["authorization"] = f"Bearer {key}"
        self._client = httpx.AsyncClient(timeout=timeout, follow_redirects=False, headers=headers)

    async def close(self) -> None:
        """Close the connections that are kept open."""
        await self._client.aclose()

    async def complete(self, request: dict[str, Any]) -> str:
        """Send a request and return the body of the answer.

        Raises ClassifierAway when it may go better later, ClassifierGaveUp when it will not.
        """
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._client.stream("POST", self._url, json=request) as response,
            ):
                body = await _body(response)
        except TimeoutError as error:
            raise ClassifierAway(f"no answer in {self._timeout:g} s") from error
        except httpx.HTTPError as error:
            raise ClassifierAway(f"no answer: {type(error).__name__}") from error
        _check(response, body)
        return body.decode("utf-8", "replace").replace("\0", "\ufffd")


async def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > MOST_BYTES:
            raise ClassifierAway(f"an answer of more than {MOST_BYTES} bytes")
    return bytes(body)


def _check(response: httpx.Response, body: bytes) -> None:
    """Raise what a status other than 200 means; nothing of the body is repeated."""
    status = response.status_code
    if status == httpx.codes.OK:
        return
    said = f"the server answered with status {status}"
    wait = _retry_after(response)
    if status == httpx.codes.BAD_REQUEST:
        raise ClassifierGaveUp(f"{said}; if it knows no json_schema, set LLM_JSON_MODE=object")
    if status not in _PASSING and status < _SERVER_ERROR:
        raise ClassifierGaveUp(said)
    if _NO_CREDIT in body:
        raise ClassifierGaveUp(f"{said}: there is no credit left")
    if wait is not None and wait > LONGEST_WAIT:
        raise ClassifierGaveUp(f"{said} and asks to wait {wait}")
    raise ClassifierAway(said, retry_after=wait)


def _retry_after(response: httpx.Response) -> timedelta | None:
    asked = response.headers.get("retry-after", "")
    return timedelta(seconds=int(asked)) if re.fullmatch(r"[0-9]{1,6}", asked) else None
