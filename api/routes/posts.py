"""Posts put in by hand, for support and for trying things out."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.dependencies import Now, Uow
from api.guards import Ops
from api.idempotency import OnceEach
from api.schemas.posts import PostIn, PostTakenOut
from contracts.posts import SourceKind
from domain.ingest import take_posts
from domain.ports.audit import Deed
from domain.posts import X_BEGAN, RawPost, post_id

router = APIRouter(prefix="/api/admin/posts", tags=["operations"])


@router.post("", status_code=201, response_model=PostTakenOut)
async def ingest_post(
    body: PostIn, uow: Uow, now: Now, caller: Ops, once: OnceEach
) -> PostTakenOut | JSONResponse:
    """Take in a post; the pipeline takes it from there, and one that is known stays as it was."""
    post = RawPost(
        external_id=body.id,
        author=body.author,
        text=body.text,
        published_at=max(body.published_at or now, X_BEGAN),
    )

    async def taken() -> PostTakenOut:
        fresh = await take_posts([post], uow, now)
        stored = post_id(SourceKind.X, post.external_id)
        deed = Deed(
            event="post.taken",
            subject_kind="post",
            subject_id=str(stored),
            actor=caller.wallet,
            payload={"author": post.author, "known": not fresh},
        )
        await uow.audit.note(deed, now)
        return PostTakenOut(post_id=stored, known=not fresh)

    return await once(taken)
