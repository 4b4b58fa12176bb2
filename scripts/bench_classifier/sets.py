"""The posts that classifiers are measured on, with what a person says of each."""

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts.market import Side
from contracts.posts import Verdict

Calls = frozenset[tuple[str, Side]]
FIXTURES = Path(__file__).parents[2] / "tests" / "fixtures"
STOCKS = "surge_stock_sentiment.csv"
COMMENTS = "surge_crypto_reddit_sentiment.csv"
_SIDES = {"Positive": Side.LONG, "Negative": Side.SHORT}
_ANY = "*"


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, what it calls for, and the one token asked about: None is all of them."""

    text: str
    calls: Calls
    about: str | None = None

    def heard(self, verdict: Verdict) -> Calls:
        """Return what a verdict says of what was asked."""
        if self.about == _ANY:
            side = verdict.direction if verdict.candidate else None
            return frozenset({(_ANY, side)}) if side else frozenset()
        return frozenset(
            (call.token, call.direction)
            for call in verdict.calls
            if call.direction and self.about in {None, call.token}
        )


@dataclass(frozen=True, slots=True)
class Samples:
    """A named set; `missing` says why it is empty, if it is."""

    name: str
    samples: Sequence[Sample]
    missing: str | None = None


def all_sets(folder: Path) -> list[Samples]:
    """Read our own posts, and those in a folder that are there."""
    return [
        _ours("hard posts the rules were made on", "posts_hard.jsonl"),
        _ours("hard posts labelled before any run", "posts_labelled.jsonl"),
        _theirs("stock tweets", folder / STOCKS, _stock),
        _theirs("crypto comments", folder / COMMENTS, _comment),
    ]


def _ours(name: str, file: str) -> Samples:
    lines = (FIXTURES / file).read_text(encoding="utf-8").splitlines()
    return Samples(name, [_own(json.loads(line)) for line in lines])


def _own(post: dict[str, dict[str, str]]) -> Sample:
    calls = frozenset((token, Side(side)) for token, side in post["calls"].items())
    return Sample(str(post["text"]), calls)


def _theirs(name: str, file: Path, read: Callable[[dict[str, str]], Sample]) -> Samples:
    if not file.is_file():
        return Samples(name, [], missing=f"there is no file {file}")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return Samples(name, [read(row) for row in csv.DictReader(opened)])


def _stock(row: dict[str, str]) -> Sample:
    token = row["Stock Ticker"].strip().lstrip("$").upper()
    return Sample(row["Tweet Text"], frozenset({(token, _SIDES[row["Sentiment"]])}), token)


def _comment(row: dict[str, str]) -> Sample:
    return Sample(row["Comment Text"], frozenset({(_ANY, _SIDES[row["Sentiment"]])}), _ANY)
