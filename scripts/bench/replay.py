"""The replay: how fast one process decides a recorded month again, and what a decision takes."""

import asyncio
import json
import sys
from pathlib import Path
from subprocess import PIPE
from tempfile import TemporaryDirectory
from typing import Any

from scripts.bench.figures import RUNS, Figure, Steps, Target
from scripts.bench.ground import Ground
from scripts.record_month import record

STEPS = RUNS
LONGEST_EVENT = 50.0
"""Microseconds: 20,000 events a second."""


async def measure_replay(_ground: Ground, steps: Steps) -> list[Figure]:
    """Measure the very command; an event is a post or mark that came in, or a message handled."""
    with TemporaryDirectory(prefix="maxxit-month-") as folder:
        record(Path(folder))
        best = await _replay(Path(folder), steps, run=1)
        for run in range(2, RUNS + 1):
            other = await _replay(Path(folder), steps, run=run)
            best = max(best, other, key=lambda told: told["events_per_second"])
    event = Figure(
        part="replay",
        what=f"a month of {best['events']:,} events, {best['events_per_second']:,}/s",
        unit="µs an event",
        ours=1e6 / best["events_per_second"],
        target=Target(most=LONGEST_EVENT),
    )
    return [event, *(_latency(each) for each in best["latency_us"].values())]


async def _replay(folder: Path, steps: Steps, *, run: int) -> dict[str, Any]:
    steps.begin(f"replay ({run}/{RUNS})")
    words = ("-m", "cli", "replay", "--posts", str(folder / "posts.jsonl"), "--json")
    process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=PIPE)
    told, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"the replay ended with exit code {process.returncode}")
    base: dict[str, Any] = json.loads(told)["base"]
    steps.done(f"replay: {base['events_per_second']:,}/s")
    return base


def _latency(timing: dict[str, Any]) -> Figure:
    spread = f"p50 {timing['p50']:,.0f}, p99 {timing['p99']:,.0f}"
    return Figure(
        part="replay",
        what=f"{timing['stage']}: {timing['messages']:,} handled, {spread}",
        unit="µs, mean",
        ours=timing["mean"],
    )
