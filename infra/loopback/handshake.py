"""From greeting to open: login, and the limits both sides agree on."""

import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pamqp import commands
from pamqp.base import Frame

from infra.loopback.errors import Code, ConnectionFault
from infra.loopback.wire import FRAME_MAX

HEARTBEAT_SECONDS: Final = 60
CHANNEL_MAX: Final = 2047
_CAPABILITIES: Final = {
    "publisher_confirms": True,
    "basic.nack": True,
    "consumer_cancel_notify": True,
    "authentication_failure_close": True,
    "per_consumer_qos": True,
}


class Stage(StrEnum):
    """What the connection waits for next."""

    GREETING = "greeting"
    LOGIN = "login"
    TUNING = "tuning"
    OPENING = "opening"
    OPEN = "open"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The one login the broker knows."""

    user: str
    password: str

    def admits(self, response: str | bytes) -> bool:
        """Compare a PLAIN response with the login, in constant time."""
        given = response.encode() if isinstance(response, str) else response
        return hmac.compare_digest(given, f"\0{self.user}\0{self.password}".encode())


class Handshake:
    """The stage a connection is in, and what was agreed on the way.

    heartbeat: seconds, 0 for none. frame_max: bytes, of a whole frame.
    """

    def __init__(self, credentials: Credentials) -> None:
        self.stage = Stage.GREETING
        self.heartbeat = HEARTBEAT_SECONDS
        self.frame_max = FRAME_MAX
        self.cancels_consumers = False
        self._credentials = credentials

    def greet(self) -> Frame:
        """Answer the protocol header."""
        self.stage = Stage.LOGIN
        return commands.Connection.Start(
            server_properties={"product": "loopback", "capabilities": dict(_CAPABILITIES)},
            mechanisms="PLAIN",
        )

    def answer(self, method: Frame) -> Frame | None:
        """Take the next step.

        Raises:
            ConnectionFault: the login is wrong, or the step is not the next one.
        """
        match self.stage, method:
            case Stage.LOGIN, commands.Connection.StartOk():
                return self._log_in(method)
            case Stage.TUNING, commands.Connection.TuneOk():
                self._tune(method)
                return None
            case Stage.OPENING, commands.Connection.Open():
                return self._open(method)
            case _:
                raise ConnectionFault(Code.COMMAND_INVALID, f"{method.name} now")

    def _log_in(self, method: commands.Connection.StartOk) -> Frame:
        if method.mechanism != "PLAIN" or not self._credentials.admits(method.response):
            raise ConnectionFault(Code.ACCESS_REFUSED, "login refused")
        capabilities = (method.client_properties or {}).get("capabilities")
        if isinstance(capabilities, dict):
            self.cancels_consumers = bool(capabilities.get("consumer_cancel_notify"))
        self.stage = Stage.TUNING
        return commands.Connection.Tune(
            channel_max=CHANNEL_MAX, frame_max=FRAME_MAX, heartbeat=HEARTBEAT_SECONDS
        )

    def _tune(self, method: commands.Connection.TuneOk) -> None:
        if method.frame_max:
            self.frame_max = min(FRAME_MAX, max(4096, method.frame_max))
        self.heartbeat = method.heartbeat
        self.stage = Stage.OPENING

    def _open(self, method: commands.Connection.Open) -> Frame:
        if method.virtual_host != "/":
            raise ConnectionFault(Code.NOT_ALLOWED, f"no vhost '{method.virtual_host}'")
        self.stage = Stage.OPEN
        return commands.Connection.OpenOk()
