"""X accounts that agents may follow."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from api.dependencies import Looking, Now, Uow
from api.guards import Visitor, Writer
from api.idempotency import OnceEach
from api.pagination import Paged
from api.places import decimal, whole, words
from api.schemas.sources import CtAccountIn, CtAccountOut, account_out
from contracts.posts import SourceKind
from domain.catalogue import Profile
from domain.cataloguing import make_known
from domain.posts import source_id
from infra.reading.sources import accounts_page

router = APIRouter(prefix="/api/ct-accounts", tags=["sources"])


@router.get("")
async def list_ct_accounts(
    response: Response,
    look: Looking,
    paging: Paged,
    _: Visitor,
    search: Annotated[str | None, Query(max_length=100, description="Part of a name.")] = None,
) -> Sequence[CtAccountOut]:
    """List X accounts, the most credited first, then the most followed."""
    place = paging.values(after_impact=decimal, after_followers=whole, after_handle=words)
    found = await accounts_page(look, search, place)
    page = paging.page(
        response,
        found,
        lambda each: (each[1]["impact_place"], each[1]["followers_place"], each[0].handle),
    )
    return [account_out(profile) for profile, _ in page]


@router.post("", status_code=201, response_model=CtAccountOut)
async def create_ct_account(
    body: CtAccountIn, uow: Uow, now: Now, caller: Writer, once: OnceEach
) -> CtAccountOut | JSONResponse:
    """Make an X account known; its posts are read once an agent follows it."""
    account = Profile(
        id=source_id(SourceKind.X, body.x_username),
        kind=SourceKind.X,
        handle=body.x_username,
        display_name=body.display_name,
        followers_count=body.followers_count,
        created_at=now,
    )

    async def made() -> CtAccountOut:
        return account_out(await make_known(account, caller, uow, now))

    return await once(made)
