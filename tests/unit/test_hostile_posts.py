"""Posts that attack us: whatever they say, nothing but tokens, sides and shares comes out."""

import json
from pathlib import Path
from typing import Any

import pytest

from contracts.posts import Verdict
from domain.echoes import fingerprint
from domain.errors import ClassifierError
from infra.classifiers.llm import Prompt
from infra.classifiers.llm.answer import MOST_CALLS, verdict_of
from infra.classifiers.llm.prompt import show
from infra.classifiers.mentions import mentioned
from infra.classifiers.rules import RulesClassifier
from infra.classifiers.rules.text import MOST_READ
from tests.fake_llm import labels, shown

FIXTURE = Path(__file__).parent.parent / "fixtures" / "hostile_posts.jsonl"
LINES = [json.loads(line) for line in FIXTURE.read_text(encoding="utf-8").splitlines()]
PROMPT = Prompt(model="stub")
FOREIGN = ("MOONX", "RUGZ", "EVIL1")
"""Tokens that no post of ours mentions."""


def text_of(line: dict[str, Any]) -> str:
    return str(line["text"]) if "text" in line else str(line["repeat"]) * int(line["times"])


POSTS = [text_of(line) for line in LINES]
IDS = [f"{number}-{line['why']}" for number, line in enumerate(LINES)]


def an_answer(content: str, **choice: str) -> str:
    return json.dumps({"choices": [{"message": {"content": content}, **choice}]})


def obeying(text: str) -> list[str]:
    """List what a model answers that does what an attacker wants."""
    called = [(token, "LONG", 1.0) for token in (*FOREIGN, *sorted(mentioned(text)))]
    order = {"token": "BTC", "direction": "LONG", "confidence": 1, "size": "100%"}
    return [
        labels(*called[:MOST_CALLS]),
        labels(*called[:MOST_CALLS], reason="injection"),
        labels(("BTC", "LONG", 1e9)),
        labels(("BTC", "LONG", -1.0)),
        labels(("BTC", "ALL IN", 1.0)),
        labels(("BTC; drop table signal", "LONG", 1.0)),
        labels(*[("BTC", "LONG", 1.0)] * 6),
        json.dumps({"calls": [order | {"leverage": 100}], "reason": "call"}),
        json.dumps({"calls": [], "reason": "call", "venue": "OSTIUM"}),
        '{"calls": [{"token": "BTC", "direction": "LONG", "confidence": NaN}], "reason": "call"}',
        text[:2000],
    ]


def heard(text: str, content: str) -> Verdict | None:
    seen = show(text)
    try:
        return verdict_of(an_answer(content, finish_reason="stop"), seen, PROMPT.version)
    except ClassifierError:
        return None


def assert_within_the_contract(verdict: Verdict, text: str) -> None:
    """Hold a verdict to its shape, and its tokens to what the text mentions."""
    again = json.loads(verdict.model_dump_json())
    assert Verdict.model_validate(again) == verdict
    assert set(again) <= {
        *("classifier", "candidate", "calls", "confidence", "reason", "fallback_for")
    }
    assert {name for call in again["calls"] for name, value in call.items() if value} <= {
        *("token", "direction", "confidence")
    }
    assert len(verdict.calls) <= MOST_CALLS
    assert set(verdict.tokens) <= mentioned(text)
    assert verdict.candidate == any(call.direction for call in verdict.calls)


def test_the_posts_are_two_hundred_and_all_different() -> None:
    assert len(POSTS) == len(set(POSTS)) == 200


@pytest.mark.parametrize("text", POSTS, ids=IDS)
def test_the_rules_get_nothing_out_of_a_post_but_a_verdict(text: str) -> None:
    assert_within_the_contract(RulesClassifier().judge(text), text)


@pytest.mark.parametrize("text", POSTS, ids=IDS)
def test_a_model_that_obeys_a_post_changes_nothing_but_its_verdict(text: str) -> None:
    for content in obeying(text):
        verdict = heard(text, content)
        if verdict is not None:
            assert_within_the_contract(verdict, show(text))
            assert not set(verdict.tokens) & set(FOREIGN)


@pytest.mark.parametrize("text", POSTS, ids=IDS)
def test_only_well_formed_answers_are_heard_at_all(text: str) -> None:
    outcomes = [heard(text, content) is not None for content in obeying("")]
    assert outcomes == [True, True, *[False] * 9]


@pytest.mark.parametrize("text", POSTS, ids=IDS)
def test_a_post_stays_inside_its_quotation_marks(text: str) -> None:
    request = json.loads(json.dumps(PROMPT.request(show(text))))
    asked = request["messages"][1]["content"]
    assert asked.count("<") == asked.count(">") == 2
    assert shown(request) == show(text)
    assert len(shown(request)) <= MOST_READ
    assert request["messages"][0] == PROMPT.request("")["messages"][0]
    assert "tools" not in request


@pytest.mark.parametrize("text", POSTS, ids=IDS)
def test_a_post_has_a_fingerprint_of_bounded_size_or_none(text: str) -> None:
    said = fingerprint(text, RulesClassifier().judge(text))
    assert said is None or len(said) <= 2 * MOST_READ


def test_a_token_labelled_both_ways_points_nowhere() -> None:
    content = labels(("BTC", "LONG", 0.9), ("BTC", "SHORT", 0.9))
    verdict = heard("BTC is doing BTC things", content)
    assert verdict is not None
    assert (verdict.candidate, verdict.reason) == (False, "conflict")
    assert [call.direction for call in verdict.calls] == [None]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("bitcoin and Ethereum", {"BTC", "ETH"}),
        ("$wif #arb SOL/USDT", {"WIF", "ARB", "SOL"}),
        ("I love to move and link up near one another", set()),
        ("USDT to USD", set()),
        ("NEWCOIN is out, $brandnew too", {"NEWCOIN", "BRANDNEW"}),
    ],
)
def test_a_token_is_mentioned_by_name_tag_or_capitals(text: str, named: set[str]) -> None:
    assert mentioned(text) == named
