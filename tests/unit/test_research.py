"""What a note of an institute calls for: one token, one side, or nothing."""

import json
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.market import Side
from domain.errors import ClassifierAway
from domain.posts import RawPost
from domain.research import Failed, Invalid, NoteReason, Parsed, Valid, parse_note
from infra.feeds.lines import BadLine
from infra.research.notes import Note, read_notes
from infra.research.parser import ResearchClassifier, RulesNotes
from infra.settings import Settings


def call(token: str, side: Side, leverage: str = "3") -> Valid:
    return Valid(token=token, side=side, leverage=Decimal(leverage))


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("LONG BTC 5x", call("BTC", Side.LONG, "5")),
        ("Buy $sol with 20x leverage, stop loss $90", call("SOL", Side.LONG, "10")),
        ("Sell bitcoin", call("BTC", Side.SHORT)),
        ("Short ETH-PERP at market, 2 x", call("ETH", Side.SHORT, "2")),
        ("Long BTCUSDT. Entry 60000. SL 58000. TP1 65000, TP2 70000", call("BTC", Side.LONG)),
        ("We initiate a LONG on SOL: 4x now, 6x later", call("SOL", Side.LONG, "4")),
        ("Buy BTC, the long-term trend is up", call("BTC", Side.LONG)),
        ("Buy BTC 0x", call("BTC", Side.LONG, "1")),
    ],
)
def test_a_note_that_says_it_outright_is_a_call(text: str, parsed: Valid) -> None:
    assert parse_note(text) == parsed


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("  ", NoteReason.EMPTY),
        ("ETH might go long", NoteReason.VAGUE),
        ("Watch BTC for a long", NoteReason.VAGUE),
        ("Long BTC?", NoteReason.VAGUE),
        ("Buy BTC if it holds 60000", NoteReason.VAGUE),
        ("Don't buy BTC", NoteReason.UNDONE),
        ("Close long BTC", NoteReason.UNDONE),
        ("Buy BTC or short it", NoteReason.BOTH_SIDES),
        ("Short squeeze in BTC", NoteReason.NO_SIDE),
        ("BTC looks fine", NoteReason.NO_SIDE),
        ("Long the market", NoteReason.NO_TOKEN),
        ("Short USDT", NoteReason.NO_TOKEN),
        ("Buy at $60000", NoteReason.NO_TOKEN),
        ("Long BTC and ETH", NoteReason.SEVERAL_TOKENS),
    ],
)
def test_a_note_that_leaves_anything_open_is_invalid_and_says_why(
    text: str, reason: NoteReason
) -> None:
    assert parse_note(text) == Invalid(reason)


@given(st.text(max_size=200))
def test_no_text_gets_more_leverage_than_a_note_may_ask_for(text: str) -> None:
    for words in (text, f"LONG BTC {text}"):
        parsed = parse_note(words)
        assert isinstance(parsed, Invalid) or 1 <= parsed.leverage <= 10


@given(st.integers(0, 999))
def test_leverage_is_what_is_said_within_one_and_ten(named: int) -> None:
    parsed = parse_note(f"LONG BTC {named}x")
    assert isinstance(parsed, Valid)
    assert parsed.leverage == min(max(named, 1), 10)


async def test_the_verdict_on_a_call_carries_its_leverage() -> None:
    classifier = ResearchClassifier()
    verdict = (await classifier.classify("Short ETH 7x")).verdict
    (said,) = verdict.calls
    assert (verdict.candidate, verdict.classifier) == (True, "research-rules-1")
    assert (said.token, said.direction, said.leverage) == ("ETH", Side.SHORT, Decimal(7))
    assert classifier.stand_in("Short ETH 7x") is None


class Broken:
    """A parser somewhere outside that does not answer."""

    version = "llm-9"

    async def parse(self, text: str) -> Parsed:
        return Failed("no answer")


async def test_a_note_that_could_not_be_read_is_not_an_invalid_one() -> None:
    classifier = ResearchClassifier(Broken())
    with pytest.raises(ClassifierAway, match="no answer"):
        await classifier.classify("LONG BTC")
    stood_in = classifier.stand_in("LONG BTC")
    assert stood_in is not None
    assert (stood_in.candidate, stood_in.fallback_for) == (True, "llm-9")
    assert stood_in.classifier == RulesNotes.version


def test_a_note_without_a_name_is_known_by_its_words_and_its_day() -> None:
    def named(at: str, text: str = "LONG BTC", institute: str = "acme") -> str:
        note = Note.model_validate_json(json.dumps({"text": text, "published_at": at}))
        return note.post_of(institute).external_id

    first = named("2026-01-05T09:00:00Z")
    assert named("2026-01-05T18:00:00Z") == first
    others = {
        named("2026-01-06T09:00:00Z"),
        named("2026-01-05T09:00:00Z", "LONG ETH"),
        named("2026-01-05T09:00:00Z", institute="lab"),
    }
    assert len(others | {first}) == 4


def test_bad_lines_are_told_and_good_ones_read() -> None:
    lines = [
        '{"text": "LONG BTC", "published_at": "2026-01-05T12:00:00Z", "id": "n-1"}',
        "oops",
        '{"text": "", "published_at": "2026-01-05T12:00:00Z"}',
        '{"text": "LONG BTC", "published_at": "2026-01-05"}',
    ]
    read = list(read_notes("acme", BytesIO("\n".join(lines).encode())))
    (good,) = (line for line in read if isinstance(line, RawPost))
    assert (good.external_id, good.author) == ("acme/n-1", "acme")
    assert [line.number for line in read if isinstance(line, BadLine)] == [2, 3, 4]


def test_a_feed_of_notes_is_a_file_or_a_safe_address() -> None:
    feeds = {"lab": "/data/lab.jsonl", "acme": "https://acme.example/notes"}
    settings = Settings.model_validate({"research_feeds": feeds})
    assert settings.research_feeds["lab"] == Path("/data/lab.jsonl")
    for wrong in ({"acme": "http://acme.example/notes"}, {"Not A Name": "/data/lab.jsonl"}):
        with pytest.raises(ValidationError):
            Settings.model_validate({"research_feeds": wrong})


def test_feeds_that_are_no_json_are_named_and_none_are_as_good_as_not_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RESEARCH_FEEDS", "")
    monkeypatch.setenv("X_BEARER_TOKEN", "")
    assert Settings().research_feeds == {}
    assert Settings().x_bearer_token is None
    monkeypatch.setenv("RESEARCH_FEEDS", '{"lab": "/data/lab.jsonl"}')
    assert Settings().research_feeds == {"lab": Path("/data/lab.jsonl")}
    monkeypatch.setenv("RESEARCH_FEEDS", "acme")
    with pytest.raises(ValidationError, match="research_feeds"):
        Settings()
