"""Hurt everything under load and count: `python -m scripts.chaos`; exit 1 for any untruth.

Alone it runs the real thing with every fault, and then a mutant that sends orders of unknown fate
anew: the table has to catch it, or it proves nothing about the real thing.
"""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from infra.logging import configure_logging
from infra.servers.postgres import Postgres
from infra.servers.rabbitmq import RabbitMQ
from scripts.chaos.evidence import figures, gather
from scripts.chaos.faults import Recovery, all_faults, few_faults, suffer
from scripts.chaos.ground import Ground
from scripts.chaos.hyperliquid import HyperliquidGround
from scripts.chaos.load import POSTS_A_SECOND
from scripts.chaos.paper import PaperGround
from scripts.chaos.quiet import quiet_within
from scripts.chaos.report import Outcome, show
from scripts.chaos.stage_set import MUTANT, REAL, Servers, StageSet, staged
from scripts.chaos.truth import residual, truth_table

WARM_SECONDS = 6.0
SHORT_SECONDS = 8.0
LIMIT_SECONDS = 600.0
PAPER: Ground = PaperGround()
GROUNDS: Mapping[str, Ground] = {"paper": PAPER, "hyperliquid": HyperliquidGround()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One run: which code the executors run, and whether it is a short one."""

    name: str
    module: str
    short: bool
    rate: float = POSTS_A_SECOND
    ground: Ground = PAPER


THE_REAL_THING = Plan(name="the real thing", module=REAL, short=False)
THE_MUTANT = Plan(name="the naive mutant", module=MUTANT, short=True)


def main() -> int:
    """Run what is asked for and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.chaos", description=__doc__)
    parser.add_argument("--venue", choices=GROUNDS, default="paper", help="where to trade")
    parser.add_argument("--short", action="store_true", help="few faults, for a quick look")
    parser.add_argument("--mutant", choices=["naive"], help="run only this mutant; it should fail")
    parser.add_argument("--json", action="store_true", help="print JSON on standard output")
    parser.add_argument("--real", action="store_true", help="run only the real thing")
    parser.add_argument("--rate", type=float, help="posts a second; every venue has its own")
    parser.add_argument("--limit", type=float, default=LIMIT_SECONDS, help="seconds for all of it")
    arguments = parser.parse_args()
    configure_logging(form="console", level="INFO")
    # Ended like by Ctrl-C: servers and processes of ours must not outlive us.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    plans = _plans(arguments)
    try:
        with servers() as theirs:
            outcomes = asyncio.run(_run(plans, theirs, aside=arguments.json, limit=arguments.limit))
    except TimeoutError as late:
        return _failed(str(late) or f"not done in {arguments.limit:g} s")
    if arguments.json:
        runs = [outcome.document() for outcome in outcomes]
        sys.stdout.write(json.dumps(runs, default=str, indent=2) + "\n")
    return 0 if _as_it_should_be(plans, outcomes) else 1


def _failed(problem: str) -> int:
    sys.stderr.write(f"chaos: {problem}\n")
    return 1


def _plans(arguments: argparse.Namespace) -> list[Plan]:
    ground = GROUNDS[arguments.venue]
    asked: dict[str, Any] = {"rate": arguments.rate or ground.rate, "ground": ground}
    if arguments.mutant:
        return [replace(THE_MUTANT, short=arguments.short, **asked)]
    real = replace(THE_REAL_THING, short=arguments.short, **asked)
    return [real] if arguments.real else [real, replace(THE_MUTANT, **asked)]


def _as_it_should_be(plans: list[Plan], outcomes: list[Outcome]) -> bool:
    """Tell whether the real thing is true and, when it ran beside it, the mutant is caught.

    A mutant alone is judged like anything else, and so it fails.
    """
    if len(plans) == 1:
        return outcomes[0].true
    real, mutant = outcomes
    return real.true and mutant.sent_twice > 0


@contextmanager
def servers() -> Iterator[Servers]:
    """Bring servers of our own, and take them away again."""
    with ExitStack() as stack:
        postgres = stack.enter_context(Postgres(fsync=True))
        rabbitmq = stack.enter_context(RabbitMQ())
        yield Servers(postgres=postgres, rabbitmq=rabbitmq)


async def _run(plans: list[Plan], theirs: Servers, *, aside: bool, limit: float) -> list[Outcome]:
    outcomes = []
    async with asyncio.timeout(limit):
        for number, plan in enumerate(plans):
            if number:
                await asyncio.to_thread(_fresh, theirs.rabbitmq)
            outcome = await play(plan, theirs, database=f"chaos{number}")
            show(outcome, aside=aside)
            outcomes.append(outcome)
    return outcomes


def _fresh(rabbitmq: RabbitMQ) -> None:
    """Leave nothing of one run in the queues of the next, which has another database."""
    rabbitmq.wipe()
    rabbitmq.start()


async def play(plan: Plan, theirs: Servers, *, database: str) -> Outcome:
    """Play one run from the first process to the truth table."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    folder = Path(mkdtemp(prefix="maxxit-chaos-"))
    async with staged(theirs, plan.ground, database, folder, plan.module, plan.rate) as stage_set:
        recoveries = await _live(stage_set, plan)
        said, trading = stage_set.load.said, stage_set.trading
        quiet_after, left = await quiet_within(
            plan.ground.quiet_seconds,
            stage_set.engine,
            stage_set.rabbitmq.url,
            len(said),
            trading.unrest,
        )
        evidence = await gather(stage_set.engine, said, await trading.evidence())
        came_to = await figures(stage_set.engine)
        deaths = list(stage_set.crew.deaths)
    return Outcome(
        name=plan.name,
        seconds=loop.time() - began,
        recoveries=recoveries,
        quiet_after=quiet_after,
        left=left,
        lines=truth_table(evidence),
        residual=residual(evidence),
        deaths=deaths + stage_set.crew.deaths[len(deaths) :],
        figures=came_to,
        logs=str(folder),
    )


async def _live(stage_set: StageSet, plan: Plan) -> list[Recovery]:
    """Let posts come and venue and users act while everything is hurt; return when it is over."""
    faults = few_faults() if plan.short else all_faults()
    acting = asyncio.create_task(stage_set.trading.act())
    load = asyncio.create_task(stage_set.load.run())
    await asyncio.sleep(SHORT_SECONDS if plan.short else WARM_SECONDS)
    recoveries = await suffer(faults, stage_set)
    stage_set.load.stop()
    await load
    if not acting.done():
        acting.cancel()
    with suppress(asyncio.CancelledError):
        await acting
    return recoveries


if __name__ == "__main__":
    sys.exit(main())
