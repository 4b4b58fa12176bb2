"""Who may call a route. `api.endpoints` sees to it that each route says so."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from api.errors import NotAllowed, NotSignedIn, TooMany
from api.gate import Gate
from domain.access import Caller, Role, Scope
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
        shown = await _shown(request)
        request.scope["caller"] = shown.caller if shown else None
        await _require_patience(request, shown)
    caller: Caller | None = request.scope["caller"]
    return caller


async def _shown(request: HTTPConnection) -> Shown | None:
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and shown.startswith(PREFIX):
        return await _by_key(request, shown.strip())
    if token := request.cookies.get(gate_of(request).session_cookie):
        return await _by_session(request, token)
    return None


async def _by_session(request: HTTPConnection, token: str) -> Shown | None:
    gate, now = gate_of(request), gate_of(request).clock.now()
    shown = await gate.admission.session(hashed(token), gate.allowances.caller.began(now))
    if shown is None or not shown.means.alive(now):
        return None
    _require_our_page(request, gate)
    await gate.admission.note_seen(shown, now)
    return shown


async def _by_key(request: HTTPConnection, told: str) -> Shown | None:
    gate, now = gate_of(request), gate_of(request).clock.now()
    named, _, secret = told.removeprefix(PREFIX).partition("_")
    if (key_id := _id(named)) is None:
        return None
    began_at = gate.allowances.caller.began(now)
    shown = await gate.admission.key(key_id, hashed(secret), began_at)
    if shown is None or not shown.means.alive(now):
        return None
    await gate.admission.note_seen(shown, now)
    return shown


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


async def _require_patience(request: HTTPConnection, shown: Shown | None) -> None:
    """Raise TooMany for one request too many: of a wallet, or of an address that is nobody's."""
    gate, now = gate_of(request), gate_of(request).clock.now()
    if shown is not None:
        wait = gate.allowances.caller.wait(shown.asked, now)
    else:
        who = f"address {address_of(request)}"
        wait = await gate.throttle.wait_for(who, gate.allowances.visitor, now)
    if wait:
        raise TooMany(wait)


def address_of(request: HTTPConnection) -> str:
    """Return the address that calls, as the server was told to see it."""
    return request.client.host if request.client else "unknown"
