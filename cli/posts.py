"""`maxxit ingest` and `maxxit classify`: posts from files, into the pipeline or just judged."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import track

from cli.embedded import opened
from cli.output import BAD_INPUT, console, print_json, problems, run, settings_or_exit
from contracts.posts import Verdict
from domain.posts import RawPost
from infra.classifiers.rules import RulesClassifier
from infra.clock import SystemClock
from infra.database import units_of_work
from infra.feeds.jsonl import read_posts
from infra.feeds.lines import BadLine
from infra.settings import Settings
from producers.posts import IngestReport
from producers.posts import ingest as store_posts

Jsonl = Annotated[
    Path, typer.Option("--jsonl", help="The posts, one JSON object a line; - reads standard input.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def ingest(jsonl: Jsonl, as_json: Json = False) -> None:
    """Store posts from a file; the pipeline takes them from there."""
    report = run(_ingest(settings_or_exit(), _lines(jsonl, quiet=as_json)))
    if as_json:
        bad = [{"line": line.number, "reason": line.reason} for line in report.bad]
        print_json({"stored": report.stored, "known": report.known, "bad": bad})
    else:
        console.print(f"{report.stored} stored, {report.known} known, {len(report.bad)} bad")
    _tell_bad(report.bad)


def classify(
    jsonl: Jsonl,
    classifier: Annotated[str, typer.Option(help="Which classifier; there is `rules`.")] = "rules",
) -> None:
    """Judge posts from a file and print one verdict a line; nothing is stored."""
    if classifier != "rules":
        raise typer.BadParameter(f"there is no classifier {classifier!r}; there is rules")
    judge, bad = RulesClassifier(), []
    for line in _lines(jsonl, quiet=True):
        if isinstance(line, BadLine):
            bad.append(line)
        else:
            verdict = judge.judge(line.text)
            sys.stdout.write(json.dumps(_shown(line, verdict), ensure_ascii=False) + "\n")
    _tell_bad(bad)


def _lines(path: Path, *, quiet: bool) -> Iterator[RawPost | BadLine]:
    if str(path) != "-" and not path.is_file():
        raise typer.BadParameter(f"there is no file {path}")
    source = sys.stdin.buffer if str(path) == "-" else path
    return iter(track(read_posts(source), "posts", console=problems, disable=quiet, transient=True))


def _shown(post: RawPost, verdict: Verdict) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": post.external_id,
        "candidate": verdict.candidate,
        "tokens": list(verdict.tokens),
        "direction": verdict.direction,
        "confidence": float(verdict.confidence),
        "classifier": verdict.classifier,
    }
    if len({call.direction for call in verdict.calls}) > 1:
        shown["calls"] = [
            {"token": c.token, "direction": c.direction, "confidence": float(c.confidence)}
            for c in verdict.calls
        ]
    return shown


def _tell_bad(bad: Iterable[BadLine]) -> None:
    """Name every line that was left out, and exit with 2 when there was one."""
    lines = list(bad)
    for line in lines:
        problems.print(f"line {line.number}: {line.reason}", highlight=False, markup=False)
    if lines:
        raise typer.Exit(BAD_INPUT)


async def _ingest(settings: Settings, posts: Iterator[RawPost | BadLine]) -> IngestReport:
    async with opened(settings) as engine:
        units = units_of_work(engine, settings.network)
        return await store_posts(units, posts, SystemClock().now())
