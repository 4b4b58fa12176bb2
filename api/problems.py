"""Every failure leaves as problem JSON: ours by its kind, bad input by field, a bug as one line."""

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic.alias_generators import to_camel
from starlette.exceptions import HTTPException

from api.errors import RULE, Problem, problem_of, title
from api.methods import methods_at
from domain.errors import TradingError
from infra.failures import is_passing

MEDIA_TYPE = "application/problem+json"
BY_HAND = frozenset({"value_error", "assertion_error"})
"""What pydantic calls rules that are code, and stand in no schema."""
log = structlog.get_logger()


def answer_problems(app: FastAPI) -> None:
    """Register how each kind of failure is answered."""
    app.add_exception_handler(TradingError, _ours)
    app.add_exception_handler(RequestValidationError, _bad_input)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


def problem_json(
    status: int, error: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    """Answer with a problem."""
    body = problem(status, error, _writable(detail), **more)
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def problem(status: int, error: str, detail: str, **more: Any) -> dict[str, Any]:
    """Spell a problem."""
    return {
        "type": "about:blank",
        "title": title(status),
        "status": status,
        "detail": detail,
        "error": error,
        **{to_camel(name): said for name, said in more.items()},
    }


async def _ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TradingError)  # noqa: S101 - registered for nothing else
    refused = problem_of(error)
    if refused is None:
        return await _unforeseen(request, error)
    return _spelled(refused)


def _spelled(refused: Problem) -> JSONResponse:
    return problem_json(
        refused.status, refused.error, str(refused), headers=refused.headers, **refused.more
    )


async def _bad_input(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for nothing else
    errors = [
        {
            "field": _path(wrong["loc"]),
            "message": _writable(wrong["msg"]),
            "type": RULE if wrong["type"] in BY_HAND else wrong["type"],
        }
        for wrong in error.errors()
    ]
    told = "; ".join(f"{each['field']}: {each['message']}" for each in errors[:3])
    return problem_json(422, "invalid", told, errors=errors)


def _path(place: tuple[str | int, ...]) -> str:
    """Name a field as the caller wrote it: `body` and `query` say where, the rest says which."""
    return _writable(".".join(str(part) for part in place))


def _writable(text: str) -> str:
    """Spell out lone surrogates, which JSON lets in and UTF-8 does not let out."""
    return text.encode("utf-8", "backslashreplace").decode()


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    word = title(error.status_code).lower().replace(" ", "_").replace("-", "_")
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(methods_at(request)))
    return problem_json(error.status_code, word, str(error.detail), headers=headers)


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    if is_passing(error):
        log.warning("request waits for the store", path=request.url.path, error=repr(error))
        return problem_json(
            503, "unavailable", "the store does not answer now", headers={"Retry-After": "2"}
        )
    log.error("request failed", path=request.url.path, exc_info=error)
    return problem_json(500, "internal", "this is ours to mend; the request is in our log")
