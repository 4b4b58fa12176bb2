"""A private Postgres: Debian's or the one from the wheel, on one folder, durable over kill -9."""

import os
import secrets
import shutil
import signal
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.servers.accounts import require_passage, server_user
from infra.servers.errors import ServerFailed
from infra.servers.network import LOOPBACK, free_ports
from infra.servers.process import Process, adopt, alone, eventually, run, spawn, tail
from infra.servers.programs import binaries, choose

SUPERUSER = "postgres"
START_SECONDS = 60
STOP_SECONDS = 30
SOCKET_PORT = 5432
SOCKET_PATH_LIMIT = 90


class Postgres:
    """One Postgres server on one folder; the same folder continues where it left off.

    With `tcp` it listens on a port of 127.0.0.1 and asks for a random password; without, only on
    a unix socket inside a folder that nobody but us and the server's user can enter. Without
    `fsync` (for tests) commits outlive kill -9 all the same, but not the machine.
    """

    def __init__(
        self,
        *,
        home: Path | None = None,
        programs: list[Path] | None = None,
        tcp: bool = True,
        port: int | None = None,
        fsync: bool = True,
        max_connections: int = 200,
    ) -> None:
        """Prepare a server below `home` (a new temporary folder by default); nothing starts yet."""
        self._temporary = home is None
        self.home = (home or Path(tempfile.mkdtemp(prefix="maxxit-pg-"))).resolve()
        self.data = self.home / "data"
        self.log = self.home / "postgres.log"
        self.fsync = fsync
        self.max_connections = max_connections
        self.tcp = tcp
        self._port = port
        self._candidates = binaries() if programs is None else programs
        self._programs: Path | None = None
        self._process: Process | None = None
        self.found_running = False
        """Whether the last start found the server running, so that others may be using it."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """Pid of the postmaster."""
        return self._running().pid

    @property
    def port(self) -> int:
        """Port of 127.0.0.1, or the number in the unix socket's name; fixed at the first start."""
        if self._port is None:
            self._port = self._recorded_port() or (free_ports(1)[0] if self.tcp else SOCKET_PORT)
        return self._port

    @property
    def url(self) -> str:
        """SQLAlchemy URL (asyncpg) of the database `postgres`."""
        return self.database_url(SUPERUSER)

    def database_url(self, name: str) -> str:
        """Return the SQLAlchemy URL (asyncpg) of the database `name` on this server."""
        if self.tcp:
            address = f"{SUPERUSER}:{self._password()}@{LOOPBACK}:{self.port}"
            return f"postgresql+asyncpg://{address}/{name}"
        return f"postgresql+asyncpg://{SUPERUSER}@/{name}?host={self._sockets()}&port={self.port}"

    def create_database(self, name: str, *, template: str = "template1") -> str:
        """Create a database as a copy of `template` and return its URL.

        Without fsync its files are copied, which is cheaper than to log all that is in them.
        """
        strategy = "wal_log" if self.fsync else "file_copy"
        self.execute(f'create database "{name}" template "{template}" strategy {strategy}')
        return self.database_url(name)

    def drop_database(self, name: str) -> None:
        """Drop a database if it is there, closing its connections."""
        self.execute(f'drop database if exists "{name}" with (force)')

    def execute(self, statement: str, *, database: str = SUPERUSER) -> str:
        """Run one statement with psql as the superuser; return the bare result."""
        host = LOOPBACK if self.tcp else str(self._sockets())
        words = ["-XAtq", "-v", "ON_ERROR_STOP=1", "-h", host, "-p", str(self.port)]
        environment = {**os.environ, "PGPASSWORD": self._password() if self.tcp else ""}
        target = ["-U", SUPERUSER, "-d", database, "-c", statement]
        return run([self._program("psql"), *words, *target], environment=environment).strip()

    def start(self) -> None:
        """Start the server, or attach to the one still running here; return when it is ready."""
        if self._process is not None and self._process.alive():
            return
        self._make_home()
        with alone(self.home / "lock"):
            found = self._attached()
            self.found_running = found is not None
            self._process = found or self._fresh()
        if not eventually(self._ready, START_SECONDS):
            raise ServerFailed(f"Postgres is not ready after {START_SECONDS} s: {tail(self.log)}")

    def stop(self) -> None:
        """Shut the server down, harder if it does not obey; a temporary folder is removed."""
        process = self._process or self._attached()
        if process is not None:
            process.send_tree(signal.SIGCONT)  # a frozen server would not hear
            process.send(signal.SIGINT)
            if not process.wait_gone(STOP_SECONDS):
                process.kill()
        self._process = None
        if self._temporary:
            shutil.rmtree(self.home, ignore_errors=True)

    def kill(self) -> None:
        """End postmaster and backends at once with SIGKILL, as a power cut would."""
        self._running().kill()
        self._process = None

    def freeze(self) -> None:
        """Stop every process of the server in its tracks; connections hang."""
        self._running().send_tree(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        self._running().send_tree(signal.SIGCONT)

    def _running(self) -> Process:
        if self._process is None or not self._process.alive():
            raise ServerFailed(f"Postgres on {self.home} is not running")
        return self._process

    def _attached(self) -> Process | None:
        lines = self._postmaster()
        return adopt(int(lines[0]), str(self.data)) if lines else None

    def _fresh(self) -> Process:
        """Start a postmaster, after clearing the lock files of one that is gone.

        Postgres would believe the pid in them if an unreaped zombie or a stranger had it now.
        """
        for lock in (self.data / "postmaster.pid", *self._sockets().glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)
        self._initialise()
        return self._spawned()

    def _spawned(self) -> Process:
        sockets = self._sockets()
        self._owned(sockets)
        options = {
            "listen_addresses": LOOPBACK if self.tcp else "",
            "port": self.port,
            "unix_socket_directories": sockets,
            "max_connections": self.max_connections,
            "fsync": "on" if self.fsync else "off",
            "full_page_writes": "on" if self.fsync else "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        argv: list[str | Path] = [self._program("postgres"), "-D", self.data, *words]
        user = server_user(self.data)
        return spawn(argv, log=self.log, environment={"LC_ALL": "C", "TZ": "UTC"}, user=user)

    def _ready(self) -> bool:
        """Tell whether our postmaster says so itself, in the last line of its pid file."""
        process = self._process
        if process is None or not process.alive():
            raise ServerFailed(f"Postgres ended while starting: {tail(self.log)}")
        lines = self._postmaster()
        return bool(lines) and int(lines[0]) == process.pid and lines[-1].strip() == "ready"

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there, so that half of one never counts."""
        if self.data.exists():
            return
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._owned(fresh)
        secret = fresh.with_name("password.new")
        secret.unlink(missing_ok=True)
        secret.touch(mode=0o600)
        secret.write_text(self._password())
        user = server_user(self.data)
        if user is not None:
            os.chown(secret, user.pw_uid, user.pw_gid)
        sync = [] if self.fsync else ["--no-sync"]
        access = ["--auth-host=scram-sha-256", "--auth-local=trust", f"--pwfile={secret}"]
        # The C locale is everywhere and orders text alike on every machine.
        form = ["--encoding=UTF8", "--no-locale", *access, *sync]
        words: list[str | Path] = [self._program("initdb"), "-D", fresh, "-U", SUPERUSER, *form]
        run(words, environment={"LC_ALL": "C"}, user=user)
        secret.unlink()
        fresh.rename(self.data)

    def _make_home(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            if self._temporary:
                self.home.chmod(0o711)
            require_passage(self.home)

    def _owned(self, folder: Path) -> None:
        """Make a folder that only the server's user may enter."""
        folder.mkdir(mode=0o700, exist_ok=True)
        user = server_user(self.data)
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)

    def _sockets(self) -> Path:
        """Return the folder of the unix socket; a name over 107 bytes would not be accepted."""
        beside = self.home / "socket"
        if len(str(beside)) <= SOCKET_PATH_LIMIT:
            return beside
        raise ServerFailed(f"{self.home} is too long a path for a unix socket; set MAXXIT_HOME")

    def _program(self, name: str) -> Path:
        if self._programs is None:
            self._programs = choose(self._candidates, self.data, self.home)
        return self._programs / name

    def _password(self) -> str:
        file = self.home / "password"
        if not file.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(24))
        return file.read_text()

    def _postmaster(self) -> list[str]:
        """Return the lines of postmaster.pid (pid, data, time, port, socket, ...), or none."""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _recorded_port(self) -> int | None:
        options = self.data / "postmaster.opts"
        if not options.exists():
            return None
        words = options.read_text().replace('"', "").split()
        return next((int(word[5:]) for word in words if word.startswith("port=")), None)
