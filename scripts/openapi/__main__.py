"""`python -m scripts.openapi`: write docs/openapi.json and the clients made of it, or compare.

Exit codes: 0, or 1 when a file is out of date, or when a client of the released description, which
is docs/openapi-released.json, would break. `--release` takes today's for the released one.
"""

import argparse
import json
import sys
from pathlib import Path

from scripts.openapi.clients import drifted, generate
from scripts.openapi.compatibility import breaks
from scripts.openapi.description import description

ROOT = Path(__file__).parents[2]
CURRENT = Path("docs/openapi.json")
RELEASED = Path("docs/openapi-released.json")


def text() -> str:
    """Write the description the way it is committed."""
    return json.dumps(description(), indent=2, ensure_ascii=False) + "\n"


def drift(root: Path = ROOT) -> list[str]:
    """List the committed files that are not what the code says."""
    stale = [] if _read(root / CURRENT) == text() else [str(CURRENT)]
    return [*stale, *drifted(root)]


def broken(root: Path = ROOT) -> list[str]:
    """List what a client of the released description could not live with."""
    return breaks(json.loads((root / RELEASED).read_text()), description())


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or with --check only compare; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.openapi")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 on drift")
    parser.add_argument("--release", action="store_true", help="today's is the released one")
    asked = parser.parse_args(arguments)
    if not asked.check:
        (ROOT / CURRENT).write_text(text(), encoding="utf-8")
        generate(ROOT)
    if asked.release:
        (ROOT / RELEASED).write_text(text(), encoding="utf-8")
    stale = (f"{path} is out of date: make openapi" for path in (drift() if asked.check else ()))
    problems = [*broken(), *stale]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
