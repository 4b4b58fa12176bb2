"""Asking again under one's own key does nothing more, and is answered the same."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import BaseModel, StringConstraints

from api.dependencies import Now, Uow
from api.errors import BadRequest, InTheWay, NotSignedIn
from api.guards import known
from domain.ports.idempotency import Request as Asked

T = TypeVar("T", bound=BaseModel)
Key = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$")]
NO_KEY = BadRequest("this spends: send an Idempotency-Key", error="idempotency_key_needed")
REPLAYED = {"Idempotency-Replayed": "true"}


class Once:
    """Makes an answer once for each key of a caller; without a key, each time."""

    def __init__(self, request: Request, uow: Uow, now: Now, key: str | None) -> None:
        self._request = request
        self._uow = uow
        self._now = now
        self._key = key

    @property
    def key(self) -> str:
        """Return the caller's key. Raises BadRequest when there is none."""
        if self._key is None:
            raise NO_KEY
        return self._key

    async def __call__(
        self, make: Callable[[], Awaitable[T]], *, status: int = 201
    ) -> T | JSONResponse:
        """Return what `make` returns, or what it returned to the same request before.

        Raises InTheWay when the key was used for another request.
        """
        caller = await known(self._request)
        if self._key is None:
            return await make()
        if caller is None:
            raise NotSignedIn("a key needs somebody it belongs to")
        asked = Asked(owner=caller.wallet, key=self._key, fingerprint=await self._fingerprint())
        kept = await self._uow.answers.begin(asked, self._now)
        if kept is None:
            made = await make()
            await self._uow.answers.keep(asked, status, jsonable_encoder(made, by_alias=True))
            return made
        if kept.fingerprint != asked.fingerprint:
            raise InTheWay("this Idempotency-Key was used for another request", error="key_reused")
        return JSONResponse(kept.body, kept.status, headers=REPLAYED)

    async def _fingerprint(self) -> str:
        request = self._request
        said = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
        return hashlib.sha256(said + await request.body()).hexdigest()


async def _once(
    request: Request, uow: Uow, now: Now, idempotency_key: Annotated[Key | None, Header()] = None
) -> Once:
    return Once(request, uow, now, idempotency_key)


async def _once_for_money(
    request: Request, uow: Uow, now: Now, idempotency_key: Annotated[Key | None, Header()] = None
) -> Once:
    if idempotency_key is None:
        raise NO_KEY
    return Once(request, uow, now, idempotency_key)


OnceEach = Annotated[Once, Depends(_once)]
"""For what creates: a key is honoured."""
OnceOnly = Annotated[Once, Depends(_once_for_money)]
"""For what spends: a key is demanded."""
