"""Signing in with a wallet, and signing for what moves money."""

from datetime import datetime

from fastapi import APIRouter, Depends, Request, Response

from api.dependencies import Gateway, Now, Uow
from api.errors import NotSignedIn, TooMany
from api.gate import Gate
from api.guards import Reader, Visitor, address_of
from api.schemas.base import Done
from api.schemas.sessions import ChallengeIn, ChallengeOut, MeOut, NonceOut, VerifyIn
from contracts.market import Wallet
from domain.access import (
    CHALLENGE_LIFE,
    EVERYTHING,
    SESSION_LIFE,
    Challenge,
    ChallengeKind,
    Session,
)
from domain.ports.audit import Deed
from infra.ids import new_id
from infra.secrets import hashed, new_nonce, new_token
from infra.siwe import action_message, signed_in

router = APIRouter(prefix="/api/auth", tags=["login"])


async def _seldom(request: Request, gate: Gateway, now: Now) -> None:
    """Let an address try few logins, for each costs a signature check."""
    who = f"login {address_of(request)}"
    if wait := await gate.throttle.wait_for(who, gate.allowances.login, now):
        raise TooMany(wait)


@router.get("/nonce", dependencies=[Depends(_seldom)])
async def get_nonce(response: Response, gate: Gateway, uow: Uow, now: Now, _: Visitor) -> NonceOut:
    """Ask for what a sign-in message has to say; the nonce is for this browser alone."""
    browser, expires_at = new_token(), now + CHALLENGE_LIFE
    challenge = Challenge(
        nonce=new_nonce(),
        kind=ChallengeKind.LOGIN,
        binding=hashed(browser).hex(),
        message=None,
        action=None,
        expires_at=expires_at,
    )
    await uow.access.add_challenge(challenge)
    _set_cookie(response, gate, gate.login_cookie, browser, int(CHALLENGE_LIFE.total_seconds()))
    return NonceOut(
        nonce=challenge.nonce,
        domain=gate.site.domain,
        uri=gate.site.uri,
        chain_ids=list(gate.chain_ids),
        expires_at=expires_at,
    )


@router.post("/verify", dependencies=[Depends(_seldom)])
async def verify(
    body: VerifyIn,
    request: Request,
    response: Response,
    gate: Gateway,
    uow: Uow,
    now: Now,
    _: Visitor,
) -> MeOut:
    """Sign in with a signed message; the answer sets the session's cookie."""
    told = await signed_in(body.message, body.signature, gate.site, now)
    browser = request.cookies.get(gate.login_cookie)
    if told is None or browser is None:
        raise NotSignedIn("the message is not a fresh one of this site, signed by its address")
    wallet, nonce = told
    binding = hashed(browser).hex()
    if not await uow.access.take_challenge(nonce, ChallengeKind.LOGIN, binding, now):
        raise NotSignedIn("the nonce is used, lapsed, or another browser's")
    token = new_token()
    session = _session(wallet, token, now)
    await uow.access.add_session(session)
    await uow.audit.note(_begun(session), now)
    _set_cookie(response, gate, gate.session_cookie, token, int(SESSION_LIFE.total_seconds()))
    response.delete_cookie(gate.login_cookie, secure=gate.secure, httponly=True, samesite="lax")
    role = await uow.access.role(wallet)
    return MeOut(wallet=wallet, role=role, scopes=sorted(EVERYTHING))


@router.get("/me")
async def get_me(caller: Reader) -> MeOut:
    """Tell who the caller is to us."""
    return MeOut(wallet=caller.wallet, role=caller.role, scopes=sorted(caller.scopes))


@router.post("/logout")
async def logout(response: Response, gate: Gateway, uow: Uow, now: Now, caller: Reader) -> Done:
    """End the session; its cookie opens nothing from now on."""
    await uow.access.end_session(caller.means_id)
    response.delete_cookie(gate.session_cookie, secure=gate.secure, httponly=True, samesite="lax")
    return Done(message="signed out", at=now)


@router.post("/challenge", status_code=201)
async def challenge_for(
    body: ChallengeIn, gate: Gateway, uow: Uow, now: Now, caller: Reader
) -> ChallengeOut:
    """Ask for a message to sign for one action, named as the refusal of it named it."""
    nonce, wallet = new_nonce(), caller.wallet
    message = action_message(
        wallet=wallet, action=body.action, nonce=nonce, site=gate.site, now=now
    )
    challenge = Challenge(
        nonce=nonce,
        kind=ChallengeKind.ACTION,
        binding=wallet,
        message=message,
        action=body.action,
        expires_at=now + CHALLENGE_LIFE,
    )
    await uow.access.add_challenge(challenge)
    return ChallengeOut(nonce=nonce, message=message, expires_at=challenge.expires_at)


def _session(wallet: Wallet, token: str, now: datetime) -> Session:
    return Session(
        id=new_id(),
        token_hash=hashed(token),
        wallet=wallet,
        created_at=now,
        last_seen_at=now,
        expires_at=now + SESSION_LIFE,
    )


def _begun(session: Session) -> Deed:
    return Deed(
        event="session.begun",
        subject_kind="session",
        subject_id=str(session.id),
        actor=session.wallet,
    )


def _set_cookie(response: Response, gate: Gate, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=gate.secure, httponly=True, samesite="lax"
    )
