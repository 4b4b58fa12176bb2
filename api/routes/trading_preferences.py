"""Preferences: how a user likes to trade."""

from dataclasses import asdict, replace
from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import Looking, Now, Uow
from api.deploying import require_own
from api.guards import Reader, Writer
from api.openapi import MAY_BE_MISSING
from api.schemas.base import Address
from api.schemas.preferences import (
    DialsOut,
    PreferencesIn,
    PreferencesOut,
    SavedPreferencesOut,
    shown_dials,
)
from domain.ports.audit import Deed
from domain.preferences import Preferences
from infra.reading.accounts import liked

router = APIRouter(prefix="/api/user/trading-preferences", tags=["deployments"])


@router.get("", responses=MAY_BE_MISSING)
async def get_preferences(
    look: Looking, caller: Reader, wallet: Annotated[Address | None, Query()] = None
) -> PreferencesOut:
    """Tell how the caller likes to trade; operators may ask about any wallet."""
    asked = wallet or caller.wallet
    origin, dials = shown_dials(await liked(look, asked))
    return PreferencesOut(wallet=asked, origin=origin, **dials.model_dump())


@router.post("")
async def set_preferences(
    body: PreferencesIn, caller: Writer, uow: Uow, now: Now
) -> SavedPreferencesOut:
    """Set the dials that are named, the others stay; signals from now on are sized by them."""
    require_own(body.user_wallet, caller)
    wallet = caller.wallet
    before = (await uow.preferences.of([wallet])).get(wallet, Preferences())
    chosen = {name: dial for name, dial in body.preferences if dial is not None}
    after = replace(before, **chosen)
    await uow.preferences.save(wallet, after)
    deed = Deed(
        event="preferences.set",
        subject_kind="wallet",
        subject_id=wallet,
        actor=wallet,
        payload=chosen,
    )
    await uow.audit.note(deed, now)
    return SavedPreferencesOut(success=True, preferences=DialsOut.model_validate(asdict(after)))
