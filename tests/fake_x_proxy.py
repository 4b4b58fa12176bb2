"""A real HTTP server that speaks the X proxy's contract, its odd replies included.

Run it with `python -m tests.fake_x_proxy --port 5055 --posts posts.jsonl`; POST /publish with
`{"author": "alice", "text": "long BTC"}` adds a tweet.
"""

import argparse
import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel

from domain.posts import RawPost
from infra.feeds.jsonl import read_posts
from tests import loopback_server

_EPOCH_MS = 1288834974657
_SLOW_BYTES = 600
_HUGE = 1_100_000


class Oddity(StrEnum):
    """How an account's reply differs from a sound one."""

    OLD_KEY = "tweets instead of data"
    NULL_DATES = "every created_at null"
    NUMERIC_IDS = "ids as numbers"
    NOT_JSON = "an error page"
    CUT_SHORT = "half a reply"
    HUGE = "more than a megabyte"
    SLOW = "a byte now and then"
    REDIRECT = "a redirect"
    SOMEBODY_ELSE = "another account's posts"
    BAD_ID = "an id that is no number"
    DEAF = "since_id ignored"
    UNAUTHORIZED = "401"
    RATE_LIMITED = "429"
    BROKEN = "500"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tweet:
    id: int
    text: str
    created_at: datetime

    def reply(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "text": self.text,
            "created_at": str(self.created_at),
            "author_id": "42",
        }


@dataclass(slots=True)
class FakeX:
    """What the server knows, and what it was asked."""

    tweets: dict[str, list[Tweet]] = field(default_factory=lambda: defaultdict(list))
    odd: dict[str, Oddity] = field(default_factory=dict)
    healthy: bool = True
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def tweet(
        self, author: str, text: str, *, tweet_id: int | None = None, at: datetime | None = None
    ) -> int:
        """Publish a tweet and return its id, made from the moment unless it is given."""
        at = at or datetime.now(UTC)
        number = tweet_id if tweet_id is not None else self._fresh_id(author, at)
        self.tweets[author].append(Tweet(id=number, text=text, created_at=at))
        return number

    def add(self, post: RawPost) -> None:
        self.tweet(post.author, post.text, tweet_id=int(post.external_id), at=post.published_at)

    def _fresh_id(self, author: str, at: datetime) -> int:
        taken = {tweet.id for tweet in self.tweets[author]}
        number = (int(at.timestamp() * 1000) - _EPOCH_MS) << 22
        while number in taken:
            number += 1
        return number

    def page(self, author: str, query: dict[str, str]) -> list[dict[str, Any]]:
        since = int(query.get("since_id", "-1"))
        if self.odd.get(author) is Oddity.DEAF:
            since = -1
        limit = min(max(int(query.get("max_results", "10")), 5), 100)
        newer = sorted((t for t in self.tweets[author] if t.id > since), key=lambda t: -t.id)
        return [tweet.reply() for tweet in newer[:limit]]


class NewTweet(BaseModel):
    author: str
    text: str
    id: int | None = None
    created_at: datetime | None = None


def app_of(fake: FakeX) -> FastAPI:
    """Serve a fake X over the proxy's contract."""
    app = FastAPI(openapi_url=None)

    @app.get("/health")
    async def health() -> dict[str, Any]:
        return {
            "status": "healthy" if fake.healthy else "degraded",
            "service": "twitter-proxy",
            "game_api_configured": fake.healthy,
            "client_initialized": fake.healthy,
        }

    @app.get("/test")
    async def test() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/tweets/{username}")
    async def tweets(username: str, request: Request) -> Response:
        author = username.removeprefix("@").lower()
        query = dict(request.query_params)
        fake.asked.append((author, query))
        if author not in fake.tweets:
            unknown = {"username": author, "count": 0, "data": [], "error": "User not found"}
            return JSONResponse(unknown, status_code=404)
        data = fake.page(author, query)
        reply = {"username": author, "count": len(data), "data": data}
        oddity = fake.odd.get(author)
        return JSONResponse(reply) if oddity is None else _odd_reply(oddity, reply)

    @app.post("/publish")
    async def publish(tweet: NewTweet) -> dict[str, str]:
        author = tweet.author.removeprefix("@").lower()
        number = fake.tweet(author, tweet.text, tweet_id=tweet.id, at=tweet.created_at)
        return {"id": str(number)}

    return app


def _odd_reply(oddity: Oddity, reply: dict[str, Any]) -> Response:
    status = _odd_status(oddity)
    return status if status is not None else _odd_body(oddity, reply)


def _odd_status(oddity: Oddity) -> Response | None:
    match oddity:
        case Oddity.UNAUTHORIZED:
            return JSONResponse({"error": "invalid key"}, status_code=401)
        case Oddity.RATE_LIMITED:
            headers = {"retry-after": "120"}
            return JSONResponse({"error": "slow down"}, status_code=429, headers=headers)
        case Oddity.BROKEN:
            body = {"error": "Internal server error", "details": "timeout"}
            return JSONResponse(body, status_code=500)
        case Oddity.REDIRECT:
            return Response(status_code=302, headers={"location": "http://127.0.0.1:1/"})
        case _:
            return None


def _odd_body(oddity: Oddity, reply: dict[str, Any]) -> Response:
    match oddity:
        case Oddity.NOT_JSON:
            return Response("<html>asleep</html>", media_type="text/html")
        case Oddity.CUT_SHORT:
            return Response(JSONResponse(reply).body[:-5], media_type="application/json")
        case Oddity.HUGE:
            return Response(b" " * _HUGE + JSONResponse(reply).body)
        case Oddity.SLOW:
            return StreamingResponse(_slowly(), media_type="application/json")
        case _:
            return JSONResponse(_odd_shape(oddity, reply))


def _odd_shape(oddity: Oddity, reply: dict[str, Any]) -> dict[str, Any]:
    data = reply["data"]
    match oddity:
        case Oddity.OLD_KEY:
            return {"username": reply["username"], "count": len(data), "tweets": data}
        case Oddity.NULL_DATES:
            return reply | {"data": [tweet | {"created_at": None} for tweet in data]}
        case Oddity.NUMERIC_IDS:
            return reply | {"data": [tweet | {"id": int(tweet["id"])} for tweet in data]}
        case Oddity.SOMEBODY_ELSE:
            return reply | {"username": "mallory"}
        case Oddity.BAD_ID:
            return reply | {"data": [tweet | {"id": "abc"} for tweet in data]}
        case _:
            return reply


async def _slowly() -> AsyncIterator[bytes]:
    for _ in range(_SLOW_BYTES):
        yield b" "
        await asyncio.sleep(0.05)


def serving(fake: FakeX, port: int = 0) -> AbstractAsyncContextManager[str]:
    """Serve on the loopback while the block runs, and yield the URL."""
    return loopback_server.serving(app_of(fake), port)


def _filled(posts: Path | None) -> FakeX:
    fake = FakeX()
    for post in read_posts(posts) if posts else ():
        if isinstance(post, RawPost):
            fake.add(post)
    return fake


def main() -> None:
    parser = argparse.ArgumentParser(description="A fake of the X proxy, on the loopback.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--posts", type=Path, help="JSONL of posts to begin with")
    arguments = parser.parse_args()
    loopback_server.serve(app_of(_filled(arguments.posts)), arguments.port)


if __name__ == "__main__":
    main()
