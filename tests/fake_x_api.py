"""A real HTTP server that speaks the X API v2 as we use it, its bad days included.

Run it with `python -m tests.fake_x_api --port 5056 --posts posts.jsonl`; POST /publish with
`{"author": "alice", "text": "long BTC"}` adds a post. The token is `fake-token`.
"""

import argparse
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from domain.posts import RawPost
from infra.feeds.jsonl import read_posts
from tests import loopback_server
from tests.fake_x_faults import PROBLEMS, Fault, answer
from tests.fake_x_state import Account, FakeUser, FakeXApi

TOKEN = "fake-token"


class NewPost(BaseModel):
    author: str
    text: str
    id: int | None = None
    created_at: datetime | None = None


def app_of(fake: FakeXApi) -> FastAPI:
    """Serve a fake X as the API does."""
    app = FastAPI(openapi_url=None)

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], Any]) -> Response:
        if request.url.path.startswith("/2/"):
            fake.asked.append((request.url.path, dict(request.query_params)))
            if request.headers.get("authorization") != f"Bearer {TOKEN}":
                return JSONResponse({"title": "Unauthorized", "status": 401}, status_code=401)
        response: Response = await call_next(request)
        return response

    @app.get("/2/users/by")
    async def users_by(usernames: str) -> Response:
        return _users(fake, usernames.split(","))

    @app.get("/2/users/{user_id}/tweets")
    async def timeline(user_id: str, request: Request) -> Response:
        return _timeline(fake, user_id, dict(request.query_params))

    @app.get("/2/tweets")
    async def tweets(ids: str) -> Response:
        return _tweets(fake, ids.split(","))

    @app.post("/publish")
    async def publish(new: NewPost) -> dict[str, str]:
        author = new.author.removeprefix("@").lower()
        return {"id": str(fake.post(author, new.text, number=new.id, at=new.created_at).latest)}

    return app


def _timeline(fake: FakeXApi, user_id: str, query: dict[str, str]) -> Response:
    user = fake.owner(user_id)
    if not 5 <= int(query.get("max_results", "10")) <= 100:
        return JSONResponse({"title": "Invalid Request", "status": 400}, status_code=400)
    if user is None or user.state is not Account.ALIVE:
        return JSONResponse({"errors": [_away("user", user_id, user)]})
    if not fake.take():
        headers = {"x-rate-limit-reset": str(int(fake.reset.timestamp()))}
        headers["x-rate-limit-remaining"] = "0"
        return answer(Fault.RATE_LIMITED, {}, headers, slow_bytes=0)
    return fake.answer(user.handle, fake.page(user, query))


def _tweets(fake: FakeXApi, numbers: list[str]) -> Response:
    found = {number: fake.known(number) for number in numbers}
    data = [reply for reply in found.values() if reply is not None]
    gone = [_away("tweet", number, None) for number, reply in found.items() if reply is None]
    return fake.answer("posts", ({"data": data} if data else {}) | _errors(gone))


def _users(fake: FakeXApi, handles: list[str]) -> Response:
    if len(handles) > 100 or not all(re.fullmatch(r"\w{1,15}", h) for h in handles):
        return JSONResponse({"title": "Invalid Request", "status": 400}, status_code=400)
    data, errors = [], []
    for handle in handles:
        user = fake.users.get(handle.lower())
        if user is None or user.state is Account.SUSPENDED:
            errors.append(_away("user", handle, None) | {"value": handle})
        else:
            data.append({"id": user.id, "name": handle, "username": handle.title()})
    return fake.answer("users", ({"data": data} if data else {}) | _errors(errors))


def _errors(problems: list[dict[str, Any]]) -> dict[str, Any]:
    return {"errors": problems} if problems else {}


def _away(kind: str, number: str, user: FakeUser | None) -> dict[str, Any]:
    protected = user is not None and user.state is Account.PROTECTED
    problem = "not-authorized-for-resource" if protected else "resource-not-found"
    return {
        "resource_type": kind,
        "resource_id": number,
        "value": number,
        "title": "Authorization Error" if protected else "Not Found Error",
        "type": PROBLEMS + problem,
    }


def serving(fake: FakeXApi, port: int = 0) -> AbstractAsyncContextManager[str]:
    """Serve on the loopback while the block runs, and yield the URL of the API."""
    return loopback_server.serving(app_of(fake), port, path="/2")


def _filled(posts: Path | None) -> FakeXApi:
    fake = FakeXApi()
    for post in read_posts(posts) if posts else ():
        if isinstance(post, RawPost):
            fake.post(post.author, post.text, number=int(post.external_id), at=post.published_at)
    return fake


def main() -> None:
    parser = argparse.ArgumentParser(description="A fake of the X API, on the loopback.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--posts", type=Path, help="JSONL of posts to begin with")
    arguments = parser.parse_args()
    loopback_server.serve(app_of(_filled(arguments.posts)), arguments.port)


if __name__ == "__main__":
    main()
