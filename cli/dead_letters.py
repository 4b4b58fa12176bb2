"""`maxxit dead-letters`: what a stage gave up on, and giving it another turn."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import typer

from cli.embedded import opened
from cli.output import console, print_json, print_rows, run, settings_or_exit
from infra.dead_letters import DeadLetter, list_dead_letters, replay
from infra.settings import Settings

app = typer.Typer(help="See what was parked, and replay it.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def show(
    as_json: Json = False,
    everything: Annotated[bool, typer.Option("--all", help="Replayed ones too.")] = False,
) -> None:
    """List parked messages, newest first."""
    letters = run(_list(settings_or_exit(), everything))
    rows = [
        {
            "id": letter.id,
            "stage": letter.stage,
            "message": letter.routing_key,
            "error": letter.error,
            "at": letter.at.isoformat(timespec="seconds"),
            "replayed_at": letter.replayed_at,
        }
        for letter in letters
    ]
    print_rows(rows, as_json=as_json, title="Dead letters", empty="Nothing is parked.")


@app.command("body")
def body(letter_id: Annotated[UUID, typer.Argument(help="The dead letter's id.")]) -> None:
    """Print the body of a parked message as it arrived."""
    letters = run(_list(settings_or_exit(), everything=True))
    found = [letter for letter in letters if letter.id == letter_id]
    if not found:
        raise typer.BadParameter(f"no dead letter has the id {letter_id}")
    typer.echo(found[0].body)


@app.command("replay")
def replay_letter(
    letter_id: Annotated[UUID, typer.Argument(help="The dead letter's id.")],
    as_json: Json = False,
) -> None:
    """Let the stage take a parked message again; the relay's sweeper brings it."""
    letter = run(_replay(settings_or_exit(), letter_id))
    if as_json:
        print_json({"id": letter.id, "stage": letter.stage, "message_id": letter.message_id})
    else:
        console.print(f"{letter.routing_key} will be taken again by {letter.stage}")


async def _list(settings: Settings, everything: bool) -> Sequence[DeadLetter]:
    async with opened(settings) as engine:
        return await list_dead_letters(engine, replayed=everything)


async def _replay(settings: Settings, letter_id: UUID) -> DeadLetter:
    async with opened(settings) as engine:
        return await replay(engine, letter_id)
