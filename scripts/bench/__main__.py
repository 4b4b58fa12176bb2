"""`python -m scripts.bench`: every figure of the platform, as a ratio to the floor."""

import argparse
import asyncio
import json
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from types import FrameType

import structlog
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from scripts.bench import fanout, gateway, marks, overhead, relay, replay, stage
from scripts.bench.figures import Figure, Steps, as_records, as_table
from scripts.bench.ground import Ground, prepared


@dataclass(frozen=True, slots=True)
class Part:
    """Something that can be measured by itself, in so many steps."""

    name: str
    steps: int
    measure: Callable[[Ground, Steps], Awaitable[list[Figure]]]


PARTS = (
    Part("stage", stage.STAGE_STEPS, stage.measure_stage),
    Part("overhead", overhead.STEPS, overhead.measure_overhead),
    Part("fanout", fanout.STEPS, fanout.measure_fanout),
    Part("relay", relay.STEPS, relay.measure_relay),
    Part("loopback", stage.LOOPBACK_STEPS, stage.measure_loopback),
    Part("marks", marks.STEPS, marks.measure_marks),
    Part("gateway", gateway.STEPS, gateway.measure_gateway),
    Part("replay", replay.STEPS, replay.measure_replay),
)


def main() -> None:
    """Measure what was asked for and print it."""
    words = _arguments()
    signal.signal(signal.SIGTERM, _leave)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    progress = Progress(
        TextColumn("{task.fields[part]:>9}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
        console=Console(stderr=True),
    )
    with prepared() as ground, progress:
        figures = _measure(ground, _chosen(words.only), progress)
    if words.json:
        sys.stdout.write(json.dumps(as_records(figures), indent=2) + "\n")
    else:
        Console().print(as_table(figures))


def _leave(number: int, _: FrameType | None) -> None:
    """End as an error would, so that servers and services end with us."""
    sys.exit(128 + number)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    names = ",".join(part.name for part in PARTS)
    parser.add_argument("--only", metavar="PART,...", default=names, help=f"some of {names}")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    words = parser.parse_args()
    if unknown := set(words.only.split(",")) - {part.name for part in PARTS}:
        parser.error(f"--only: there is no {', '.join(sorted(unknown))}; there are {names}")
    return words


def _chosen(only: str) -> list[Part]:
    return [part for part in PARTS if part.name in only.split(",")]


def _measure(ground: Ground, parts: Sequence[Part], progress: Progress) -> list[Figure]:
    tasks = {p.name: progress.add_task("", total=p.steps, part=p.name) for p in parts}
    figures: list[Figure] = []
    for part in parts:
        steps = Steps(progress, tasks[part.name])
        figures += asyncio.run(_run(part, ground, steps))
        steps.begin("done")
    return figures


async def _run(part: Part, ground: Ground, steps: Steps) -> list[Figure]:
    return await part.measure(ground, steps)


if __name__ == "__main__":
    main()
