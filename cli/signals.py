"""`maxxit signals`: asking one deployment for a trade by hand."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any
from uuid import UUID

import typer
from pydantic import ValidationError

from cli.embedded import opened
from cli.output import FAILED, console, print_json, refuse, run, settings_or_exit
from contracts.market import Side
from domain.asking import Answer, raise_signal
from domain.manual import Ask
from infra.clock import SystemClock
from infra.database import units_of_work
from infra.settings import Settings

app = typer.Typer(help="Reasons to trade.", no_args_is_help=True)


@app.callback()
def signals() -> None:
    """Reasons to trade."""


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise typer.BadParameter(f"{text!r} is not a number") from error


@app.command("raise")
def raise_by_hand(  # noqa: PLR0913, PLR0917 - one parameter for each option
    deployment: Annotated[UUID, typer.Option(help="Who is asked.")],
    token: Annotated[str, typer.Option(help="What to trade, such as BTC.")],
    side: Annotated[Side, typer.Option(case_sensitive=False, help="Which way.")],
    key: Annotated[str, typer.Option(help="Your name for this trade; used again, it is one.")],
    share: Annotated[
        Decimal | None,
        typer.Option(parser=_decimal, metavar="NUMBER", help="Share of the balance, as 0.05."),
    ] = None,
    leverage: Annotated[
        Decimal | None,
        typer.Option(parser=_decimal, metavar="NUMBER", help="Within agent's and venue's limits."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Ask a deployment for a trade; it passes the checks that every signal has to pass."""
    settings = settings_or_exit()
    ask = _ask(
        settings,
        deployment_id=deployment,
        token=token.upper(),
        side=side,
        key=key,
        share=share,
        leverage=leverage,
    )
    _say(ask, run(_raise(settings, ask)), as_json=as_json)


def _ask(settings: Settings, **asked: Any) -> Ask:
    """Read the request. Raises BadParameter, which names the first option that is wrong."""
    try:
        ask = Ask.model_validate(asked)
    except ValidationError as error:
        wrong = error.errors()[0]
        raise typer.BadParameter(wrong["msg"], param_hint=f"--{wrong['loc'][0]}") from error
    most = settings.policy().max_size
    if ask.share is not None and ask.share > most:
        raise typer.BadParameter(f"at most {most} of the balance", param_hint="--share")
    return ask


def _say(ask: Ask, answer: Answer, *, as_json: bool) -> None:
    ignored = answer.ignored
    if ignored is not None:
        again = " (asked before)" if answer.known else ""
        refuse(f"no signal{again}: {ignored.reason}: {ignored.detail}", code=FAILED)
    if as_json:
        print_json({"signal_id": answer.signal_id, "key": ask.key, "known": answer.known})
    elif answer.known:
        console.print(f"signal {answer.signal_id} was there already, under the key {ask.key}")
    else:
        console.print(f"signal {answer.signal_id} is raised: {ask.words}")


async def _raise(settings: Settings, ask: Ask) -> Answer:
    async with opened(settings) as engine, units_of_work(engine, settings.network)() as uow:
        return await raise_signal(ask, uow, SystemClock().now(), settings.policy())
