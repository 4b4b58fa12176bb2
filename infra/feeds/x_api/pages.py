"""Posts as X writes them: long ones, edited ones, replies, quotes and reposts."""

from datetime import datetime
from html import unescape
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from domain.errors import FeedUnavailable, UnknownUser
from domain.posts import X_BEGAN, PostKind, RawPost, Standing, said_at
from infra.feeds.http import misshapen
from infra.feeds.x_api.problems import Problem

FIELDS = ",".join(
    (
        *("author_id", "created_at", "edit_history_tweet_ids", "in_reply_to_user_id"),
        *("note_tweet", "referenced_tweets"),
    )
)
"""What is asked for of every post; never the posts it refers to, whose words are not its own."""
LARGEST = 100
_Id = Annotated[str, Field(pattern=r"^[0-9]{1,19}$")]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _Note(_Shape):
    text: str


class _Reference(_Shape):
    type: str


class XPost(_Shape):
    """A post; what is absent was not there to be told."""

    id: _Id
    text: str
    author_id: _Id | None = None
    created_at: Annotated[AwareDatetime, Field(ge=X_BEGAN)] | None = None
    edit_history_tweet_ids: list[_Id] | None = None
    in_reply_to_user_id: _Id | None = None
    note_tweet: _Note | None = None
    referenced_tweets: list[_Reference] | None = None

    @property
    def versions(self) -> tuple[int, int]:
        """Return the ids of the first and of the latest version; those of most are the same."""
        history = [int(number) for number in (self.id, *(self.edit_history_tweet_ids or ()))]
        return min(history), max(history)

    @property
    def kind(self) -> PostKind:
        """Tell what it is to other posts; an answer to oneself goes on with one's own."""
        references = {reference.type for reference in self.referenced_tweets or ()}
        if "retweeted" in references:
            return PostKind.REPOST
        answers = "replied_to" in references or self.in_reply_to_user_id is not None
        if answers and (self.author_id is None or self.in_reply_to_user_id != self.author_id):
            return PostKind.REPLY
        return PostKind.QUOTE if "quoted" in references else PostKind.ORIGINAL


class _Meta(_Shape):
    result_count: Annotated[int, Field(ge=0, le=LARGEST)]
    next_token: str | None = None


class _Timeline(_Shape):
    data: Annotated[list[XPost], Field(max_length=LARGEST)] | None = None
    meta: _Meta | None = None
    errors: list[Problem] | None = None


class Found(_Shape):
    """The answer about posts by id: those X gives, and problems with the others."""

    data: Annotated[list[XPost], Field(max_length=LARGEST)] | None = None
    errors: list[Problem] | None = None


def timeline(body: bytes, account: str, handle: str) -> tuple[list[RawPost], str | None]:
    """Read one page of an account's posts and the token of the next, if there is one.

    Raises UnknownUser when the account is away, and FeedUnavailable when the reply is broken.
    """
    try:
        reply = _Timeline.model_validate_json(body)
    except ValidationError as error:
        raise misshapen(error) from error
    if any(problem.of_account for problem in reply.errors or ()):
        raise UnknownUser(f"X does not show us the account {handle}")
    posts = reply.data or []
    if reply.meta is None or reply.meta.result_count != len(posts):
        raise FeedUnavailable("a reply of the wrong shape: not as many posts as it says")
    if any(post.author_id != account for post in posts):
        raise FeedUnavailable("a reply about another account")
    return [raw_post(post, handle) for post in posts], reply.meta.next_token


def found(body: bytes) -> Found:
    """Read what became of posts. Raises FeedUnavailable when the reply is broken."""
    try:
        reply = Found.model_validate_json(body)
    except ValidationError as error:
        raise misshapen(error) from error
    if reply.data is None and reply.errors is None:
        raise FeedUnavailable("a reply of the wrong shape: neither data nor errors")
    return reply


def standings(reply: Found) -> dict[str, Standing]:
    """Tell of each post the reply speaks of whether it is gone or was edited."""
    told = {post.id: Standing(edit_id=_edit_id(post)) for post in reply.data or ()}
    gone = Standing(gone=True)
    for problem in reply.errors or ():
        if problem.missing and problem.resource_id is not None:
            told[problem.resource_id] = gone
    return told


def raw_post(post: XPost, handle: str) -> RawPost:
    """Name a post by its first version; it is as old as that one, however late it was edited."""
    first, _ = post.versions
    text = post.note_tweet.text if post.note_tweet is not None else post.text
    return RawPost(
        external_id=str(first),
        author=handle,
        text=unescape(text),
        published_at=_published_at(post, first),
        kind=post.kind,
        edit_id=_edit_id(post),
    )


def _published_at(post: XPost, first: int) -> datetime:
    told = post.created_at or said_at(int(post.id))
    return told if first == int(post.id) else min(told, said_at(first))


def _edit_id(post: XPost) -> str | None:
    first, latest = post.versions
    return None if first == latest else str(latest)
