"""What comes in, and when: looks at prices, posts, halts."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cli.replay.inputs import BadInput, Files, read_scene, scene_file
from cli.replay.prices import Prices
from cli.replay.scene import Arrival, HaltEntry, Scene, spans, steps
from cli.world import RECORDED
from contracts.market import Network, VenueName
from contracts.positions import PriceMarked
from domain.markets import marked
from domain.ports.venue import Quote
from domain.posts import RawPost
from infra.memory.store import MemoryStore
from tests.factories import NOON

MINUTE = timedelta(minutes=1)
BTC = Decimal(60000)


def a_mark(minute: int, price: Decimal = BTC, symbol: str = "BTC") -> PriceMarked:
    quote = Quote(symbol=symbol, price=price, seen_at=NOON + minute * MINUTE)
    return marked(VenueName.PAPER, quote)


def a_post(minute: int) -> Arrival:
    at = NOON + minute * MINUTE
    return Arrival(at=at, post=RawPost(external_id="1", author="alice", text="gm", published_at=at))


async def nobody(_store: MemoryStore) -> None:
    """Let nobody in."""


def minutes(scene: Scene, delay: timedelta = timedelta(0)) -> list[float]:
    return [(step.at - NOON) / MINUTE for step in steps(scene, delay=delay)]


def test_a_price_is_quoted_until_it_is_too_old() -> None:
    prices = Prices([a_mark(0), a_mark(5, BTC + 1)])
    assert prices.at(NOON - MINUTE) == []
    assert prices.at(NOON) == [a_mark(0)]
    (again,) = prices.at(NOON + 14 * MINUTE)
    assert (again.price, again.seen_at) == (BTC + 1, NOON + 14 * MINUTE)
    assert prices.at(NOON + 15 * MINUTE) == []


def test_another_venues_marks_are_quoted_by_the_paper_venue_and_the_last_of_two_counts() -> None:
    theirs = marked(VenueName.GMX, Quote(symbol="BTC", price=BTC + 2, seen_at=NOON))
    (quoted,) = Prices([a_mark(0), theirs]).at(NOON)
    assert (quoted.venue, quoted.price) == (VenueName.PAPER, BTC + 2)


def test_each_mark_is_looked_at_unless_looks_are_told() -> None:
    prices = Prices([a_mark(minute) for minute in (0, 5, 7)])
    scene = Scene(posts=[a_post(6)], prices=prices, people=nobody)
    assert minutes(scene) == [0, 5, 6, 7]
    rare = Scene(posts=[a_post(6)], prices=prices, people=nobody, every=4 * MINUTE)
    assert minutes(rare) == [0, 4, 6]


def test_posts_seen_later_come_in_later() -> None:
    scene = Scene(posts=[a_post(1)], prices=Prices([a_mark(0)]), people=nobody)
    assert minutes(scene, delay=2 * MINUTE) == [0, 3]


def test_a_halt_has_a_beginning_and_may_have_an_end() -> None:
    (lasting,) = spans([HaltEntry(since=NOON)])
    (brief,) = spans([HaltEntry(since=NOON, until=NOON + MINUTE)])
    scene = Scene(posts=[], prices=Prices([a_mark(0)]), people=nobody, halts=[lasting])
    assert [len(step.raised) for step in steps(scene)] == [1]
    scene = Scene(posts=[], prices=Prices([a_mark(0)]), people=nobody, halts=[brief])
    assert [(len(s.raised), len(s.lifted)) for s in steps(scene)] == [(1, 0), (0, 1)]


def test_the_recorded_week_is_read_whole() -> None:
    scene = read_scene(Files.beside(RECORDED / "posts.jsonl", None, None), Network.PAPER)
    assert len(scene.posts) == 218
    assert len(scene.prices) == 10_073
    assert scene.every == 30 * MINUTE


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("posts.jsonl", '{"id": "1"}\n', "posts.jsonl: line 1: "),
        ("marks.csv", "time,symbol,price\nnow,BTC,1\n", "marks.csv: line 2: "),
        ("marks.csv", "time,symbol,price\n", "marks.csv: it holds no marks"),
        ("agents.toml", "[[agent]]\nname = 1\n", "agents.toml: "),
        ("agents.toml", "][", "agents.toml: "),
        ("replay.toml", "evry = 3\n", "replay.toml: evry: "),
        ("scores.csv", "time,token,rank\n2026-01-05T12:00:00Z,BTC,0\n", "scores.csv: line 2: rank"),
        ("preferences.csv", "wallet\nme\n", "preferences.csv: line 2: wallet"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, name: str, content: str, told: str
) -> None:
    for each in ("posts.jsonl", "marks.csv", "agents.toml", "replay.toml"):
        (tmp_path / each).write_bytes((RECORDED / each).read_bytes())
    (tmp_path / name).write_text(content)
    with pytest.raises(BadInput) as refused:
        read_scene(Files.beside(tmp_path / "posts.jsonl", None, None), Network.PAPER)
    assert told in str(refused.value)


def test_without_a_file_of_circumstances_they_are_the_usual_ones() -> None:
    usual = scene_file(None)
    assert (usual.every, usual.halt, dict(usual.set)) == (None, (), {})


def test_halts_of_breakers_are_left_to_a_replay_that_simulates() -> None:
    spanned = spans([HaltEntry(since=NOON), HaltEntry(since=NOON)])
    halts = [spanned[0], replace(spanned[1], tripped=True)]
    logged = Scene(posts=[], prices=Prices([a_mark(0)]), people=nobody, halts=halts, answers={})
    assert logged.simulated.halts == halts[:1]
    assert logged.simulated.answers is None
