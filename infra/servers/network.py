"""Ports of 127.0.0.1: finding free ones and asking whether somebody answers."""

import socket
from contextlib import ExitStack

LOOPBACK = "127.0.0.1"


def free_ports(count: int) -> list[int]:
    """Return `count` different ports of 127.0.0.1 that nobody listened on a moment ago."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((LOOPBACK, 0))
        return [each.getsockname()[1] for each in sockets]


def answer(port: int, question: bytes, seconds: float = 1.0) -> bytes:
    """Send `question` to a port of 127.0.0.1; return the first bytes back, empty for no answer."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=seconds) as connection:
            connection.sendall(question)
            return connection.recv(64)
    except OSError:
        return b""
