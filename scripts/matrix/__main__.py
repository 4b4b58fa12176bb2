"""Kill it at each step and count: `python -m scripts.matrix`; exit 1 for any harm.

Runs are orders that were on their way when the cell struck. A run that is cut off goes on where it
was when its tally file is named again. The naive mutant beside it has to be caught.
"""

import argparse
import asyncio
import signal
import sys
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from infra.logging import configure_logging
from infra.servers.postgres import Postgres
from infra.servers.rabbitmq import RabbitMQ
from scripts.matrix.cells import CELLS, Cell
from scripts.matrix.crew import Crew
from scripts.matrix.field import Servers
from scripts.matrix.stretch import Stretch, played
from scripts.matrix.tally import Count, Tally, markdown, table

LIMIT_SECONDS = 1_800.0
PEOPLE = 100
WITNESS = "two executors, answers lost"
"""The cell that the naive mutant, which sends anew what it hears nothing of, has to fail."""


def main() -> int:
    """Run what is asked for, print the table, and return the exit code."""
    arguments = _arguments()
    configure_logging(form="console", level="WARNING")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    cells = [cell for cell in CELLS if arguments.only in (None, cell.name)]
    tally = Tally(arguments.tally, [cell.name for cell in cells])
    mutants = Tally(None, [WITNESS])
    alone = arguments.mutant or arguments.only is not None
    late = False
    try:
        asyncio.run(_run(cells, tally, arguments, mutant=arguments.mutant))
        if not alone:
            asyncio.run(_run([_witness()], mutants, arguments, mutant=True))
    except TimeoutError:
        late = True
    harmless = _told(tally, arguments, late=late)
    return 0 if harmless and (alone or _caught(mutants.of(WITNESS))) else 1


def _witness() -> Cell:
    return next(cell for cell in CELLS if cell.name == WITNESS)


def _caught(mutant: Count) -> bool:
    """Say what became of the mutant: a matrix that lets it pass proves nothing."""
    caught = mutant.doubled > 0
    said = f"sent {mutant.doubled} of {mutant.runs} orders twice" if caught else "WAS NOT CAUGHT"
    sys.stderr.write(f"the naive mutant {said}\n")
    return caught


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.matrix", description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000, help="orders on their way, a cell")
    parser.add_argument("--people", type=int, default=PEOPLE, help="wallets of a batch")
    parser.add_argument("--only", choices=[cell.name for cell in CELLS], help="this cell alone")
    parser.add_argument("--tally", type=Path, help="a file to keep the count in, to go on later")
    parser.add_argument("--limit", type=float, default=LIMIT_SECONDS, help="seconds for all of it")
    parser.add_argument("--mutant", action="store_true", help="only a naive executor: it fails")
    parser.add_argument("--markdown", action="store_true", help="print the table for a page")
    return parser.parse_args()


async def _run(
    cells: list[Cell], tally: Tally, arguments: argparse.Namespace, *, mutant: bool
) -> None:
    wanted = 2 * arguments.people if mutant else arguments.runs
    with ExitStack() as stack:
        postgres = stack.enter_context(Postgres(fsync=False))
        rabbitmq = stack.enter_context(RabbitMQ())
        progress = stack.enter_context(Progress(console=Console(stderr=True), transient=True))
        bar = progress.add_task("runs", total=wanted * len(cells))
        async with Crew() as crew, asyncio.timeout(arguments.limit):
            servers = Servers(postgres=postgres, rabbitmq=rabbitmq, crew=crew)
            for number, cell in enumerate(cells):
                while (before := tally.of(cell.name).runs) < wanted:
                    stretch = Stretch(
                        cell=cell,
                        name=f"matrix{number}_{before}",
                        wanted=wanted - before,
                        people=arguments.people,
                        mutant=mutant,
                    )
                    progress.update(bar, description=cell.name, completed=before)
                    count = await played(servers, stretch)
                    tally.note(count)
                    progress.advance(bar, count.runs)
                    if not count.runs:
                        return


def _told(tally: Tally, arguments: argparse.Namespace, *, late: bool) -> bool:
    """Print the table, and tell whether all was run and nothing did harm."""
    if arguments.markdown:
        sys.stdout.write(markdown(tally.counts) + "\n")
    console = Console(stderr=arguments.markdown)
    console.print(table(tally.counts))
    for count in tally.counts:
        for example in count.examples:
            console.print(f"[red]{count.cell}[/red]: {example}", highlight=False)
    if late:
        sys.stderr.write(f"matrix: not done in {arguments.limit:g} s\n")
    short = any(count.runs < arguments.runs for count in tally.counts)
    return not (late or short or any(count.harm for count in tally.counts))


if __name__ == "__main__":
    sys.exit(main())
