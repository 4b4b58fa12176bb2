"""Ports of 127.0.0.1: finding free ones, listening, and asking whether somebody answers."""

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


def listener(port: int = 0) -> socket.socket:
    """Listen on a port of 127.0.0.1; 0 takes a free one, and one just given up is free at once.

    It says that it is TCP: asyncio turns Nagle's algorithm off for nothing else, and an answer in
    two pieces then waits 40 ms for the first to be acknowledged.
    """
    with ExitStack() as held:
        listening = held.enter_context(socket.socket(proto=socket.IPPROTO_TCP))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen()
        held.pop_all()
        return listening


def answer(port: int, question: bytes, seconds: float = 1.0) -> bytes:
    """Send `question` to a port of 127.0.0.1; return the first bytes back, empty for no answer."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=seconds) as connection:
            connection.sendall(question)
            return connection.recv(64)
    except OSError:
        return b""
