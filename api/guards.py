"""Who may call a route. `api.endpoints` sees to it that each route says so."""

import hmac
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from api.errors import NotAllowed, NotSignedIn, TooMany
from api.gate import Gate
from domain.access import EVERYTHING, SEEN_EVERY, Caller, Role, Scope
from domain.ports.access import Access
from infra.secrets import hashed

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PREFIX = "mx_"
DOCS = "/docs"
_cookie = APIKeyCookie(name="session", auto_error=False, description="Set by /api/auth/verify.")
_bearer = HTTPBearer(auto_error=False, description="An API key: mx_ID_SECRET.")


class Open:
    """Lets everybody in; who shows a session or a key is known all the same."""

    async def __call__(self, request: HTTPConnection) -> Caller | None:
        return await known(request)


class Requires:
    """Lets in who is a role at least and came with a scope. Raises NotSignedIn or NotAllowed."""

    def __init__(self, role: Role, scope: Scope) -> None:
        self.role = role
        self.scope = scope

    async def __call__(
        self,
        request: HTTPConnection,
        _session: Annotated[str | None, Security(_cookie)] = None,
        _key: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None,
    ) -> Caller:
        caller = await known(request)
        if caller is None:
            raise NotSignedIn("sign in, or send an API key")
        if not caller.may(self.role, self.scope):
            raise NotAllowed(f"this takes the role {self.role} and the scope {self.scope}")
        return caller


Visitor = Annotated[Caller | None, Depends(Open())]
Reader = Annotated[Caller, Depends(Requires(Role.USER, Scope.READ))]
Writer = Annotated[Caller, Depends(Requires(Role.USER, Scope.WRITE))]
Trader = Annotated[Caller, Depends(Requires(Role.USER, Scope.TRADE))]
Creator = Annotated[Caller, Depends(Requires(Role.CREATOR, Scope.WRITE))]
Ops = Annotated[Caller, Depends(Requires(Role.OPS, Scope.OPERATE))]
Admin = Annotated[Caller, Depends(Requires(Role.ADMIN, Scope.OPERATE))]


def gate_of(request: HTTPConnection) -> Gate:
    """Return what the process was started with."""
    gate: Gate = request.app.state.gate
    return gate


async def known(request: HTTPConnection) -> Caller | None:
    """Return who calls, found out once a request; the request is counted with that."""
    if "caller" not in request.scope:
        request.scope["caller"] = await _shown(request)
        await _count(request, request.scope["caller"])
    caller: Caller | None = request.scope["caller"]
    return caller


async def _shown(request: HTTPConnection) -> Caller | None:
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and shown.startswith(PREFIX):
        return await _by_key(request, shown.strip())
    if token := request.cookies.get(gate_of(request).session_cookie):
        return await _by_session(request, token)
    return None


async def _by_session(request: HTTPConnection, token: str) -> Caller | None:
    gate = gate_of(request)
    now = gate.clock.now()
    async with gate.units() as uow:
        session = await uow.access.session(hashed(token))
        if session is None or not session.alive(now):
            return None
        _require_our_page(request, gate)
        if now - session.last_seen_at > SEEN_EVERY:
            await uow.access.note_seen(session.id, now)
        return await _caller(uow.access, session.wallet, EVERYTHING, session.id)


async def _by_key(request: HTTPConnection, shown: str) -> Caller | None:
    gate = gate_of(request)
    now = gate.clock.now()
    named, _, secret = shown.removeprefix(PREFIX).partition("_")
    if (key_id := _id(named)) is None:
        return None
    async with gate.units() as uow:
        key = await uow.access.key(key_id)
        if key is None or not hmac.compare_digest(key.secret_hash, hashed(secret)):
            return None
        if not key.alive(now):
            return None
        if key.last_used_at is None or now - key.last_used_at > SEEN_EVERY:
            await uow.access.note_seen(key.id, now)
        return await _caller(uow.access, key.wallet, key.scopes, key.id)


async def _caller(access: Access, wallet: str, scopes: frozenset[Scope], means_id: UUID) -> Caller:
    role = await access.role(wallet)
    return Caller(wallet=wallet, role=role, scopes=scopes, means_id=means_id)


def _require_our_page(request: HTTPConnection, gate: Gate) -> None:
    """Refuse a write, or a WebSocket, that another site's page makes with our cookie."""
    if request.scope.get("method") in SAFE or request.headers.get("origin") in gate.trusted_origins:
        return
    raise NotAllowed(
        "a write or a WebSocket with the session cookie needs the Origin of one of our pages"
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _count(request: HTTPConnection, caller: Caller | None) -> None:
    gate = gate_of(request)
    who = f"wallet {caller.wallet}" if caller else f"address {address_of(request)}"
    allowance = gate.allowances.caller if caller else gate.allowances.visitor
    if wait := await gate.throttle.wait_for(who, allowance, gate.clock.now()):
        raise TooMany(wait)


def address_of(request: HTTPConnection) -> str:
    """Return the address that calls, as the server was told to see it."""
    return request.client.host if request.client else "unknown"
