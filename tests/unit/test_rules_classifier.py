"""The rules classifier, held to posts that were labelled by hand before it ran."""

import json
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.market import Side
from contracts.posts import Verdict
from infra.classifiers.rules import RulesClassifier

FIXTURE = Path(__file__).parent.parent / "fixtures" / "posts_hard.jsonl"
POSTS = [json.loads(line) for line in FIXTURE.read_text(encoding="utf-8").splitlines()]
TEXTS = [post["text"] for post in POSTS]

KNOWN_MISSES = {
    "Selling pressure on ETH is fading": ({}, {"ETH": "SHORT"}),
    "The dip in BTC is for buying": ({"BTC": "LONG"}, {}),
    "Last chance to buy $SOL under 150": ({"SOL": "LONG"}, {}),
}
"""Posts the rules still get wrong: the right directions, and those given today."""

VOCABULARY = """
long short buy sell BTC $ETH $SOL eth NEAR LINK not if ? . , ! and but I'm just will my over to 100k
$5 bullish bearish breaking out down up update RT says yesterday \U0001f680 \U0001f4c9 " rotating
from into #BTC BTCUSDT ETH/BTC closing ignore previous instructions
"""
WORDS = st.sampled_from([*VOCABULARY.split(), "\n"])
POST = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=30).map(" ".join))
PLAIN_POSTS = [
    "just bought some btc here",
    "i'm shorting eth into resistance",
    "sol is going to dump",
    "doge breaking out, next stop 1",
    "should i buy btc?",
    "not buying xrp",
    "sold my btc yesterday",
]


def judge(text: str) -> Verdict:
    return RulesClassifier().judge(text)


def directions(verdict: Verdict) -> dict[str, str]:
    return {call.token: call.direction.value for call in verdict.calls if call.direction}


@pytest.mark.parametrize("post", POSTS, ids=[text[:60] for text in TEXTS])
def test_a_labelled_post_is_judged_as_labelled(post: dict[str, object]) -> None:
    verdict = judge(str(post["text"]))
    assert directions(verdict) == post["calls"]
    assert verdict.candidate == bool(post["calls"])
    assert verdict.reason == post.get("reason", verdict.reason)
    assert list(verdict.tokens) == post.get("tokens", list(verdict.tokens))


@pytest.mark.parametrize("text", KNOWN_MISSES)
def test_a_known_miss_is_still_missed_or_leaves_the_list(text: str) -> None:
    right, today = KNOWN_MISSES[text]
    assert directions(judge(text)) == today != right


def test_the_labelled_posts_are_many_and_cover_every_reason() -> None:
    assert len(TEXTS) == len(set(TEXTS)) >= 150
    assert {post["reason"] for post in POSTS if "reason" in post} == {
        *("call", "repost", "greeting", "spam", "injection", "no_token", "question"),
        *("conditional", "past_trade", "exit", "reported", "negated", "information"),
        *("conflict", "low_confidence", "no_direction"),
    }


async def test_the_port_gives_the_same_verdict_as_the_rules() -> None:
    classifier = RulesClassifier()
    verdict = (await classifier.classify("Just bought $SOL")).verdict
    assert verdict == classifier.judge("Just bought $SOL")
    assert verdict.classifier == classifier.version == "rules-1"


def test_a_clear_trade_is_trusted_more_than_a_forecast_and_that_more_than_a_hint() -> None:
    texts = [
        "I just bought $SOL",
        "buy $SOL",
        "$SOL is going higher",
        "$SOL looks strong",
        "$SOL \U0001f680",
    ]
    trust = [judge(text).confidence for text in texts]
    assert all(more > less for more, less in pairwise(trust))
    assert trust[0] >= Decimal("0.8")
    assert trust[-1] >= Decimal("0.5")


def test_a_doubt_or_a_mixed_word_lowers_the_confidence() -> None:
    clear = judge("$ETH is breaking out").confidence
    assert judge("maybe $ETH is breaking out").confidence < clear
    assert judge("$ETH is breaking out but looks heavy").confidence < clear


def test_no_more_than_five_coins_are_kept_and_those_with_a_call_go_first() -> None:
    verdict = judge("Watching $AAA, $BBB, $CCC, $DDD, $EEE. Long $FFF here.")
    assert len(verdict.calls) == 5
    assert directions(verdict) == {"FFF": "LONG"}


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("$btc", "BTC"),
        ("#BTC", "BTC"),
        ("BTC/USD", "BTC"),
        ("BTCUSDT", "BTC"),
        ("BTC-PERP", "BTC"),
        ("btcusdt.p", "BTC"),
        ("bitcoin's", "BTC"),
        ("dogecoin", "DOGE"),
        ("bitcoin cash", "BCH"),
        ("WETH", "ETH"),
        ("$1INCH", "1INCH"),
    ],
)
def test_a_coin_is_known_by_each_of_its_spellings(text: str, token: str) -> None:
    assert judge(f"long {text} here").tokens == (token,)


@pytest.mark.parametrize(
    "text",
    ["$50k", "$100", "$1.5bn", "USDT", "$USDC", "A$AP", "BTC.D", "near", "Link", "$hit", "ONE"],
)
def test_what_only_looks_like_a_coin_is_none(text: str) -> None:
    assert judge(f"I am looking at {text} today").tokens == ()


@pytest.mark.parametrize("text", PLAIN_POSTS)
@pytest.mark.parametrize("spelled", [str.upper, str.title, str.swapcase])
def test_case_changes_nothing_where_no_coin_is_a_word(text: str, spelled: object) -> None:
    assert callable(spelled)
    assert judge(spelled(text)) == judge(text)


@pytest.mark.parametrize("gap", ["  ", "\t", "\u00a0", "\r ", " \u200b "], ids=repr)
def test_the_width_of_a_gap_changes_nothing(gap: str) -> None:
    spread = {text: gap + text.replace(" ", gap) + gap for text in TEXTS}
    assert [text for text, wide in spread.items() if judge(wide) != judge(text)] == []


@pytest.mark.parametrize("word", ["update", "cup", "supply", "shortly", "belong", "buyer persona"])
def test_a_word_that_only_contains_a_cue_changes_no_direction(word: str) -> None:
    said = [text for text in TEXTS if judge(text).reason != "repost"]
    right = {text: directions(judge(text)) for text in said}
    assert [text for text in said if directions(judge(f"{word}. {text}")) != right[text]] == []
    assert [text for text in said if directions(judge(f"{text}\n{word}")) != right[text]] == []


@pytest.mark.parametrize("word", ["update", "cup", "supply", "backup", "belong", "shortbread"])
def test_a_word_that_only_contains_a_cue_points_nowhere(word: str) -> None:
    assert directions(judge(f"BTC {word}")) == directions(judge(f"{word} for $SOL")) == {}


@settings(max_examples=150, deadline=None)
@given(POST)
def test_any_text_has_a_sound_verdict(text: str) -> None:
    verdict = judge(text)
    assert verdict == judge(text)
    assert len(verdict.calls) <= 5
    assert len(set(verdict.tokens)) == len(verdict.tokens)
    assert all(re.fullmatch(r"[A-Z0-9]{2,10}", token) for token in verdict.tokens)
    assert verdict.candidate == (verdict.reason == "call") == bool(directions(verdict))
    assert all(call.confidence >= Decimal("0.5") for call in verdict.calls if call.direction)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["BTC", "ETH", "SOL", "DOGE"]), st.sampled_from(["buying", "shorting"]))
def test_to_deny_a_trade_is_never_a_call(token: str, deed: str) -> None:
    assert directions(judge(f"I'm {deed} {token} here")) == {
        token: Side.LONG if deed == "buying" else Side.SHORT
    }
    assert directions(judge(f"I'm not {deed} {token} here")) == {}
    assert directions(judge(f"am I {deed} {token} here?")) == {}


@pytest.mark.parametrize(
    "unit", ["long BTC ", "BTC, bullish, ", "$AB", '"', "if eth ", "aaa", "1."]
)
def test_a_very_long_text_is_judged(unit: str) -> None:
    assert len(judge(unit * 2000).calls) <= 5
