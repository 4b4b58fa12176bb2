"""`maxxit explain ID`: what a post led to, or what led to a signal, intent, order or position."""

from typing import Annotated

import typer

from cli.embedded import opened
from cli.explain.drawing import draw
from cli.output import console, print_json, run, settings_or_exit
from infra.reading.explain import find, gather
from infra.reading.explain_story import Story, as_document
from infra.reading.explain_telling import tell
from infra.settings import Settings


def explain(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="A tweet's id, or that of a post, signal, intent, order or position."
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell why it traded, or why it did not: the whole chain that an id hangs in."""
    story = run(_story(settings_or_exit(), subject))
    if as_json:
        print_json(as_document(story))
    else:
        console.print(draw(story))


async def _story(settings: Settings, subject: str) -> Story:
    async with opened(settings) as engine, engine.connect() as connection:
        # One snapshot for all reads, so that a story never shows a fill without its order.
        await connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        return tell(await gather(connection, await find(connection, subject)))
