"""What a rule looks at and what it says: one parsed file, one finding."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One Python file, parsed once for all rules; `path` is relative to the project's root."""

    path: str
    text: str
    nodes: tuple[ast.AST, ...]

    @classmethod
    def parse(cls, path: str, text: str) -> Self:
        """Parse a file's text. Raises SyntaxError."""
        return cls(path=path, text=text, nodes=tuple(ast.walk(ast.parse(text, path))))

    def within(self, *places: str) -> bool:
        """Tell whether the file is one of `places` or in one of them (a folder ends with /)."""
        return any(
            self.path.startswith(place) if place.endswith("/") else self.path == place
            for place in places
        )


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One broken rule at one line."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        """Write it the way editors jump to."""
        return f"{self.path}:{self.line} {self.rule} {self.message}"


def files(root: Path, folders: tuple[str, ...]) -> Iterator[str]:
    """Yield the path of every Python file in these folders, relative to `root` and in order."""
    for folder in folders:
        for file in sorted((root / folder).rglob("*.py")):
            yield file.relative_to(root).as_posix()
