"""Figures: what was measured, what the bare libraries reach, and whether the target is met."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.progress import Progress, TaskID
from rich.table import Table

RUNS = 2
"""The machine is shared, so everything is measured this often and the better one counts."""
LONGEST = 8.0
"""Seconds after which a measurement of a rate ends, however far it came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a figure is to reach: a ratio to the floor at least, or a value at most."""

    ratio: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        if self.ratio is not None:
            return f">= {self.ratio:g} x"
        return f"<= {self.most:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the report; `per_second` says that more is better, otherwise less is."""

    part: str
    what: str
    unit: str
    ours: float
    floor: float | None = None
    target: Target | None = None
    per_second: bool = False

    @property
    def ratio(self) -> float | None:
        """Our speed as a multiple of the floor's, whatever the unit; None without a floor."""
        if self.floor is None:
            return None
        return self.ours / self.floor if self.per_second else self.floor / self.ours

    @property
    def met(self) -> bool | None:
        """Tell whether the target is reached; None without one."""
        if self.target is None:
            return None
        if self.target.ratio is not None:
            return self.ratio is not None and self.ratio >= self.target.ratio
        return self.target.most is not None and self.ours <= self.target.most


@dataclass(frozen=True, slots=True)
class Steps:
    """Says what is being measured, and how much is left."""

    progress: Progress
    task: TaskID

    def begin(self, what: str) -> None:
        """Say what runs now; where no bar can be drawn, on a line of its own."""
        self.progress.update(self.task, description=what)
        if not self.progress.console.is_terminal:
            self.progress.console.print(what, highlight=False)

    def done(self, result: str = "") -> None:
        """Count one step, and keep what came of it in sight, lest the rest be cut short."""
        self.progress.advance(self.task)
        if result:
            self.progress.console.print(result, highlight=False)


async def best_rates(
    steps: Steps, measures: Mapping[str, Callable[[], Awaitable[float]]]
) -> dict[str, float]:
    """Measure rates in turns, a few times each, and return the highest of each.

    In turns, so that a busy minute of the machine harms the floor as much as us.
    """
    rates = dict.fromkeys(measures, 0.0)
    for run in range(RUNS):
        for what, measure in measures.items():
            steps.begin(f"{what} ({run + 1}/{RUNS})")
            rate = await measure()
            rates[what] = max(rates[what], rate)
            steps.done(f"{what}: {rate:,.0f}/s")
    return rates


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of all values does not exceed. Raises ValueError on none."""
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def as_records(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """Spell figures for programs."""
    return [
        asdict(f) | {"target": f.target and str(f.target), "ratio": f.ratio, "met": f.met}
        for f in figures
    ]


def as_table(figures: Sequence[Figure]) -> Table:
    """Spell figures for people."""
    table = Table(title="ours against the floor", title_justify="left")
    for name in ("part", "what", "unit"):
        table.add_column(name)
    for name in ("floor", "ours", "speed : floor", "target", "met"):
        table.add_column(name, justify="right")
    for f in figures:
        ratio = "" if f.ratio is None else f"{f.ratio:.2f} x"
        met = {None: "", True: "[green]yes[/green]", False: "[red]no[/red]"}[f.met]
        target = "" if f.target is None else str(f.target)
        cells = (_number(f.floor), _number(f.ours), ratio, target, met)
        table.add_row(f.part, f.what, f.unit, *cells)
    return table


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"  # noqa: PLR2004 - three digits
