"""`maxxit keys`: agent keys and what they are sealed with. No command ever shows a key."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from eth_utils.address import is_checksum_address

from cli.embedded import opened
from cli.output import (
    BAD_INPUT,
    FAILED,
    console,
    print_json,
    print_rows,
    refuse,
    run,
    settings_or_exit,
)
from cli.venues import make_hyperliquid
from contracts.market import Network, VenueName, Wallet
from domain.agents import CredentialStatus
from domain.credentials import Credential
from infra.clock import SystemClock
from infra.keys.asking import SIGNED_VENUES, approval_request
from infra.keys.custody import Custody
from infra.keys.kek import KeyDirectory
from infra.keys.records import Records
from infra.keys.selftest import KeysFound, check_keys
from infra.settings import Settings

app = typer.Typer(help="Keys that trade for users, and who may.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
WARNED_BEFORE = timedelta(days=14)
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


def _wallet(text: str) -> Wallet:
    """Read an address; one in mixed case must have the right checksum."""
    bare = text.removeprefix("0x")
    mixed = bare not in {bare.lower(), bare.upper()}
    if not _ADDRESS.fullmatch(text) or (mixed and not is_checksum_address(text)):
        refuse(f"USER: {text!r} is no address", code=BAD_INPUT)
    return text.lower()


def _venue(text: str) -> VenueName:
    if text.upper() not in SIGNED_VENUES:
        names = ", ".join(sorted(SIGNED_VENUES))
        refuse(f"VENUE: {text!r} should be one of: {names}", code=BAD_INPUT)
    return VenueName(text.upper())


User = Annotated[str, typer.Argument(parser=_wallet, metavar="USER", help="The user's wallet.")]
Venue = Annotated[VenueName, typer.Argument(parser=_venue, metavar="VENUE", help="Which venue.")]
ChainId = Annotated[
    int | None, typer.Option(min=1, help="The chain that the user's wallet is on, as a number.")
]


@app.command("init")
def init() -> None:
    """Make the directory KEYS_DIR and the first key-encryption key in it."""
    directory = _directory(settings_or_exit())
    if directory.path.exists() and any(directory.path.iterdir()):
        refuse(f"{directory.path} is not empty; `rotate-kek` makes the next key", code=FAILED)
    kid = run(_make(directory))
    _say(f"{directory.path / kid} is there: back it up where the database is not")


@app.command("list")
def list_keys(as_json: Json = False) -> None:
    """List every agent key of this network, and what became of it."""
    rows = [_row(each) for each in run(_every(settings_or_exit()))]
    print_rows(rows, as_json=as_json, title="Agent keys", empty="There are no agent keys yet.")


@app.command("create")
def create(user: User, venue: Venue, chain_id: ChainId = None, as_json: Json = False) -> None:
    """Make a user's agent key for a venue, unless there is one, and print what they sign."""
    settings = _on_chain(settings_or_exit())
    _ask(run(_create(settings, user, venue)), chain_id, as_json=as_json)


@app.command("rotate")
def rotate(user: User, venue: Venue, chain_id: ChainId = None, as_json: Json = False) -> None:
    """Make the next agent key; the one in use signs until the venue knows the next one."""
    settings = _on_chain(settings_or_exit())
    _ask(run(_rotate(settings, user, venue)), chain_id, as_json=as_json)


@app.command("revoke")
def revoke(
    user: User,
    venue: Venue,
    pending: Annotated[
        bool, typer.Option("--pending", help="Only the one that waits for approval.")
    ] = False,
    even_if_exposed: Annotated[
        bool,
        typer.Option("--even-if-exposed", help="Although it is needed to close positions."),
    ] = False,
) -> None:
    """Never sign again with a user's keys for a venue."""
    for over in run(_revoke(settings_or_exit(), user, venue, (pending, even_if_exposed))):
        console.print(f"agent {over.agent_address} is {over.status}", highlight=False)
    console.print("The user should remove it on the venue too: only there it ends for everybody.")


@app.command("check")
def check(as_json: Json = False) -> None:
    """Try every key as the executor does when it starts, and ask the venue which are approved.

    Exits with 1 when a key fails. Without HYPERLIQUID_URL what was last known is told.
    """
    settings = settings_or_exit()
    found, credentials, silent = run(_check(settings))
    states = Counter(each.status for each in credentials if each.usable)
    if as_json:
        told = {"network": settings.network, **asdict(found), "states": states}
        print_json(told | {"not_answered": silent})
        return
    console.print(f"{_keys(found.usable)} usable on {settings.network}: all open, and we can sign")
    for kid, count in sorted(found.kids.items()):
        console.print(f"{kid} wraps {_keys(count)}" + (" (active)" if kid == found.active else ""))
    if found.spare:
        console.print(f"nothing is wrapped by {', '.join(found.spare)}")
    if waiting := states[CredentialStatus.PENDING]:
        console.print(f"{_keys(waiting)} not approved on the venue yet")
    if silent:
        console.print(f"the venue did not answer about {_keys(silent)}")
    for each in _lapsing(credentials, SystemClock().now()):
        console.print(f"agent {each.agent_address} lapses {_minute(each.valid_until)}: rotate it")


@app.command("rotate-kek")
def rotate_kek(
    prepare: Annotated[
        bool,
        typer.Option("--prepare", help="Only make the next key, to be copied to every machine."),
    ] = False,
) -> None:
    """Put every data key under the next key-encryption key; done again, it ends what was begun."""
    settings = settings_or_exit()
    directory = _directory(settings)
    if prepare:
        kid = run(_prepare(directory))
        _say(f"{directory.path / kid} is prepared: copy it, then run `rotate-kek`")
        return
    kid, moved = run(_rotate_kek(settings))
    console.print(f"{kid} is active: {_keys(moved)} moved to it")


def _say(line: str) -> None:
    """Print one line, however long."""
    console.print(line, highlight=False, markup=False, soft_wrap=True)


def _directory(settings: Settings) -> KeyDirectory:
    if settings.keys_dir is None:
        refuse("KEYS_DIR is missing: name a directory that only this user reads", code=BAD_INPUT)
    return KeyDirectory(settings.keys_dir)


def _on_chain(settings: Settings) -> Settings:
    if settings.network is Network.PAPER:
        refuse("NETWORK is paper: nothing is signed there", code=BAD_INPUT)
    return settings


def _ask(credential: Credential, chain_id: int | None, *, as_json: bool) -> None:
    """Print an agent's address, and what the user signs if it waits for that."""
    waits = credential.status is CredentialStatus.PENDING
    now = SystemClock().now()
    asked = approval_request(credential, chain_id=chain_id, now=now) if waits else None
    if as_json:
        print_json(
            {"agent": credential.agent_address, "status": credential.status, "typed_data": asked}
        )
        return
    console.print(f"agent {credential.agent_address} is {credential.status}", highlight=False)
    if asked is not None:
        console.print("The user signs this with their own wallet (eth_signTypedData_v4):")
        print_json(asked)


def _row(each: Credential) -> dict[str, Any]:
    return {
        "user": each.user_wallet,
        "venue": each.venue,
        "agent": each.agent_address,
        "status": each.status,
        "kid": each.kid,
        "created": _minute(each.created_at),
        "lapses": _minute(each.valid_until),
        "used": _minute(each.last_used_at),
        "detail": each.detail,
    }


def _minute(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(sep=" ", timespec="minutes")


def _keys(count: int) -> str:
    return f"{count} key" + ("" if count == 1 else "s")


def _lapsing(credentials: Sequence[Credential], now: datetime) -> list[Credential]:
    """Pick the keys whose approval is about to end, soonest first."""
    soon = [
        (each.valid_until, each)
        for each in credentials
        if each.usable and each.valid_until is not None and each.valid_until - now < WARNED_BEFORE
    ]
    return [each for _, each in sorted(soon, key=lambda pair: pair[0])]


@asynccontextmanager
async def _custody(settings: Settings) -> AsyncIterator[Custody]:
    async with opened(settings) as engine:
        yield Custody(engine, _directory(settings), settings.network, SystemClock())


async def _make(directory: KeyDirectory) -> str:
    return directory.make().kid


async def _prepare(directory: KeyDirectory) -> str:
    keks = directory.load()
    newest = max(keks.every)
    return newest if newest != keks.active.kid else directory.make().kid


async def _every(settings: Settings) -> Sequence[Credential]:
    async with opened(settings) as engine:
        return await Records(engine, settings.network, SystemClock()).every()


async def _create(settings: Settings, user: Wallet, venue: VenueName) -> Credential:
    async with _custody(settings) as custody:
        return await custody.create(user, venue)


async def _rotate(settings: Settings, user: Wallet, venue: VenueName) -> Credential:
    async with _custody(settings) as custody:
        return await custody.rotate(user, venue)


async def _revoke(
    settings: Settings, user: Wallet, venue: VenueName, how: tuple[bool, bool]
) -> Sequence[Credential]:
    only_pending, even_if_exposed = how
    async with opened(settings) as engine:
        return await Records(engine, settings.network, SystemClock()).revoke(
            user, venue, only_pending=only_pending, even_if_exposed=even_if_exposed
        )


async def _check(settings: Settings) -> tuple[KeysFound, Sequence[Credential], int]:
    """Try the keys, ask the venue about them if there is one, and count what it did not answer."""
    clock = SystemClock()
    async with opened(settings) as engine:
        found = await check_keys(_directory(settings), engine, settings.network)
        records = Records(engine, settings.network, clock)
        venue = make_hyperliquid(settings, engine, clock)
        if venue is None:
            return found, await records.every(), 0
        try:
            asked = await records.verify({venue.venue.name: venue.venue.approvals})
        finally:
            await venue.venue.close()
            await venue.budget.close()
        return found, await records.every(), len(asked.silent)


async def _rotate_kek(settings: Settings) -> tuple[str, int]:
    async with _custody(settings) as custody:
        return await custody.rotate_kek()
