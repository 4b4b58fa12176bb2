"""Processes at once: this one has imported everything, and forks a service when it is asked.

Reads one JSON object a line: {"name", "role", "environment", "log"}; writes {"name", "pid"} when
one was begun and {"name", "died"} when one ended. When its input ends, all of them do.
"""

import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Iterable
from typing import Any

import uvloop

from cli.process import serve
from cli.sim import serve_hyperliquid
from contracts.market import Network
from infra.logging import configure_logging
from infra.settings import Settings
from scripts.matrix.roles import PORT, ROLES, VENUE
from scripts.matrix.traps import laid

LOOK = 0.05
READ = 65_536


def main() -> None:
    """Fork and bury until nobody asks any more."""
    children: dict[int, str] = {}
    half = b""
    while True:
        ready, _, _ = select.select([sys.stdin.fileno()], [], [], LOOK)
        if ready:
            # Not by lines: one that waits in a buffer of ours would wake nobody.
            read = os.read(sys.stdin.fileno(), READ)
            if not read:
                break
            *wishes, half = (half + read).split(b"\n")
            _grant(wishes, children)
        _bury(children)
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _grant(wishes: Iterable[bytes], children: dict[int, str]) -> None:
    for wish in map(json.loads, wishes):
        pid = _born(wish)
        children[pid] = wish["name"]
        _say(name=wish["name"], pid=pid)


def _born(wish: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    log = os.open(wish["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.update(wish["environment"])
    code = 1
    try:
        _live(wish["role"])
        code = 0
    finally:
        # The parent's own exit handlers and open buffers are none of ours, and neither is its
        # way of telling what went wrong.
        traceback.print_exc()
        os._exit(code)


def _live(role: str) -> None:
    if role == VENUE:
        uvloop.run(serve_hyperliquid(int(os.environ[PORT]), Network.TESTNET, [], limited=False))
        return
    settings = Settings()
    configure_logging(form=settings.log_format, level=settings.log_level)
    with laid(os.environ):
        uvloop.run(serve(ROLES[role], settings))


def _bury(children: dict[int, str]) -> None:
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        _say(name=children.pop(pid), died=os.waitstatus_to_exitcode(status))


def _say(**words: Any) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
