"""What the fake X API answers with: what was asked for, or one of its faults."""

import asyncio
from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse, StreamingResponse

PROBLEMS = "https://api.twitter.com/2/problems/"


class Fault(StrEnum):
    """What is wrong with an answer."""

    RATE_LIMITED = "429 with the time of the reset"
    CAPPED = "429 until the next billing cycle"
    UNPAID = "402"
    BROKEN = "503"
    FORBIDDEN = "403"
    NOT_JSON = "an error page"
    WRONG_JSON = "JSON of another shape"
    FEWER_THAN_SAID = "a post less than it says"
    CUT_SHORT = "half a body"
    SLOW = "a byte now and then"
    SOMEBODY_ELSE = "another account's posts"
    SAME_PAGE = "a next page that is this one"


def answer(
    fault: Fault | None, body: dict[str, Any], headers: dict[str, str], *, slow_bytes: int
) -> Response:
    """Answer with a body, or with what a fault makes of it."""
    if fault is None:
        return JSONResponse(body, headers=headers)
    return _refused(fault, headers) or _odd(fault, body, slow_bytes)


def _refused(fault: Fault, headers: dict[str, str]) -> Response | None:
    statuses = {Fault.UNPAID: 402, Fault.BROKEN: 503, Fault.FORBIDDEN: 403}
    match fault:
        case Fault.RATE_LIMITED:
            body = {"title": "Too Many Requests", "type": "about:blank", "status": 429}
            return JSONResponse(body, status_code=429, headers=headers)
        case Fault.CAPPED:
            body = {"title": "UsageCapExceeded", "type": PROBLEMS + "usage-capped", "status": 429}
            return JSONResponse(body, status_code=429)
        case Fault.UNPAID | Fault.BROKEN | Fault.FORBIDDEN:
            return JSONResponse({"title": fault.name}, status_code=statuses[fault])
        case _:
            return None


def _odd(fault: Fault, body: dict[str, Any], slow_bytes: int) -> Response:
    whole = JSONResponse(body)
    match fault:
        case Fault.NOT_JSON:
            return Response("<html>over capacity</html>", media_type="text/html")
        case Fault.CUT_SHORT:
            return Response(bytes(whole.body)[: len(whole.body) // 2], media_type=whole.media_type)
        case Fault.SLOW:
            return StreamingResponse(_slowly(slow_bytes), media_type=whole.media_type)
        case _:
            return JSONResponse(_odd_shape(fault, body))


def _odd_shape(fault: Fault, body: dict[str, Any]) -> dict[str, Any]:
    data = body.get("data", [])
    match fault:
        case Fault.FEWER_THAN_SAID:
            return body | {"data": data[1:]}
        case Fault.SOMEBODY_ELSE:
            return body | {"data": [post | {"author_id": "1"} for post in data]}
        case Fault.SAME_PAGE:
            return body | {"meta": body["meta"] | {"next_token": "p0"}}
        case _:
            return {"posts": data}


async def _slowly(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" "
        await asyncio.sleep(0.05)
