"""The clients that are made of docs/openapi.json: made again, they are what is committed."""

import filecmp
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

DESCRIPTION = Path("docs/openapi.json")
TYPESCRIPT = Path("clients/typescript")
TYPES = TYPESCRIPT / "src/schema.ts"
PYTHON = Path("clients/python/maxxit_client")
CONFIG = Path("clients/python/generator.yaml")


class NoNode(Exception):
    """The tools of clients/typescript are not installed: `make clients/typescript/node_modules`."""


def generate(root: Path, into: Path | None = None) -> None:
    """Make both clients, below the root or elsewhere. Raises NoNode."""
    into = into or root
    _make_types(root, into / TYPES)
    _make_python(root, into / PYTHON)


def drifted(root: Path) -> list[str]:
    """List the committed files that would be made otherwise. Raises NoNode."""
    with TemporaryDirectory() as folder:
        made = Path(folder)
        generate(root, made)
        return sorted(
            str(path)
            for path in {*_files(root), *_files(made)}
            if not _same(root / path, made / path)
        )


def _make_types(root: Path, to: Path) -> None:
    tool = root / TYPESCRIPT / "node_modules/.bin/openapi-typescript"
    if not tool.exists():
        raise NoNode(NoNode.__doc__)
    to.parent.mkdir(parents=True, exist_ok=True)
    _run(str(tool), str(root / DESCRIPTION), "--output", str(to), "--default-non-nullable=false")


def _make_python(root: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    tool = str(Path(sys.executable).parent / "openapi-python-client")
    source = ("--path", str(root / DESCRIPTION), "--config", str(root / CONFIG))
    strict = ("--meta", "none", "--overwrite", "--fail-on-warning")
    _run(tool, "generate", *source, *strict, "--output-path", str(to))
    for cache in to.rglob(".ruff_cache"):
        shutil.rmtree(cache)


def _run(*command: str) -> None:
    # The generator looks for ruff, which is beside our Python, wherever else it may be.
    found = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=found)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stdout}{done.stderr}")


def _files(root: Path) -> Iterator[Path]:
    yield TYPES
    for path in (root / PYTHON).rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(root)


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and filecmp.cmp(one, other, shallow=False)
