"""One server process, ours or adopted from an earlier run, addressed by its pid alone."""

import fcntl
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from infra.servers.errors import ServerFailed

PAUSE_SECONDS = 0.02
PROC = Path("/proc")


class Process:
    """A running server process; `children` are followed so that a kill leaves nothing behind."""

    def __init__(self, pid: int, popen: subprocess.Popen[bytes] | None = None) -> None:
        """Hold `pid`; `popen` is given when we are the parent and have to reap it."""
        self.pid = pid
        self._popen = popen

    def alive(self) -> bool:
        """Tell whether the process still runs; a zombie does not."""
        if self._popen is not None:
            return self._popen.poll() is None
        return _exists(self.pid) and _state(self.pid) != "Z"

    def send(self, number: signal.Signals) -> None:
        """Send one signal, and accept that the process may be gone."""
        _send(self.pid, number)

    def send_tree(self, number: signal.Signals) -> None:
        """Send one signal to the process and all below it, which it cannot add to meanwhile."""
        self.send(signal.SIGSTOP)
        for pid in reversed(tree(self.pid)):
            _send(pid, number)

    def wait_gone(self, seconds: float) -> bool:
        """Wait for the end; False when it still runs after `seconds`."""
        return eventually(lambda: not self.alive(), seconds)

    def kill(self) -> None:
        """End the process and its descendants with SIGKILL, and return when none is left."""
        doomed = tree(self.pid)
        self.send_tree(signal.SIGKILL)
        if not eventually(lambda: not self.alive() and not any(map(_running, doomed[1:])), 10):
            raise ServerFailed(f"process {self.pid} or a child of it survived SIGKILL")


def spawn(
    argv: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str],
    user: pwd.struct_passwd | None = None,
) -> Process:
    """Start `argv` in a session of its own, as `user` when given, with its output in `log`."""
    with log.open("ab") as output:
        popen = subprocess.Popen(  # noqa: S603 - fixed programs, no shell
            [str(word) for word in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment),
            cwd="/",
            start_new_session=True,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
    return Process(popen.pid, popen)


def run(
    argv: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    user: pwd.struct_passwd | None = None,
    seconds: float = 60,
) -> str:
    """Run a short program to its end and return its output; raise ServerFailed when it fails."""
    words = [str(word) for word in argv]
    try:
        done = subprocess.run(  # noqa: S603 - fixed programs, no shell
            words,
            check=True,
            capture_output=True,
            text=True,
            timeout=seconds,
            cwd="/",
            env=None if environment is None else dict(environment),
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failure:
        output = getattr(failure, "stderr", None) or getattr(failure, "stdout", None) or failure
        raise ServerFailed(f"{Path(words[0]).name} failed: {str(output)[-2000:]}") from failure
    return done.stdout


def adopt(pid: int, mark: str) -> Process | None:
    """Take over a process of an earlier run if `mark` is in its command line; None otherwise.

    The mark (a data folder, a port) is what tells it from a stranger who got the same pid.
    """
    process = Process(pid)
    return process if process.alive() and mark in command_line(pid) else None


def command_line(pid: int) -> str:
    """Return the command line of a process with blanks between the words, empty when it is gone."""
    if not PROC.joinpath("self").exists():
        return run(["/bin/ps", "-o", "command=", "-p", str(pid)])
    try:
        return PROC.joinpath(str(pid), "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def tree(pid: int) -> list[int]:
    """Return `pid` and all its descendants, parents first (only `pid` where there is no /proc)."""
    children: dict[int, list[int]] = {}
    for child, parent in _parents():
        children.setdefault(parent, []).append(child)
    found = [pid]
    for member in found:
        found.extend(children.get(member, []))
    return found


def eventually(condition: Callable[[], bool], seconds: float) -> bool:
    """Ask again and again until `condition` holds; False when `seconds` have passed without it."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_SECONDS)
    return True


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Keep other processes of ours out of the block while we are in it."""
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def tail(log: Path, characters: int = 2000) -> str:
    """Return the end of a log file, or a word about why there is none."""
    try:
        return log.read_text(errors="replace")[-characters:]
    except OSError as failure:
        return f"(no log: {failure})"


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _running(pid: int) -> bool:
    return _exists(pid) and _state(pid) != "Z"


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _parents() -> Iterator[tuple[int, int]]:
    for entry in PROC.glob("[0-9]*"):
        fields = _stat(int(entry.name))
        if fields:
            yield int(entry.name), int(fields[1])


def _state(pid: int) -> str:
    fields = _stat(pid)
    return fields[0] if fields else ""


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the command, which may itself hold blanks."""
    try:
        return PROC.joinpath(str(pid), "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
