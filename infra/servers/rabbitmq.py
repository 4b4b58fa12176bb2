"""A private RabbitMQ from Debian's package, with its own node name, ports, cookie and epmd."""

import json
import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.servers.errors import ServerFailed, ServerMissing
from infra.servers.network import LOOPBACK, answer, free_ports
from infra.servers.process import Process, adopt, alone, eventually, run, spawn, tail

# Not the wrapper in /usr/sbin: that one changes the user and loses the environment.
SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
CONTROL = Path("/usr/lib/rabbitmq/bin/rabbitmqctl")
VHOST = "trade"
USER = "maxxit"
START_SECONDS = 90
STOP_SECONDS = 30
PROTOCOL_HEADER = b"AMQP\x00\x00\x09\x01"
METHOD_FRAME_ON_CHANNEL_0 = b"\x01\x00\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What makes a node itself over restarts: its ports, name and secrets."""

    node: str
    port: int
    distribution_port: int
    epmd_port: int
    password: str
    cookie: str


def fresh_identity() -> Identity:
    """Return an identity with free ports and random secrets."""
    port, distribution_port, epmd_port = free_ports(3)
    return Identity(
        node=f"maxxit{port}@localhost",
        port=port,
        distribution_port=distribution_port,
        epmd_port=epmd_port,
        password=secrets.token_urlsafe(24),
        cookie=secrets.token_hex(16),
    )


class RabbitMQ:
    """One RabbitMQ node on one folder; the same folder continues where it left off."""

    def __init__(self, *, home: Path | None = None) -> None:
        """Prepare a node below `home` (a new temporary folder by default); nothing starts yet."""
        self._temporary = home is None
        self.home = (home or Path(tempfile.mkdtemp(prefix="maxxit-mq-"))).resolve()
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.log = self.home / "rabbitmq.log"
        self._mnesia = self.home / "mnesia"
        self._identity = _identity_of(self.home / "identity.json")
        self._epmd: Process | None = None
        self._beam: Process | None = None

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
        """Pid of the Erlang VM."""
        return self._running().pid

    @property
    def port(self) -> int:
        """AMQP port of 127.0.0.1; the same over restarts."""
        return self._identity.port

    @property
    def url(self) -> str:
        """AMQP URL of the vhost `trade` without a query."""
        return f"amqp://{USER}:{self._identity.password}@{LOOPBACK}:{self.port}/{VHOST}"

    def start(self) -> None:
        """Start the node, or attach to the one that still runs; wait until it speaks AMQP."""
        if self._beam is not None and self._beam.alive():
            return
        if not SERVER.exists() or shutil.which("epmd") is None:
            raise ServerMissing("no RabbitMQ here; run: apt-get install rabbitmq-server")
        self._configure()
        with alone(self.home / "lock"):
            self._epmd = self._adopted("epmd") or self._spawned_epmd()
            self._beam = self._adopted("beam") or self._spawned_beam()
        if not eventually(self._answers, START_SECONDS):
            raise ServerFailed(f"RabbitMQ is silent after {START_SECONDS} s: {tail(self.log)}")

    def stop(self) -> None:
        """Shut the node and its epmd down; a temporary folder is removed."""
        beam, epmd = self._beam or self._adopted("beam"), self._epmd or self._adopted("epmd")
        if beam is not None:
            beam.send_tree(signal.SIGCONT)  # a frozen node would not hear
            beam.send(signal.SIGTERM)
            if not beam.wait_gone(STOP_SECONDS):
                beam.kill()
        if epmd is not None:
            epmd.kill()
        self._forget()
        if self._temporary:
            shutil.rmtree(self.home, ignore_errors=True)

    def kill(self) -> None:
        """End the node at once with SIGKILL, as a power cut would; its epmd goes too.

        RabbitMQ keeps what it confirmed, except in a quorum queue declared under a second before.
        """
        self._running().kill()
        if self._epmd is not None:
            self._epmd.kill()
        self._forget()

    def wipe(self) -> None:
        """Kill the node and delete everything it stored: queues, messages, users."""
        if self._beam is not None and self._beam.alive():
            self.kill()
        shutil.rmtree(self._mnesia, ignore_errors=True)

    def freeze(self) -> None:
        """Stop the node in its tracks; connections stay open and hang."""
        self._running().send_tree(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen node go on."""
        self._running().send_tree(signal.SIGCONT)

    def control(self, *words: str) -> str:
        """Run rabbitmqctl against this node and return its output."""
        argv: list[str | Path] = [CONTROL, "--quiet", "--node", self._identity.node, *words]
        return run(argv, environment=self._environment())

    def _running(self) -> Process:
        if self._beam is None or not self._beam.alive():
            raise ServerFailed(f"RabbitMQ on {self.home} is not running")
        return self._beam

    def _answers(self) -> bool:
        """Tell whether the AMQP handshake begins; the server's half of it starts on channel 0."""
        if self._beam is None or not self._beam.alive():
            raise ServerFailed(f"RabbitMQ ended while starting: {tail(self.log)}")
        return answer(self.port, PROTOCOL_HEADER).startswith(METHOD_FRAME_ON_CHANNEL_0)

    def _spawned_epmd(self) -> Process:
        program = shutil.which("epmd") or "epmd"
        argv = [program, "-address", LOOPBACK, "-port", str(self._identity.epmd_port)]
        return self._recorded("epmd", spawn(argv, log=self.log, environment=self._environment()))

    def _spawned_beam(self) -> Process:
        return self._recorded(
            "beam", spawn([SERVER], log=self.log, environment=self._environment())
        )

    def _recorded(self, name: str, process: Process) -> Process:
        (self.home / f"{name}.pid").write_text(str(process.pid))
        return process

    def _adopted(self, name: str) -> Process | None:
        file = self.home / f"{name}.pid"
        mark = {"epmd": str(self._identity.epmd_port), "beam": self._identity.node}[name]
        return adopt(int(file.read_text()), mark) if file.exists() else None

    def _forget(self) -> None:
        self._beam = self._epmd = None
        for name in ("beam", "epmd"):
            (self.home / f"{name}.pid").unlink(missing_ok=True)

    def _configure(self) -> None:
        cookie = self.home / ".erlang.cookie"
        if not cookie.exists():
            cookie.touch(mode=0o600)
            cookie.write_text(self._identity.cookie)
            cookie.chmod(0o400)  # Erlang refuses a cookie that others may read
        (self.home / "enabled_plugins").write_text("[].\n")
        settings = {
            "listeners.tcp.1": f"{LOOPBACK}:{self.port}",
            "default_vhost": VHOST,
            "default_user": USER,
            "default_pass": self._identity.password,
            "disk_free_limit.absolute": "50MB",
            "log.file.level": "info",
        }
        lines = [f"{name} = {value}\n" for name, value in settings.items()]
        (self.home / "rabbitmq.conf").write_text("".join(lines))

    def _environment(self) -> Mapping[str, str]:
        identity = self._identity
        loopback = "-kernel inet_dist_use_interface {127,0,0,1}"
        return {
            "PATH": os.environ.get("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"),
            "LANG": "C.UTF-8",
            "HOME": str(self.home),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "ERL_EPMD_PORT": str(identity.epmd_port),
            # Without a service manager's word the script would stay in front of the VM as parent.
            "RUNNING_UNDER_SYSTEMD": "true",
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_CONFIG_FILE": str(self.home / "rabbitmq.conf"),
            "RABBITMQ_DIST_PORT": str(identity.distribution_port),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.home / "enabled_plugins"),
            "RABBITMQ_LOG_BASE": str(self.home),
            "RABBITMQ_MNESIA_BASE": str(self._mnesia),
            "RABBITMQ_NODENAME": identity.node,
            "RABBITMQ_NODE_PORT": str(identity.port),
            "RABBITMQ_PID_FILE": str(self.home / "node.pid"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"{loopback} -maxxit node {identity.node}",
        }


def _identity_of(file: Path) -> Identity:
    """Return the identity kept in `file`, made and kept there the first time."""
    if file.exists():
        return Identity(**json.loads(file.read_text()))
    identity = fresh_identity()
    file.touch(mode=0o600)
    file.write_text(json.dumps(asdict(identity)))
    return identity
