"""Run every lint over the code; print what is broken and exit 1 if anything is."""

import sys
from pathlib import Path

from scripts.lints.rules import RULES
from scripts.lints.source import Finding, Source, files

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    "contracts",
    "domain",
    "infra",
    "producers",
    "consumers",
    "api",
    "cli",
    "scripts",
    "tests",
)


def findings(root: Path) -> list[Finding]:
    """Return all findings below `root`, sorted by place."""
    return sorted(finding for path in files(root, FOLDERS) for finding in judge(root, path))


def judge(root: Path, path: str) -> list[Finding]:
    """Return what the rules say about one file; one that does not parse is a finding itself."""
    try:
        source = Source.parse(path, (root / path).read_text())
    except SyntaxError as error:
        return [Finding(path, error.lineno or 1, "syntax", error.msg)]
    return [finding for rule in RULES for finding in rule(source)]


def main() -> int:
    """Print the findings; 1 if there are any."""
    found = findings(ROOT)
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
