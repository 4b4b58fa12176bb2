"""The unprivileged OS user that servers run as when we are root, and what that user can reach."""

import os
import pwd
import shutil
from pathlib import Path

from infra.servers.errors import ServerFailed
from infra.servers.process import run

PREFERRED = ("postgres", "maxxit")
OTHERS_MAY_PASS = 0o001


def server_user(data: Path) -> pwd.struct_passwd | None:
    """Return the user to run Postgres as: the owner of `data` if it exists; None when not root."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid)
    for name in PREFERRED:
        if _known(name):
            return pwd.getpwnam(name)
    return _created(PREFERRED[-1])


def require_passage(folder: Path) -> None:
    """Raise ServerFailed unless users other than root may pass through `folder` and its parents."""
    closed = _closed(folder)
    if closed is not None:
        raise ServerFailed(
            f"{closed} is closed to the user that Postgres runs as under root; "
            "set MAXXIT_HOME to an open folder, such as /var/lib/maxxit"
        )


def reachable(programs: Path, copy: Path) -> Path:
    """Return a `bin` folder the server's user can run: `programs` itself, or one inside `copy`.

    A wheel keeps its shared libraries beside the package, and its programs look for them there.
    """
    if os.geteuid() != 0 or _closed(programs) is None:
        return programs
    package = programs.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    inside = Path(package.name, programs.parent.name)
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(programs.parent, unfinished / inside, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        unfinished.rename(copy)
    return copy / inside / programs.name


def _closed(folder: Path) -> Path | None:
    for each in (folder, *folder.parents):
        if each.exists() and not each.stat().st_mode & OTHERS_MAY_PASS:
            return each
    return None


def _known(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _created(name: str) -> pwd.struct_passwd:
    """Make a system user without home or shell."""
    program = shutil.which("useradd") or "/usr/sbin/useradd"
    run([program, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name])
    return pwd.getpwnam(name)
