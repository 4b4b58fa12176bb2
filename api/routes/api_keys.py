"""API keys: ways in for scripts."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter

from api.dependencies import Now, Uow
from api.guards import PREFIX, Reader, Writer
from api.proofs import FreshProof
from api.schemas.base import Done
from api.schemas.sessions import ApiKeyIn, ApiKeyOut, NewApiKeyOut
from domain.access import ApiKey, Caller
from domain.ports.audit import Deed
from infra.ids import new_id
from infra.secrets import hashed, new_token

router = APIRouter(prefix="/api/keys", tags=["login"])


@router.get("")
async def list_keys(uow: Uow, caller: Reader) -> Sequence[ApiKeyOut]:
    """List the caller's API keys, newest first."""
    return [ApiKeyOut.model_validate(key) for key in await uow.access.keys(caller.wallet)]


@router.post("", status_code=201)
async def create_key(
    body: ApiKeyIn, uow: Uow, now: Now, caller: Writer, proof: FreshProof
) -> NewApiKeyOut:
    """Make an API key; its token is shown now and never again."""
    await proof.of(f"Maxxit: make the API key {body.name} for {', '.join(sorted(body.scopes))}")
    secret = new_token()
    key = ApiKey(
        id=new_id(),
        wallet=caller.wallet,
        name=body.name,
        secret_hash=hashed(secret),
        scopes=caller.scopes & set(body.scopes),
        created_at=now,
        expires_at=now + timedelta(days=body.days),
    )
    await uow.access.add_key(key)
    await uow.audit.note(_deed("api_key.made", key.id, caller), now)
    shown = ApiKeyOut.model_validate(key).model_dump()
    return NewApiKeyOut(**shown, token=f"{PREFIX}{key.id.hex}_{secret}")


@router.delete("/{key_id}")
async def revoke_key(key_id: UUID, uow: Uow, now: Now, caller: Writer) -> Done:
    """End an API key of the caller's; it opens nothing from now on."""
    await uow.access.revoke_key(key_id, caller.wallet, now)
    await uow.audit.note(_deed("api_key.revoked", key_id, caller), now)
    return Done(message="the key is revoked", at=now)


def _deed(event: str, key_id: UUID, caller: Caller) -> Deed:
    return Deed(event=event, subject_kind="api_key", subject_id=str(key_id), actor=caller.wallet)
