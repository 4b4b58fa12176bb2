"""The recorded week: complete, in order, and made the same way every time."""

import csv
import io
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from infra.classifiers.rules import RulesClassifier
from scripts.record_week import MARKS, STEPS, marks

RECORDED = Path(__file__).parent.parent.parent / "cli" / "recorded"
LINES = (RECORDED / "posts.jsonl").read_text(encoding="utf-8").splitlines()
POSTS = [json.loads(line) for line in LINES]
ROWS = list(csv.DictReader(io.StringIO(MARKS.read_text(encoding="utf-8"))))
AUTHORS = {
    *("basis_betty", "chainclerk", "gammagoose", "ledger_lark", "moss_trades", "northpier"),
    *("orbitingowl", "perp_pilgrim", "quietcandle", "slowfuse", "tidecaller", "wickwatcher"),
}
SYMBOLS = {"BTC", "DOGE", "ETH", "HYPE", "SOL"}
START = datetime(2026, 1, 5, tzinfo=UTC)
EPOCH_OF_IDS = 1_288_834_974_657


def moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def series() -> dict[str, list[tuple[datetime, Decimal]]]:
    found: dict[str, list[tuple[datetime, Decimal]]] = defaultdict(list)
    for row in ROWS:
        found[row["symbol"]].append((moment(row["time"]), Decimal(row["price"])))
    return found


def test_there_are_two_hundred_posts_by_known_authors_within_the_week() -> None:
    assert len(POSTS) >= 200
    assert {post["author"] for post in POSTS} == AUTHORS
    assert all(set(post) == {"id", "author", "text", "created_at"} for post in POSTS)
    assert all(START <= moment(post["created_at"]) < START + timedelta(days=7) for post in POSTS)


def test_ids_rise_with_time_and_carry_it() -> None:
    assert all(len(post["id"]) == 19 for post in POSTS)
    assert all(int(one["id"]) < int(next_["id"]) for one, next_ in pairwise(POSTS))
    assert all(one["created_at"] <= next_["created_at"] for one, next_ in pairwise(POSTS))
    for post in POSTS:
        seconds = ((int(post["id"]) >> 22) + EPOCH_OF_IDS) // 1000
        assert datetime.fromtimestamp(seconds, UTC) == moment(post["created_at"])


def test_the_week_holds_every_kind_of_post_more_than_once() -> None:
    verdicts = [RulesClassifier().judge(post["text"]) for post in POSTS]
    kinds = Counter(verdict.reason for verdict in verdicts)
    assert set(kinds) == {
        *("call", "repost", "greeting", "spam", "injection", "no_token", "question"),
        *("conditional", "past_trade", "exit", "reported", "negated", "information"),
        *("conflict", "low_confidence", "no_direction"),
    }
    assert min(kinds.values()) > 1
    called = {(call.token, call.direction) for verdict in verdicts for call in verdict.calls}
    assert {(symbol, side) for symbol in SYMBOLS for side in ("LONG", "SHORT")} <= called
    assert ("ZZZ", "LONG") in called


def test_marks_are_sorted_and_positive_and_every_coin_has_the_whole_week() -> None:
    keys = [(row["time"], row["symbol"]) for row in ROWS]
    assert keys == sorted(set(keys))
    assert {symbol: len(rows) for symbol, rows in series().items()} == {
        **dict.fromkeys(SYMBOLS, STEPS),
        "HYPE": STEPS - 7,
    }
    assert all(Decimal(row["price"]) > 0 for row in ROWS)


def test_one_coin_falls_silent_for_forty_minutes() -> None:
    gaps = {
        symbol: max(later - earlier for (earlier, _), (later, _) in pairwise(rows))
        for symbol, rows in series().items()
    }
    assert gaps.pop("HYPE") == timedelta(minutes=40)
    assert set(gaps.values()) == {timedelta(minutes=5)}


def test_prices_move_enough_for_stops_and_for_trails() -> None:
    for symbol in ("HYPE", "SOL"):
        prices = [price for _, price in series()[symbol]]
        top = prices.index(max(prices))
        assert min(prices[top:]) <= prices[top] * Decimal("0.9")
        assert prices[top] >= prices[0] * Decimal("1.03")


def test_the_committed_marks_are_what_the_script_makes() -> None:
    assert MARKS.read_bytes() == marks().encode()
