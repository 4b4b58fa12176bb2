"""Pages that name files, functions and tests name ones that exist."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from infra.gauges import READINGS
from infra.settings import Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted(DOCS.rglob("*.md")),
]
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
HEADINGS = ["Context", "Decision", "Consequences", "Alternatives", "Revisit when"]
DEFECTS = {f"D-{number:02}" for number in range(1, 92)}

FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FOLDERS = "contracts|domain|infra|producers|consumers|api|cli|tests|scripts|docs"
REFERENCE = re.compile(rf"(?P<path>(?:{FOLDERS})/[\w./-]*|[\w./-]+(?=::))(?:::(?P<name>[\w.]+))?")


def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text())


def title(page: Path) -> str:
    return str(page.relative_to(ROOT))


@cache
def names(path: Path) -> frozenset[str]:
    """List what a Python file defines: functions, classes, values, and what is in its classes."""
    return frozenset(_defined(ast.parse(path.read_text()).body))


def _defined(body: list[ast.stmt], owner: str = "") -> Iterator[str]:
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield owner + name
            case ast.ClassDef(name=name, body=inner):
                yield owner + name
                yield from _defined(inner, f"{owner}{name}.")
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield owner + name
            case _:
                continue


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in kept}


def broken_links(page: Path) -> Iterator[str]:
    for link in LINK.finditer(prose(page)):
        target, _, anchor = link["target"].partition("#")
        if "://" in target:
            continue
        path = (page.parent / target).resolve() if target else page
        if not path.exists():
            yield f"{link['target']} leads nowhere"
        elif anchor and path.suffix == ".md" and anchor not in anchors(path):
            yield f"{link['target']} names no heading"
        elif (shown := REFERENCE.fullmatch(link["text"].strip("`"))) is not None:
            yield from () if path == ROOT / shown["path"] else (f"{link[0]} leads elsewhere",)


def broken_references(page: Path) -> Iterator[str]:
    for code in CODE.findall(prose(page)):
        reference = REFERENCE.fullmatch(code)
        if reference is None:
            continue
        path, name = ROOT / reference["path"], reference["name"]
        if not path.exists():
            yield f"{code}: there is no such file"
        elif name and name not in names(path):
            yield f"{code}: there is no such name"


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert list(broken_links(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_file_and_name_that_a_page_speaks_of_exists(page: Path) -> None:
    assert list(broken_references(page)) == []


@pytest.mark.parametrize("page", DECISIONS, ids=title)
def test_a_decision_has_its_five_headings(page: Path) -> None:
    assert re.findall(r"^## (.+)$", page.read_text(), re.MULTILINE) == HEADINGS


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    index = (DOCS / "index.md").read_text()

    assert [int(page.name[:4]) for page in DECISIONS] == [*range(1, len(DECISIONS) + 1)]
    assert [page.name for page in DECISIONS if f"decisions/{page.name}" not in index] == []


def test_every_page_can_be_reached_from_the_index() -> None:
    index = prose(DOCS / "index.md")
    targets = {(DOCS / link["target"]).resolve() for link in LINK.finditer(index)}

    assert set(DOCS.rglob("*.md")) - targets == {DOCS / "index.md"}


def test_every_known_defect_has_its_answer() -> None:
    told = set(re.findall(r"D-\d\d", (DOCS / "defects.md").read_text()))

    assert told == DEFECTS


def test_every_setting_is_explained() -> None:
    text = (DOCS / "running.md").read_text()

    assert [name for name in Settings.model_fields if f"| `{name.upper()}` |" not in text] == []


def test_every_metric_is_explained() -> None:
    text = (DOCS / "runbook.md").read_text()

    assert [name for name in READINGS if f"| `{name}` |" not in text] == []


def test_a_wrong_reference_and_a_wrong_link_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "`domain/exits.py::exit_due` `domain/exits.py::exit_perhaps` `domain/nothing.py`\n"
        "[there](page.md#there) [away](away.md) [`domain/exits.py::exit_due`](page.md)\n# Here\n"
    )

    assert list(broken_references(page)) == [
        "domain/exits.py::exit_perhaps: there is no such name",
        "domain/nothing.py: there is no such file",
    ]
    assert list(broken_links(page)) == [
        "page.md#there names no heading",
        "away.md leads nowhere",
        "[`domain/exits.py::exit_due`](page.md) leads elsewhere",
    ]
