"""`python -m scripts.messages`: write what is derived from contracts/, or tell what is out of date.

A schema that some reader could not read any more is never overwritten: such a message gets a new
version beside the old one. Exit codes: 0, or 1 when something is out of date or would break.
"""

import argparse
import json
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contracts.base import Message
from contracts.channels import ROUTING_KEYS
from scripts.messages.asyncapi import document
from scripts.messages.page import page
from scripts.messages.schemas import breaks, schema_of

ROOT = Path(__file__).parents[2]
SCHEMAS = Path("contracts/schemas")


def files() -> dict[Path, str]:
    """Derive every file's text from the code, by its path in the project."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        described = document()
    written = {SCHEMAS / f"{key}.json": _json(schema_of(m)) for m, key in ROUTING_KEYS.items()}
    return {
        Path("docs/messages.md"): page(),
        Path("docs/asyncapi.json"): _json(described),
        **written,
    }


def drift(root: Path | None = None) -> list[str]:
    """List the committed files that differ from what the code says, and those it has not."""
    root, wanted = root or ROOT, files()
    known = {path.relative_to(root) for path in (root / SCHEMAS).glob("*.json")}
    stale = [path for path, text in wanted.items() if _text(root / path) != text]
    return sorted(str(path) for path in {*stale, *(known - wanted.keys())})


def broken(root: Path | None = None) -> list[str]:
    """List what readers of the committed schemas, or of today's, could not read."""
    return [
        f"{key}: {problem}"
        for message, key in ROUTING_KEYS.items()
        for problem in _problems(message, (root or ROOT) / SCHEMAS / f"{key}.json")
    ]


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or with --check only compare; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.messages", description=page.__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 on drift")
    check = parser.parse_args(arguments).check
    problems = [*broken(), *(f"{path} is out of date" for path in (drift() if check else ()))]
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(_advice(), file=sys.stderr)
    elif not check:
        write(files(), ROOT)
    return 1 if problems else 0


def _advice() -> str:
    return (
        "A file out of date is written anew by `make messages`. A message that some reader could"
        " not read needs a new version; if nobody has its old one yet, delete its committed schema."
    )


def _problems(message: type[Message], committed: Path) -> list[str]:
    text = _text(committed)
    return breaks(json.loads(text), schema_of(message)) if text is not None else []


def write(texts: Mapping[Path, str], root: Path) -> None:
    """Write files below a root."""
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
        print(path)


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
