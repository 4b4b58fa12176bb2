"""A real HTTP server that speaks OpenAI's chat completions, and fails in every way they do.

Run it with `python -m tests.fake_llm --port 5066`, and set `LLM_BASE_URL=http://127.0.0.1:5066/v1`
and `LLM_MODEL=stub`. POST /fault with `{"fault": "RATE_LIMITED"}` switches a fault on, null off.
"""

import argparse
import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel

from infra.classifiers.rules import RulesClassifier
from tests import loopback_server

_POST = re.compile(r"<post>(.*)</post>", re.DOTALL)
_HUGE = 300_000
_SIX = ("BTC", "ETH", "SOL", "XRP", "BNB", "ADA")


class Fault(StrEnum):
    """How the server's answers differ from sound ones."""

    RATE_LIMITED = "429 and seven seconds"
    LONG_WAIT = "429 and an hour"
    NO_CREDIT = "429 because nothing is paid"
    BROKEN = "500"
    UNAUTHORIZED = "401"
    NO_SCHEMA = "400 to json_schema"
    REDIRECT = "a redirect"
    NOT_JSON = "an error page"
    WRONG_JSON = "content that is not JSON"
    WRONG_SHAPE = "content of another shape"
    EXTRA_FIELDS = "a size and a venue in each call"
    OUT_OF_RANGE = "confidence 1e9"
    TOO_MANY = "six calls"
    REFUSAL = "a refusal"
    CUT_OFF = "half an answer"
    FILTERED = "a content filter"
    EMPTY = "no content"
    NO_CHOICES = "no choices"
    SLOW = "a byte now and then"
    HUGE = "more than is read"
    DROPS = "the connection lost on the way"


_STATUS = {
    Fault.RATE_LIMITED: (429, "slow down", {"retry-after": "7"}),
    Fault.LONG_WAIT: (429, "slow down", {"retry-after": "3600"}),
    Fault.NO_CREDIT: (429, "insufficient_quota", {}),
    Fault.BROKEN: (500, "the engine is on fire", {}),
    Fault.UNAUTHORIZED: (401, "invalid key", {}),
    Fault.NO_SCHEMA: (400, "response_format json_schema is not supported", {}),
}


@dataclass(slots=True)
class FakeLlm:
    """What the server answers, and what it was asked."""

    fault: Fault | None = None
    content: Callable[[str], str] | None = None
    """What it answers to a post; without it, what the rules would say."""
    usage: bool = True
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    @property
    def posts(self) -> list[str]:
        """List the posts it was shown."""
        return [shown(request) for request in self.asked]

    def says(self, request: dict[str, Any]) -> str:
        return (self.content or by_the_rules)(shown(request))


class Switch(BaseModel):
    fault: str | None = None


def shown(request: dict[str, Any]) -> str:
    """Read the post out of a request as a model would."""
    found = _POST.fullmatch(request["messages"][1]["content"])
    assert found is not None
    return str(json.loads(found[1]))


def labels(*calls: tuple[str, str, float], reason: str = "call") -> str:
    return json.dumps(
        {
            "calls": [{"token": t, "direction": d, "confidence": c} for t, d, c in calls],
            "reason": reason,
        }
    )


def by_the_rules(text: str) -> str:
    verdict = RulesClassifier().judge(text)
    calls = ((c.token, c.direction or "NONE", float(c.confidence)) for c in verdict.calls)
    return labels(*calls, reason=verdict.reason)


def app_of(fake: FakeLlm) -> FastAPI:
    """Serve a fake model."""
    app = FastAPI(openapi_url=None)

    @app.post("/fault")
    async def switch(to: Switch) -> dict[str, str | None]:
        fake.fault = Fault[to.fault] if to.fault else None
        return {"fault": fake.fault}

    @app.post("/v1/chat/completions")
    async def complete(request: Request) -> Response:
        asked = await request.json()
        fake.asked.append(asked)
        fake.keys.append(request.headers.get("authorization", ""))
        status = _status(fake.fault, asked)
        return status if status is not None else _answer(fake, asked)

    return app


def _status(fault: Fault | None, asked: dict[str, Any]) -> Response | None:
    if fault is Fault.NO_SCHEMA and asked["response_format"]["type"] != "json_schema":
        return None
    if fault is Fault.REDIRECT:
        return Response(status_code=302, headers={"location": "http://127.0.0.1:1/"})
    return _error(*_STATUS[fault]) if fault in _STATUS else None


def _error(status: int, code: str, headers: dict[str, str]) -> Response:
    return JSONResponse({"error": {"code": code}}, status_code=status, headers=headers)


def _answer(fake: FakeLlm, asked: dict[str, Any]) -> Response:
    match fake.fault:
        case Fault.NOT_JSON:
            return Response("<html>asleep</html>", media_type="text/html")
        case Fault.NO_CHOICES:
            return JSONResponse({"choices": []})
        case Fault.SLOW:
            return StreamingResponse(_slowly(), media_type="application/json")
        case Fault.HUGE:
            return Response(b" " * _HUGE, media_type="application/json")
        case Fault.DROPS:
            return Response(b'{"choi', headers={"content-length": "4096"})
        case _:
            return JSONResponse(_envelope(fake, _choice(fake, asked)))


def _choice(fake: FakeLlm, asked: dict[str, Any]) -> dict[str, Any]:
    match fake.fault:
        case Fault.REFUSAL:
            return _said(None, refusal="I cannot help with that.")
        case Fault.CUT_OFF:
            return _said(fake.says(asked)[:20], finish_reason="length")
        case Fault.FILTERED:
            return _said(None, finish_reason="content_filter")
        case Fault.EMPTY:
            return _said("")
        case _:
            return _said(_content(fake, asked))


def _content(fake: FakeLlm, asked: dict[str, Any]) -> str:
    match fake.fault:
        case Fault.WRONG_JSON:
            return "Sure! Here is the JSON: {'calls': LONG}"
        case Fault.WRONG_SHAPE:
            return json.dumps({"isSignalCandidate": True, "sentiment": "bullish"})
        case Fault.EXTRA_FIELDS:
            call = {"token": "BTC", "direction": "LONG", "confidence": 0.9}
            extra = {"size": "100%", "leverage": 100, "venue": "OSTIUM"}
            return json.dumps({"calls": [call | extra], "reason": "call"})
        case Fault.OUT_OF_RANGE:
            return labels(("BTC", "LONG", 1e9))
        case Fault.TOO_MANY:
            return labels(*((token, "LONG", 0.9) for token in _SIX))
        case _:
            return fake.says(asked)


def _said(content: str | None, *, finish_reason: str = "stop", **message: str) -> dict[str, Any]:
    said = {"role": "assistant", "content": content} | message
    return {"index": 0, "message": said, "finish_reason": finish_reason}


def _envelope(fake: FakeLlm, choice: dict[str, Any]) -> dict[str, Any]:
    envelope: dict[str, Any] = {"object": "chat.completion", "model": "stub", "choices": [choice]}
    if fake.usage:
        envelope["usage"] = {"prompt_tokens": 700, "completion_tokens": 50, "total_tokens": 750}
    return envelope


async def _slowly() -> AsyncIterator[bytes]:
    for _ in range(600):
        yield b" "
        await asyncio.sleep(0.05)


def serving(fake: FakeLlm, port: int = 0) -> AbstractAsyncContextManager[str]:
    """Serve on the loopback while the block runs, and yield the base URL."""
    return loopback_server.serving(app_of(fake), port, path="/v1")


def main() -> None:
    parser = argparse.ArgumentParser(description="A fake language model, on the loopback.")
    parser.add_argument("--port", type=int, required=True)
    loopback_server.serve(app_of(FakeLlm()), parser.parse_args().port)


if __name__ == "__main__":
    main()
