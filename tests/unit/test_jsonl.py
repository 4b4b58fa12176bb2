"""Recorded posts: good lines are read, bad ones are told by number and field."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.posts import RawPost
from infra.feeds.jsonl import read_posts
from infra.feeds.lines import MAX_LINE, BadLine


def a_line(**fields: Any) -> str:
    line = {
        "id": "1881000000000000001",
        "author": "alice",
        "text": "long BTC",
        "created_at": "2026-01-05T12:00:00Z",
    }
    return json.dumps(line | fields)


def read(*lines: str | bytes) -> list[RawPost | BadLine]:
    raw = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return list(read_posts(io.BytesIO(raw)))


def the_reason(line: str | bytes) -> str:
    (bad,) = read(line)
    assert isinstance(bad, BadLine)
    return bad.reason


def test_a_good_line_becomes_a_post() -> None:
    assert read(a_line()) == [
        RawPost(
            external_id="1881000000000000001",
            author="alice",
            text="long BTC",
            published_at=datetime(2026, 1, 5, 12, 0, tzinfo=UTC),
        )
    ]


def test_the_author_is_written_bare_and_in_lower_case() -> None:
    (post,) = read(a_line(author="@CryptoAlice"))
    assert isinstance(post, RawPost)
    assert post.author == "cryptoalice"


def test_unknown_fields_and_blank_lines_are_passed_over() -> None:
    lines = read("", a_line(likes=3, place={"a": []}), "   ", a_line())
    assert len(lines) == 2
    assert all(isinstance(line, RawPost) for line in lines)


def test_a_byte_order_mark_and_windows_line_ends_are_no_obstacle() -> None:
    lines = list(read_posts(io.BytesIO(b"\xef\xbb\xbf" + a_line().encode() + b"\r\n")))
    assert isinstance(lines[0], RawPost)


def test_a_bad_line_is_told_by_its_number_and_the_good_ones_are_read() -> None:
    lines = read(a_line(), "", "{", a_line(), b'{"id": "\xff"}', a_line(text=7))
    assert [line.number for line in lines if isinstance(line, BadLine)] == [3, 5, 6]
    assert sum(isinstance(line, RawPost) for line in lines) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", 1881000000000000001),
        ("id", "abc"),
        ("id", "007"),
        ("id", ""),
        ("id", "1" * 20),
        ("id", "\uff11\uff12"),
        ("author", ""),
        ("author", "no spaces"),
        ("author", None),
        ("text", ""),
        ("text", "x" * 100_001),
        ("text", ["long BTC"]),
        ("created_at", "2026-01-05T12:00:00"),
        ("created_at", "2026-01-05"),
        ("created_at", "yesterday"),
        ("created_at", 1767614400),
        ("created_at", "1767614400"),
        ("created_at", "0001-01-01T00:00:00+14:00"),
        ("created_at", None),
    ],
)
def test_the_reason_names_the_field(field: str, value: object) -> None:
    assert the_reason(a_line(**{field: value})).startswith(f"{field}: ")


@pytest.mark.parametrize("field", ["id", "author", "text", "created_at"])
def test_an_absent_field_is_named(field: str) -> None:
    line = json.loads(a_line())
    del line[field]
    assert the_reason(json.dumps(line)).startswith(f"{field}: ")


def test_the_reason_never_quotes_what_the_line_holds() -> None:
    assert "SECRET" not in the_reason(a_line(author="SECRET WORDS"))


@pytest.mark.parametrize("line", ["[]", "null", "{", '"x"', "[" * 5000, a_line() + "x"])
def test_what_is_no_json_object_is_a_bad_line(line: str) -> None:
    assert the_reason(line)


def test_a_line_without_end_is_left_out_and_the_next_one_is_read() -> None:
    lines = read("x" * (3 * MAX_LINE), a_line())
    assert isinstance(lines[0], BadLine)
    assert "longer" in lines[0].reason
    assert isinstance(lines[1], RawPost)


def test_a_file_and_a_text_stream_are_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(a_line() + "\n" + a_line(id="2"), encoding="utf-8")
    with path.open(encoding="utf-8") as stream:
        assert list(read_posts(path)) == list(read_posts(stream))
    assert len(list(read_posts(io.StringIO(a_line())))) == 1


@given(st.binary(max_size=200))
def test_no_bytes_whatever_stop_the_reading(noise: bytes) -> None:
    lines = read(noise, a_line())
    assert isinstance(lines[-1], RawPost)


@given(st.text(min_size=1, max_size=100))
def test_every_text_comes_through_whole(text: str) -> None:
    (post,) = read(a_line(text=text))
    assert isinstance(post, RawPost)
    assert post.text == text
