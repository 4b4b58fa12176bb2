"""Taking posts in: stored as first seen, and announced, in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime

from contracts.posts import PostPublished, SourceKind
from domain.agents import Source
from domain.errors import NotFound
from domain.ports.unit_of_work import UnitOfWork
from domain.posts import Post, RawPost


async def take_posts(
    posts: Sequence[RawPost], uow: UnitOfWork, now: datetime
) -> Sequence[PostPublished]:
    """Take in posts of X accounts, and return what is new; unknown accounts become sources."""
    sources = await uow.posts.ensure_sources(SourceKind.X, {post.author for post in posts})
    published = await uow.posts.publish(
        [Post.of(sources[post.author], post) for post in posts], now
    )
    uow.emit(*published)
    return published


async def take_notes(
    source: Source, notes: Sequence[RawPost], uow: UnitOfWork, now: datetime
) -> Sequence[PostPublished]:
    """Take in notes of one institute, and return what is new."""
    published = await uow.posts.publish([Post.of(source, note) for note in notes], now)
    await uow.posts.advance(source.id, None, now)
    uow.emit(*published)
    return published


async def institute_named(name: str, uow: UnitOfWork) -> Source:
    """Find an institute. Raises NotFound when no active one has that name."""
    for polled in await uow.posts.active_sources(SourceKind.RESEARCH):
        if polled.source.handle == name:
            return polled.source
    raise NotFound(f"there is no active institute {name!r}")
