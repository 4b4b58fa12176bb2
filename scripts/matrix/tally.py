"""The count over many batches: kept in a file, so that a run that was cut off goes on."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

CONFIDENCE = 0.95
MUTANT = "the naive mutant"
"""How it is counted: apart from the cell it was played in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What a cell came to so far; `runs` are orders that were not settled when it struck."""

    cell: str
    runs: int = 0
    orders: int = 0
    doubled: int = 0
    lost: int = 0
    naked: int = 0
    unresolved: int = 0
    examples: tuple[str, ...] = ()

    @property
    def harm(self) -> int:
        """Count everything that should not be."""
        return self.doubled + self.lost + self.naked + self.unresolved

    @property
    def bound(self) -> float:
        """Return the share of harm that, with 95 % confidence, is not exceeded: none was seen.

        The exact upper limit of a binomial share when there was no event in `runs` trials,
        1 - 0.05^(1/runs) (Clopper and Pearson, 1934); 1 when there was harm or no run.
        """
        if not self.runs or self.harm:
            return 1.0
        return 1 - float((1 - CONFIDENCE) ** (1 / self.runs))

    def and_(self, other: "Count") -> "Count":
        """Add another count of the same cell."""
        return Count(
            cell=self.cell,
            runs=self.runs + other.runs,
            orders=self.orders + other.orders,
            doubled=self.doubled + other.doubled,
            lost=self.lost + other.lost,
            naked=self.naked + other.naked,
            unresolved=self.unresolved + other.unresolved,
            examples=(*self.examples, *other.examples)[:5],
        )


class Tally:
    """Counts by cell, appended to a file of JSON lines; without a file they are kept in memory."""

    def __init__(self, path: Path | None, cells: Iterable[str]) -> None:
        self._path = path
        self._counts = {name: Count(cell=name) for name in cells}
        for said in _said(path):
            if said["cell"] in self._counts:
                self._add(Count(**{**said, "examples": tuple(said["examples"])}))

    @property
    def counts(self) -> Sequence[Count]:
        """List every cell's count."""
        return tuple(self._counts.values())

    def of(self, cell: str) -> Count:
        """Return one cell's count."""
        return self._counts[cell]

    def note(self, *counts: Count) -> None:
        """Add what batches came to."""
        if self._path is not None:
            with self._path.open("a") as file:
                file.writelines(json.dumps(asdict(count)) + "\n" for count in counts)
        for count in counts:
            self._add(count)

    def _add(self, count: Count) -> None:
        self._counts[count.cell] = self._counts[count.cell].and_(count)


def _said(path: Path | None) -> Iterable[Mapping[str, Any]]:
    if path is None or not path.exists():
        return
    for line in path.read_text().splitlines():
        yield json.loads(line)


def table(counts: Iterable[Count]) -> Table:
    """Draw the matrix."""
    drawn = Table(title="killed at each step, on Hyperliquid's simulator", title_justify="left")
    drawn.add_column("what was done")
    for column in ("runs", "doubled", "lost", "naked > 5 s", "unresolved", "at most (95 %)"):
        drawn.add_column(column, justify="right")
    for count in counts:
        drawn.add_row(*_cells(count), style="red" if count.harm else None)
    return drawn


def markdown(counts: Iterable[Count]) -> str:
    """Spell the matrix for a page."""
    head = "| what was done | runs | doubled | lost | naked > 5 s | unresolved | at most (95 %) |"
    rule = "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    return "\n".join([head, rule, *(f"| {' | '.join(_cells(count))} |" for count in counts)])


def _cells(count: Count) -> Sequence[str]:
    figures = (count.runs, count.doubled, count.lost, count.naked, count.unresolved)
    bound = "-" if count.bound == 1 else f"{count.bound:.2%}"
    return (count.cell, *(f"{figure:,}" for figure in figures), bound)
