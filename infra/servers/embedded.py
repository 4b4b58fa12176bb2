"""The database that comes with the package: no server to install, and durable all the same."""

import os
from collections.abc import Mapping
from pathlib import Path

from infra.servers.postgres import Postgres
from infra.servers.programs import wheel_binaries

SYSTEM_HOME = Path("/var/lib/maxxit")
EMBEDDED_CONNECTIONS = 100

EmbeddedPostgres = Postgres


def open_postgres(home: Path, *, fsync: bool = True) -> EmbeddedPostgres:
    """Start the wheel's Postgres on `home`/pg, or attach to the one an earlier run left there.

    Committed data outlives kill -9 of us and of the server, and with `fsync` a power cut as well.
    `url` goes over a unix socket.
    """
    server = Postgres(
        home=home / "pg",
        programs=list(wheel_binaries()),
        tcp=False,
        fsync=fsync,
        max_connections=EMBEDDED_CONNECTIONS,
    )
    server.start()
    return server


def default_home(environment: Mapping[str, str]) -> Path:
    """Return MAXXIT_HOME, else the user's data folder; /var/lib/maxxit for root.

    Postgres refuses to run as root, and the user it runs as then could not enter root's home.
    """
    if environment.get("MAXXIT_HOME"):
        return Path(environment["MAXXIT_HOME"]).expanduser()
    if os.geteuid() == 0:
        return SYSTEM_HOME
    share = environment.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(share).expanduser() / "maxxit"
