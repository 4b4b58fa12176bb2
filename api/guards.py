"""Who may call a route. `api.endpoints` sees to it that each route says so."""

import hmac
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from api.errors import NotAllowed, NotSignedIn, TooMany
from api.gate import Gate
from domain.access import ApiKey, Caller, Role, Scope, Session
from infra.admission import Shown
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
    shown = await gate.admission.session(hashed(token))
    if shown is None or not shown.means.alive(gate.clock.now()):
        return None
    _require_our_page(request, gate)
    return await _seen(gate, shown)


async def _by_key(request: HTTPConnection, told: str) -> Caller | None:
    gate = gate_of(request)
    named, _, secret = told.removeprefix(PREFIX).partition("_")
    key_id = _id(named)
    shown = None if key_id is None else await gate.admission.key(key_id)
    if shown is None or not _opens(shown.means, secret):
        return None
    return await _seen(gate, shown) if shown.means.alive(gate.clock.now()) else None


def _opens(means: Session | ApiKey, secret: str) -> bool:
    return isinstance(means, ApiKey) and hmac.compare_digest(means.secret_hash, hashed(secret))


async def _seen(gate: Gate, shown: Shown) -> Caller:
    await gate.admission.note_seen(shown, gate.clock.now())
    return shown.caller


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
