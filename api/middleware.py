"""What holds for every request: its size, its headers, its id, both casings, and ETags."""

import hashlib
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from pydantic.alias_generators import to_camel
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.gate import BODY_BYTES
from api.problems import problem_json
from infra.ids import new_id

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-site",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
PAGE = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
)
"""What the page about the API may do: its script begins in the page itself."""
HSTS = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
JSON = "application/json"
LONGEST = 20
"""Digits of a length that can be meant."""


class TooLarge(Exception):
    """More of a body came than is taken."""


class Surroundings:
    """Gives each request an id, each answer its security headers, and large bodies a 413."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            is_socket = scope["type"] == "websocket"
            await self._app(_both_casings(scope) if is_socket else scope, receive, send)
            return
        scope["request_id"] = request_id = str(new_id())
        began = False

        async def told(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began = True
                self._add_headers(message, request_id)
            await send(message)

        try:
            await self._app(_both_casings(scope), _bounded(scope, receive), told)
        except TooLarge:
            if began:
                raise
            detail = f"a body has at most {BODY_BYTES} bytes"
            await problem_json(413, "too_large", detail)(scope, receive, told)

    def _add_headers(self, message: MutableMapping[str, Any], request_id: str) -> None:
        headers = MutableHeaders(scope=message)
        if headers.get("content-type", "").startswith("text/html"):
            headers["Content-Security-Policy"] = PAGE
        for name, value in SECURITY_HEADERS.items():
            headers.setdefault(name, value)
        if self._secure:
            headers.setdefault(*HSTS)
        headers.setdefault("Cache-Control", "no-store")
        headers["X-Request-Id"] = request_id


def _both_casings(scope: Scope) -> Scope:
    """Take snake_case names of query parameters for what they mean."""
    if b"_" not in scope["query_string"]:
        return scope
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    spelled = urlencode([(to_camel(name), value) for name, value in pairs])
    return {**scope, "query_string": spelled.encode()}


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """Count what comes, for a length may be left out or a lie."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > BODY_BYTES:
            raise TooLarge
        return message

    if _length(scope) > BODY_BYTES:
        seen = BODY_BYTES
    return counted


def _length(scope: Scope) -> int:
    """Return the length that is claimed; one that is no number claims nothing."""
    claimed = Headers(scope=scope).get("content-length", "")
    return int(claimed) if claimed.isdecimal() and len(claimed) < LONGEST else 0


class Sound:
    """Answers HEAD as GET without its body, and refuses a NUL wherever a URL may hide it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif (place := _nul(scope)) is not None:
            wrong = {"field": place, "message": "no text may hold a NUL", "type": "nul"}
            told = f"{place}: {wrong['message']}"
            await problem_json(422, "invalid", told, errors=[wrong])(scope, receive, send)
        elif scope["method"] == "HEAD":
            await self._app({**scope, "method": "GET"}, receive, _headless(send))
        else:
            await self._app(scope, receive, send)


def _nul(scope: Scope) -> str | None:
    """Name the place of a NUL; the path is there unquoted, the query is not."""
    if "\x00" in scope["path"]:
        return "path"
    if b"%00" not in scope["query_string"]:
        return None
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    found = (name for name, value in pairs if "\x00" in name + value)
    return next((f"query.{name}" for name in found), None)


def _headless(send: Send) -> Send:
    async def told(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return told


class Tagged:
    """Gives JSON that is read an ETag, and says 304 to whoever has it already."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        known = Headers(scope=scope).get("if-none-match", "")
        start: Message | None = None

        async def tagged(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _whole(message):
                start = message  # held back until its body is there to be hashed
                return
            if start is not None and message["type"] == "http.response.body":
                message = _tag(start, message, known)
                first, start = start, None
                await send(first)
            await send(message)

        await self._app(scope, receive, tagged)


def _whole(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    plain = headers.get("content-type", "") == JSON and "content-length" in headers
    return bool(start["status"] == 200 and plain)  # noqa: PLR2004 - OK


def _tag(start: Message, body: Message, known: str) -> Message:
    tag = f'"{hashlib.sha256(body["body"]).hexdigest()[:32]}"'
    headers = MutableHeaders(scope=start)
    headers["ETag"] = tag
    headers["Cache-Control"] = "private, no-cache"
    if tag not in {each.strip().removeprefix("W/") for each in known.split(",")}:
        return body
    start["status"] = 304
    del headers["content-length"]
    return {**body, "body": b""}
