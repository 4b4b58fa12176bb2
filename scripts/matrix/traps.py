"""Places at which a process ends itself, as if the machine had died right there.

A trap is laid by the environment: MATRIX_TRAP names the place, MATRIX_FOLDER holds two files. The
process waits at the claim until `go` is there, so that whoever watches can prepare; the trap is
sprung once. The naive mutant and a wrong clock are laid the same way.
"""

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch

from consumers import orders
from consumers.stage import World
from domain import order_claims
from domain.orders import Step
from domain.reconciliation import compare
from infra.clock import SystemClock
from infra.outbox import Relay
from infra.venues.hyperliquid.client import Client
from producers import reconciliation
from scripts.chaos.mutant import naively

TRAP, FOLDER, CLOCK, MUTANT = "MATRIX_TRAP", "MATRIX_FOLDER", "MATRIX_CLOCK", "MATRIX_MUTANT"
GO = "go"
ANSWERED_LATE = 0.5
"""Seconds from the first order leaving to the death, while the venue holds its answers back."""
HALF = 2
OTHERS = 0.1
"""Seconds from the first half of a request to the death: entries and exits go half way."""

Patch = Callable[[ExitStack, Path], None]


@contextmanager
def laid(environment: Mapping[str, str]) -> Iterator[None]:
    """Lay what the environment asks for."""
    with ExitStack() as stack:
        if environment.get(MUTANT):
            _replace(stack, orders, "answered", naively)
            _replace(stack, order_claims, "answered", naively)
        if seconds := environment.get(CLOCK):
            _replace(stack, SystemClock, "now", _clock(float(seconds)))
        if name := environment.get(TRAP):
            TRAPS[name](stack, Path(environment[FOLDER]))
        yield


def die() -> NoReturn:
    """End at once: nothing is flushed, closed or said."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("SIGKILL came back")


def _replace(stack: ExitStack, where: Any, name: str, what: Any) -> None:
    stack.enter_context(patch.object(where, name, what))


def _clock(seconds: float) -> Callable[[SystemClock], datetime]:
    now, apart = SystemClock.now, timedelta(seconds=seconds)
    return lambda clock: now(clock) + apart


async def _released(folder: Path) -> None:
    """Wait for the word of another process, which can set no event of ours."""
    while True:
        if (folder / GO).exists():
            return
        await asyncio.sleep(0.02)


def _held(stack: ExitStack, folder: Path) -> None:
    """Claim nothing until told to."""
    claim = orders.claim_due

    async def claim_due(world: World, **values: Any) -> Sequence[Step]:
        await _released(folder)
        return await claim(world, **values)

    _replace(stack, orders, "claim_due", claim_due)


def _before_claim(stack: ExitStack, folder: Path) -> None:
    async def claim_due(*_: Any, **__: Any) -> Sequence[Step]:
        await _released(folder)
        die()

    _replace(stack, orders, "claim_due", claim_due)


def _after_claim(stack: ExitStack, folder: Path) -> None:
    claim = orders.claim_due

    async def claim_due(world: World, **values: Any) -> Sequence[Step]:
        await _released(folder)
        steps = await claim(world, **values)
        if any(step.leased for step in steps):
            die()
        return steps

    _replace(stack, orders, "claim_due", claim_due)


def _at_sending(
    does: Callable[[Client, Mapping[str, Any]], Awaitable[None]], *, each: bool = False
) -> Patch:
    """Do something when the first order is about to leave, or when each one is."""

    def lay(stack: ExitStack, folder: Path) -> None:
        _held(stack, folder)
        act, sprung = Client.act, False

        async def acting(client: Client, envelope: Mapping[str, Any], **values: Any) -> Any:
            nonlocal sprung
            if envelope["action"]["type"] == "order" and (each or not sprung):
                sprung = True
                await does(client, envelope)
            return await act(client, envelope, **values)

        _replace(stack, Client, "act", acting)

    return lay


async def _die_before(_client: Client, _envelope: Mapping[str, Any]) -> None:
    die()


async def _freeze_before(_client: Client, _envelope: Mapping[str, Any]) -> None:
    """Stop here until somebody thaws this process, long after its lease is over."""
    os.kill(os.getpid(), signal.SIGSTOP)


async def _die_half_way(client: Client, envelope: Mapping[str, Any]) -> None:
    """Send the first half of a request, and die."""
    url = client._http.base_url  # noqa: SLF001 - the trap is laid in the adapter's own way
    body = json.dumps(dict(envelope)).encode()
    head = f"POST /exchange HTTP/1.1\r\nhost: {url.host}\r\ncontent-length: {len(body)}\r\n\r\n"
    _, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(head.encode() + body[: len(body) // HALF])
    await writer.drain()
    asyncio.get_running_loop().call_later(OTHERS, die)
    await asyncio.Event().wait()


async def _die_soon(_client: Client, _envelope: Mapping[str, Any]) -> None:
    asyncio.get_running_loop().call_later(ANSWERED_LATE, die)


def _before_record(stack: ExitStack, folder: Path) -> None:
    _held(stack, folder)

    async def record(*_: Any, **__: Any) -> None:
        die()

    _replace(stack, orders, "record", record)


def _after_record(stack: ExitStack, folder: Path) -> None:
    _held(stack, folder)
    really = orders.record

    async def record(*values: Any) -> None:
        await really(*values)
        die()

    _replace(stack, orders, "record", record)


def _in_relay(stack: ExitStack, folder: Path) -> None:
    """Die with some messages sent and none of them marked."""
    send, sent = Relay._send, 0  # noqa: SLF001 - the trap is laid between two of its steps

    async def sending(relay: Relay, row: Any) -> bool:
        nonlocal sent
        done = await send(relay, row)
        sent += (folder / GO).exists()
        if sent >= HALF:
            die()
        return done

    _replace(stack, Relay, "_send", sending)


def _in_reconciliation(stack: ExitStack, folder: Path) -> None:
    """Die between what the venue told and what is made of it."""

    def comparing(*values: Any) -> Any:
        if (folder / GO).exists():
            die()
        return compare(*values)

    _replace(stack, reconciliation, "compare", comparing)


TRAPS: Mapping[str, Patch] = {
    "held": _held,
    "before claim": _before_claim,
    "after claim": _after_claim,
    "before send": _at_sending(_die_before),
    "mid-send": _at_sending(_die_half_way, each=True),
    "frozen before send": _at_sending(_freeze_before),
    "after accept": _at_sending(_die_soon),
    "before record": _before_record,
    "after record": _after_record,
    "in relay": _in_relay,
    "in reconciliation": _in_reconciliation,
}
