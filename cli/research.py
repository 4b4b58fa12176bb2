"""`maxxit research`: institutes, and notes of theirs put in by hand."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError

from cli.embedded import opened
from cli.output import BAD_INPUT, console, print_json, print_rows, problems, run, settings_or_exit
from contracts.posts import SourceKind
from domain.posts import RawPost
from domain.research import Invalid, parse_note
from infra.clock import SystemClock
from infra.database import units_of_work
from infra.feeds.lines import BadLine
from infra.research.notes import Name, Note, read_notes
from infra.settings import Settings
from producers.research import ingest_notes

app = typer.Typer(help="Research institutes and their notes.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _institute(name: str) -> str:
    try:
        return TypeAdapter(Name).validate_python(name.strip().lower())
    except ValidationError as error:
        raise typer.BadParameter("letters, digits, - and _, at most 40") from error


Institute = Annotated[
    str, typer.Option("--institute", callback=_institute, help="Whose notes they are.")
]


@app.command()
def ingest(
    institute: Institute,
    text: Annotated[str | None, typer.Option(help="One note, published now.")] = None,
    jsonl: Annotated[
        Path | None, typer.Option(help="Notes, one JSON object a line; - reads standard input.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Store notes of an institute; the pipeline takes them from there."""
    if (text is None) == (jsonl is None):
        raise typer.BadParameter("give --text or --jsonl, one of them")
    lines = _one(institute, text) if text is not None else _lines(institute, jsonl or Path("-"))
    notes = [line for line in lines if isinstance(line, RawPost)]
    stored = run(_ingest(settings_or_exit(), institute, notes))
    bad = [line for line in lines if isinstance(line, BadLine)]
    if as_json:
        told = [{"line": line.number, "reason": line.reason} for line in bad]
        print_json({"stored": stored, "known": len(notes) - stored, "bad": told})
    else:
        console.print(f"{stored} stored, {len(notes) - stored} known, {len(bad)} bad")
    for line in bad:
        problems.print(f"line {line.number}: {line.reason}", highlight=False, markup=False)
    if bad:
        raise typer.Exit(BAD_INPUT)


@app.command()
def read(text: Annotated[str, typer.Argument(help="A note.")]) -> None:
    """Say what a note calls for, or why it calls for nothing; nothing is stored."""
    parsed = parse_note(text)
    if isinstance(parsed, Invalid):
        print_json({"valid": False, "reason": parsed.reason})
    else:
        leverage = parsed.leverage
        call = {"token": parsed.token, "side": parsed.side, "leverage": leverage}
        print_json({"valid": True} | call)


@app.command()
def add(
    name: Annotated[str, typer.Argument(callback=_institute, help="How it is called.")],
) -> None:
    """Make an institute known, so that agents can follow it and its notes are read."""
    run(_add(settings_or_exit(), name))
    console.print(f"{name} is an institute")


@app.command()
def institutes(as_json: Json = False) -> None:
    """List the institutes whose notes are read."""
    rows = run(_institutes(settings_or_exit()))
    print_rows(rows, as_json=as_json, title="institutes", empty="there are no institutes")


def _one(institute: str, text: str) -> list[RawPost | BadLine]:
    try:
        note = Note.model_validate({"text": text, "published_at": SystemClock().now().isoformat()})
    except ValidationError as error:
        raise typer.BadParameter("--text is empty or too long") from error
    return [note.post_of(institute)]


def _lines(institute: str, path: Path) -> list[RawPost | BadLine]:
    if str(path) != "-" and not path.is_file():
        raise typer.BadParameter(f"there is no file {path}")
    return list(read_notes(institute, sys.stdin.buffer if str(path) == "-" else path))


async def _ingest(settings: Settings, institute: str, notes: Sequence[RawPost]) -> int:
    async with opened(settings) as engine:
        units = units_of_work(engine, settings.network)
        return await ingest_notes(institute, notes, units, SystemClock().now())


async def _add(settings: Settings, name: str) -> None:
    async with opened(settings) as engine, units_of_work(engine, settings.network)() as uow:
        await uow.posts.ensure_sources(SourceKind.RESEARCH, [name])


async def _institutes(settings: Settings) -> list[dict[str, Any]]:
    async with opened(settings) as engine, units_of_work(engine, settings.network)() as uow:
        found = await uow.posts.active_sources(SourceKind.RESEARCH)
        newest: dict[str, datetime | None] = {
            each.source.handle: await uow.posts.newest(each.source.id) for each in found
        }
    return [
        {"name": name, "newest_note": at and at.isoformat(), "feed": _feed(settings, name)}
        for name, at in newest.items()
    ]


def _feed(settings: Settings, name: str) -> str:
    place = settings.research_feeds.get(name)
    return "by hand" if place is None else str(place)
