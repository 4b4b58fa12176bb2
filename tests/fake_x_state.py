"""What the fake X API knows, what is wrong with it, and what it was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from fastapi import Response

from tests.fake_x_faults import Fault, answer

_EPOCH_MS = 1288834974657


class Account(StrEnum):
    """What became of an account."""

    ALIVE = "alive"
    SUSPENDED = "suspended"
    PROTECTED = "protected"


@dataclass(slots=True, kw_only=True)
class FakeUser:
    id: str
    handle: str
    state: Account = Account.ALIVE


@dataclass(slots=True, kw_only=True)
class FakePost:
    """A post in all its versions, the latest last: ids with what they say."""

    author: FakeUser
    versions: list[tuple[int, str, datetime]]
    extra: dict[str, Any] = field(default_factory=dict)
    deleted: bool = False

    @property
    def latest(self) -> int:
        return self.versions[-1][0]

    @property
    def repost(self) -> bool:
        return any(r["type"] == "retweeted" for r in self.extra.get("referenced_tweets", ()))

    def reply(self, version: int = -1) -> dict[str, Any]:
        number, text, at = self.versions[version]
        return {
            "id": str(number),
            "text": text,
            "author_id": self.author.id,
            "created_at": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "edit_history_tweet_ids": [str(n) for n, _, _ in self.versions],
        } | self.extra


@dataclass(slots=True)
class FakeXApi:
    """What the server knows, what is wrong with it, and what it was asked."""

    users: dict[str, FakeUser] = field(default_factory=dict)
    posts: list[FakePost] = field(default_factory=list)
    faults: dict[str, Fault] = field(default_factory=dict)
    """By handle, or by `users` or `posts` for the two other endpoints."""
    remaining: int | None = None
    """How many requests for posts of users are taken before the next reset."""
    reset: datetime = datetime(2026, 1, 5, 12, 15, tzinfo=UTC)
    lists_reposts: bool = False
    slow_bytes: int = 600
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def user(self, handle: str, state: Account = Account.ALIVE) -> FakeUser:
        """Return an account, new if need be, in this state from now on."""
        user = self.users.get(handle) or FakeUser(id=str(7000 + len(self.users)), handle=handle)
        user.state = state
        return self.users.setdefault(handle, user)

    def post(
        self,
        author: str,
        text: str,
        *,
        number: int | None = None,
        at: datetime | None = None,
        **extra: Any,
    ) -> FakePost:
        """Publish a post; `extra` is what its answer holds besides."""
        at = at or datetime.now(UTC)
        number = number if number is not None else self._fresh_id(at)
        user = self.users.get(author) or self.user(author)
        post = FakePost(author=user, versions=[(number, text, at)], extra=extra)
        self.posts.append(post)
        return post

    def answer(self, fault_of: str, body: dict[str, Any]) -> Response:
        """Answer, with the fault that is set for an account or an endpoint."""
        headers = {"x-rate-limit-reset": str(int(self.reset.timestamp()))}
        if self.remaining is not None:
            headers["x-rate-limit-remaining"] = str(self.remaining)
        fault = self.faults.get(fault_of)
        return answer(fault, body, headers, slow_bytes=self.slow_bytes)

    def take(self) -> bool:
        """Count a request for posts of a user; it is refused when the limit is reached."""
        if self.remaining == 0:
            return False
        if self.remaining is not None:
            self.remaining -= 1
        return True

    def asked_for(self, path: str) -> list[dict[str, str]]:
        return [query for asked, query in self.asked if asked.endswith(path)]

    def _fresh_id(self, at: datetime) -> int:
        taken = {number for post in self.posts for number, _, _ in post.versions}
        number = (int(at.timestamp() * 1000) - _EPOCH_MS) << 22
        while number in taken:
            number += 1
        return number

    def owner(self, user_id: str) -> FakeUser | None:
        return next((user for user in self.users.values() if user.id == user_id), None)

    def page(self, user: FakeUser, query: Mapping[str, str]) -> dict[str, Any]:
        since, limit = int(query.get("since_id", "-1")), int(query["max_results"])
        start = int(query.get("pagination_token", "p0").removeprefix("p"))
        hidden = "retweets" in query.get("exclude", "") and not self.lists_reposts
        newer = sorted(
            (p for p in self.posts if p.author is user and not p.deleted and p.latest > since),
            key=lambda post: -post.latest,
        )
        shown = [post for post in newer if not (hidden and post.repost)]
        data = [post.reply() for post in shown[start : start + limit]]
        meta: dict[str, Any] = {"result_count": len(data)}
        if start + limit < len(shown):
            meta["next_token"] = f"p{start + limit}"
        return {"data": data, "meta": meta} if data else {"meta": meta}

    def known(self, number: str) -> dict[str, Any] | None:
        for post in self.posts:
            for version, (known, _, _) in enumerate(post.versions):
                if str(known) == number and not post.deleted:
                    return post.reply(version)
        return None
