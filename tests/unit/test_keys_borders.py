"""Who may come near keys: those who sign and those who start them, and nobody else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str() as module, names=names):
                yield from (f"{module}.{alias.name}" for alias in names)
            case _:
                continue


def importers(folder: str, wanted: str) -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for path in (ROOT / folder).rglob("*.py")
        if any(name.startswith(wanted) for name in imports(path))
    }


@pytest.mark.parametrize("folder", ["contracts", "domain", "producers", "consumers", "api"])
def test_what_decides_and_what_serves_cannot_open_a_key(folder: str) -> None:
    assert importers(folder, "infra.keys") == set()
    assert importers(folder, "infra.repositories.credentials") == set()


def test_a_key_is_opened_by_the_signer_and_its_self_test_alone() -> None:
    unsealing = importers("infra", "infra.keys.sealing.unseal")
    unsealing |= importers("infra", "infra.keys.ring.opened")
    assert unsealing == {"infra/keys/ring.py", "infra/keys/selftest.py"}


def test_the_command_line_opens_none_itself() -> None:
    assert importers("cli", "infra.keys.sealing") == set()
    assert importers("cli", "infra.keys.ring.opened") == set()
    assert importers("cli", "infra.keys") >= {"cli/keys.py"}
