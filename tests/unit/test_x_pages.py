"""Posts as X writes them, read from JSON; and the limits its headers tell of."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.errors import FeedSpent, FeedUnavailable, UnknownUser
from domain.posts import PostKind, Standing, said_at
from infra.feeds.http import Answer
from infra.feeds.x_api.limits import RateLimits, wait_of
from infra.feeds.x_api.pages import found, standings, timeline
from infra.feeds.x_api.problems import refusal
from infra.settings import Settings

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
NUMBER = 2008000000000000000
REFERRING = {"retweeted": PostKind.REPOST, "replied_to": PostKind.REPLY, "quoted": PostKind.QUOTE}


def a_post(**values: Any) -> dict[str, Any]:
    return {"id": str(NUMBER), "text": "gm", "author_id": "7"} | values


def a_body(*posts: dict[str, Any], **meta: Any) -> bytes:
    counted = {"result_count": len(posts)} | meta
    return json.dumps({"data": list(posts), "meta": counted}).encode()


def answered(status: int, body: object = None, **headers: str) -> Answer:
    named = {f"x-rate-limit-{name}": value for name, value in headers.items()}
    return Answer(status=status, headers=httpx.Headers(named), body=json.dumps(body or {}).encode())


@pytest.mark.parametrize(("referring", "kind"), REFERRING.items())
def test_what_a_post_refers_to_tells_its_kind(referring: str, kind: PostKind) -> None:
    (post,), _ = timeline(
        a_body(a_post(referenced_tweets=[{"type": referring, "id": "1"}])), "7", "alice"
    )
    assert post.kind is kind


def test_an_answer_to_oneself_is_ones_own_and_one_to_a_deleted_post_is_a_reply() -> None:
    answer = [{"type": "replied_to", "id": "1"}]
    thread = a_post(id=str(NUMBER + 1), referenced_tweets=answer, in_reply_to_user_id="7")
    lone = a_post(in_reply_to_user_id="9")
    posts, _ = timeline(a_body(thread, lone), "7", "alice")
    assert [post.kind for post in posts] == [PostKind.ORIGINAL, PostKind.REPLY]


def test_a_missing_date_is_read_from_the_id() -> None:
    (post,), token = timeline(a_body(a_post(), next_token="more"), "7", "alice")
    assert (post.published_at, post.edit_id, token) == (said_at(NUMBER), None, "more")


@given(st.lists(st.integers(1, 2**62), min_size=1, max_size=6, unique=True), st.data())
def test_every_version_of_a_post_has_the_name_of_the_first(ids: list[int], data: Any) -> None:
    seen = data.draw(st.sampled_from(ids))
    history = [str(number) for number in sorted(ids)]
    (post,), _ = timeline(
        a_body(a_post(id=str(seen), edit_history_tweet_ids=history)), "7", "alice"
    )
    assert (post.external_id, post.number) == (str(min(ids)), max(ids))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"meta": {"result_count": 3}}',
        a_body(a_post(author_id="8")),
        a_body(a_post(author_id=None)),
        a_body(a_post(id=NUMBER)),
        a_body(a_post(id="one")),
        a_body(a_post(text=None)),
        a_body(a_post(created_at="soon")),
    ],
)
def test_a_broken_page_is_an_unavailable_feed(body: bytes) -> None:
    with pytest.raises(FeedUnavailable):
        timeline(body, "7", "alice")


def test_an_account_that_is_away_is_told_apart_from_a_broken_page() -> None:
    problem = {"resource_type": "user", "type": "x/problems/not-authorized-for-resource"}
    with pytest.raises(UnknownUser):
        timeline(json.dumps({"errors": [problem]}).encode(), "7", "alice")


def test_only_a_post_that_x_says_is_not_there_is_gone() -> None:
    missing = {"resource_id": "2", "type": "x/problems/resource-not-found"}
    hidden = {"resource_id": "3", "type": "x/problems/not-authorized-for-resource"}
    body = json.dumps({"data": [a_post(id="1")], "errors": [missing, hidden]}).encode()
    assert standings(found(body)) == {"1": Standing(), "2": Standing(gone=True)}


def test_a_limit_that_is_reached_closes_its_endpoint_and_no_other() -> None:
    limits = RateLimits()
    reset = str(int((NOON + timedelta(minutes=3)).timestamp()))
    limits.note("posts", answered(200, remaining="0", reset=reset).headers, NOON)
    limits.check("users", NOON)
    with pytest.raises(FeedUnavailable) as caught:
        limits.check("posts", NOON + timedelta(minutes=1))
    assert caught.value.retry_after == timedelta(minutes=2)
    limits.check("posts", NOON + timedelta(minutes=3))


@given(st.text(max_size=20) | st.integers().map(str))
def test_no_wait_is_negative_or_longer_than_a_day(reset: str) -> None:
    headers = httpx.Headers({b"x-rate-limit-reset": reset.encode()})
    wait = wait_of(headers, NOON)
    assert wait is None or timedelta(0) <= wait <= timedelta(days=1)


def test_a_429_says_how_long_to_wait_unless_waiting_will_not_help() -> None:
    reset = str(int((NOON + timedelta(minutes=3)).timestamp()))
    refused = refusal(answered(429, reset=reset), NOON)
    assert isinstance(refused, FeedUnavailable)
    assert not isinstance(refused, FeedSpent)
    assert refused.retry_after == timedelta(minutes=3)
    capped = {"type": "x/problems/usage-capped", "status": 429}
    assert isinstance(refusal(answered(429, capped), NOON), FeedSpent)


def test_the_token_is_never_sent_in_the_clear_and_never_shown() -> None:
    with pytest.raises(ValidationError, match="should be https"):
        Settings.model_validate({"x_api_base_url": "http://x.example/2"})
    settings = Settings.model_validate(
        {"x_api_base_url": "http://127.0.0.1:1/2", "x_bearer_token": "deep-secret"}
    )
    assert "deep-secret" not in repr(settings)
