"""The bench of classifiers counts what it says it counts, and says what it left out."""

from decimal import Decimal
from pathlib import Path

import pytest

from contracts.market import Side
from contracts.posts import Call, Verdict
from infra.settings import Settings
from scripts.bench_classifier import keywords
from scripts.bench_classifier.__main__ import main
from scripts.bench_classifier.figures import count
from scripts.bench_classifier.model import verdicts_of
from scripts.bench_classifier.sets import COMMENTS, STOCKS, Sample, all_sets
from tests.fake_llm import FakeLlm, Fault, serving

LONG, SHORT = Side.LONG, Side.SHORT


def a_verdict(**calls: Side | None) -> Verdict:
    made = tuple(
        Call(token=token, direction=side, confidence=Decimal("0.8" if side else 0))
        for token, side in calls.items()
    )
    return Verdict(
        classifier="rules-1",
        candidate=any(calls.values()),
        calls=made,
        confidence=Decimal("0.8"),
        reason="call",
    )


def test_right_wrong_missed_and_false_signals_are_told_apart() -> None:
    samples = [
        Sample("right", frozenset({("BTC", LONG)})),
        Sample("wrong side", frozenset({("BTC", LONG)})),
        Sample("missed", frozenset({("BTC", LONG)})),
        Sample("false alarm", frozenset()),
        Sample("quiet", frozenset()),
    ]
    verdicts = [
        *(a_verdict(BTC=LONG), a_verdict(BTC=SHORT), a_verdict(BTC=None)),
        *(a_verdict(ETH=LONG), a_verdict()),
    ]
    row = count(samples, verdicts).row("set", "it")
    assert row == "| set | it | 0.333 (1/3) | 0.333 (1/3) | 0.500 (1/2) | 0.500 (1/2) | 0 |"


def test_of_a_tweet_about_one_stock_only_that_one_counts() -> None:
    sample = Sample("x", frozenset({("TSLA", LONG)}), "TSLA")
    assert sample.heard(a_verdict(TSLA=LONG, BTC=SHORT)) == {("TSLA", LONG)}


def test_of_a_comment_about_nothing_named_the_one_direction_counts() -> None:
    sample = Sample("x", frozenset({("*", LONG)}), "*")
    assert sample.heard(a_verdict(BTC=LONG, ETH=LONG)) == {("*", LONG)}
    assert sample.heard(a_verdict(BTC=LONG, ETH=SHORT)) == frozenset()


@pytest.mark.parametrize(
    ("text", "side"),
    [("buy $BTC", LONG), ("ETH dump", SHORT), ("buy the dump of SOL", None), ("update BTC", None)],
)
def test_the_baseline_counts_words(text: str, side: Side | None) -> None:
    assert keywords.judge(text).calls[0].direction is side


def test_our_labelled_posts_are_two_hundred_and_not_those_the_rules_were_made_on() -> None:
    made_on, labelled = (
        {sample.text for sample in each.samples} for each in all_sets(Path("nowhere"))[:2]
    )
    assert len(labelled) == 200
    assert not labelled & made_on


def test_a_folder_without_the_files_is_told_of_and_the_rest_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / STOCKS).write_text(
        'Stock Ticker,Tweet Text,Sentiment,Tweet URL\n$TSLA,"Just bought $TSLA, long",Positive,-\n'
    )
    assert main([str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert told.err.splitlines() == [
        f"left out crypto comments: there is no file {tmp_path / COMMENTS}"
    ]
    assert "| stock tweets (1) | rules-1 | 1.000 (1/1) |" in told.out


def test_a_model_that_nobody_named_cannot_be_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LLM_BASE_URL", raising=False)
    assert main([str(tmp_path), "--llm"]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == "--llm needs LLM_BASE_URL and LLM_MODEL"


async def test_a_model_is_measured_and_where_it_fails_the_rules_are() -> None:
    fake = FakeLlm()
    async with serving(fake) as url:
        settings = Settings(llm_base_url=url, llm_model="stub")
        (asked,) = await verdicts_of(settings, ["Just bought more $SOL here"])
        fake.fault = Fault.REFUSAL
        (stood_in,) = await verdicts_of(settings, ["Just bought more $ETH here"])
    assert asked.fallback_for is None
    assert stood_in.fallback_for == asked.classifier
