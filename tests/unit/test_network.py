"""Listening on the loopback: no half of an answer is held back, and a port has one owner."""

import asyncio
import socket

import pytest

from infra.servers.network import LOOPBACK, listener


async def test_what_is_answered_in_two_pieces_waits_for_no_acknowledgement() -> None:
    nagle = asyncio.get_running_loop().create_future()

    def taken(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted = writer.get_extra_info("socket")
        nagle.set_result(not accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(taken, sock=listener()) as server:
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert not await nagle
        writer.close()


def test_a_port_that_somebody_has_is_refused_and_nothing_is_left_open() -> None:
    with listener() as first, pytest.raises(OSError, match="in use"):
        listener(first.getsockname()[1])


def test_it_listens_on_the_loopback_alone() -> None:
    with listener() as listening:
        assert listening.getsockname()[0] == LOOPBACK
