"""Kill it at each step and count: `python -m scripts.matrix`; exit 1 for any harm.

Runs are orders that were on their way when the cell struck. A run that is cut off goes on where it
was when its tally file is named again. The naive mutant beside it has to be caught.
"""

import argparse
import asyncio
import signal
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from infra.logging import configure_logging
from infra.servers.postgres import Postgres
from infra.servers.rabbitmq import RabbitMQ
from scripts.matrix.cells import CELLS
from scripts.matrix.crew import Crew
from scripts.matrix.field import Servers
from scripts.matrix.tally import MUTANT, Count, Tally, markdown, table
from scripts.matrix.walk import Walk, walked

LIMIT_SECONDS = 1_800.0
PEOPLE = 40


def main() -> int:
    """Run what is asked for, print the table, and return the exit code."""
    arguments = _arguments()
    configure_logging(form="console", level="WARNING")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    names = [cell.name for cell in CELLS if arguments.only in (None, cell.name)]
    tally, mutants = Tally(arguments.tally, names), Tally(None, [MUTANT])
    with_mutant, late = arguments.only is None, False
    try:
        asyncio.run(_run(tally, mutants if with_mutant else None, arguments))
    except TimeoutError:
        late = True
    harmless = _told(tally, arguments, late=late)
    return 0 if harmless and (not with_mutant or _caught(mutants.of(MUTANT))) else 1


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
    parser.add_argument("--markdown", action="store_true", help="print the table for a page")
    return parser.parse_args()


async def _run(tally: Tally, mutants: Tally | None, arguments: argparse.Namespace) -> None:
    """Walk over field after field until every cell has its runs; the mutant walks over one more."""
    with ExitStack() as stack:
        postgres = stack.enter_context(Postgres(fsync=False))
        rabbitmq = stack.enter_context(RabbitMQ())
        progress = stack.enter_context(Progress(console=Console(stderr=True), transient=True))
        bar = progress.add_task("runs", total=arguments.runs * len(tally.counts))
        async with Crew() as crew, asyncio.timeout(arguments.limit):
            servers, number = Servers(postgres=postgres, rabbitmq=rabbitmq, crew=crew), 0
            while wanted := _lacking(tally, arguments.runs):
                name, number = f"matrix{number}", number + 1
                counts = await walked(
                    servers, Walk(name=name, wanted=wanted, people=arguments.people)
                )
                tally.note(*counts)
                progress.update(bar, completed=_done(tally, arguments.runs))
                if not any(count.runs for count in counts):
                    return
            if mutants is not None:
                walk = Walk(name="mutant", wanted={}, people=arguments.people, mutant=True)
                mutants.note(*await walked(servers, walk))


def _lacking(tally: Tally, runs: int) -> Mapping[str, int]:
    """Tell how many runs each cell lacks that lacks any."""
    return {count.cell: runs - count.runs for count in tally.counts if count.runs < runs}


def _done(tally: Tally, runs: int) -> int:
    return sum(min(count.runs, runs) for count in tally.counts)


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
