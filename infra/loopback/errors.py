"""What the broker may answer instead of obeying: it closes a channel or a whole connection.

ChannelFault     the channel closes, its siblings live on (404, 405, 406, 403)
ConnectionFault  the connection closes (501 to 505, 530, 540, and 403 at login)
"""

from enum import IntEnum


class Code(IntEnum):
    """The reply codes of AMQP 0-9-1 that this broker uses."""

    CONNECTION_FORCED = 320
    NO_ROUTE = 312
    ACCESS_REFUSED = 403
    NOT_FOUND = 404
    RESOURCE_LOCKED = 405
    PRECONDITION_FAILED = 406
    FRAME_ERROR = 501
    SYNTAX_ERROR = 502
    COMMAND_INVALID = 503
    CHANNEL_ERROR = 504
    UNEXPECTED_FRAME = 505
    NOT_ALLOWED = 530
    NOT_IMPLEMENTED = 540


class Fault(Exception):
    """A refusal that the peer is told about, with its reply code."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(f"{code.name} - {reason}")
        self.code = code

    @property
    def text(self) -> str:
        """The reply text, cut to what a short string can carry."""
        return str(self).encode()[:255].decode(errors="ignore")


class ChannelFault(Fault):
    """Closes the channel it happened on."""


class ConnectionFault(Fault):
    """Closes the connection it happened on."""


def no_queue(name: str) -> ChannelFault:
    """Say that a queue does not exist."""
    return ChannelFault(Code.NOT_FOUND, f"no queue '{name}' in vhost '/'")


def no_exchange(name: str) -> ChannelFault:
    """Say that an exchange does not exist."""
    return ChannelFault(Code.NOT_FOUND, f"no exchange '{name}' in vhost '/'")


def precondition(reason: str) -> ChannelFault:
    """Say that the request contradicts what is there."""
    return ChannelFault(Code.PRECONDITION_FAILED, reason)
