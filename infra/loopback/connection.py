"""A client's connection: the socket, heartbeats, and the frames of its channels."""

import asyncio
from collections.abc import Callable
from typing import Final, cast

from pamqp import commands, constants
from pamqp.base import Frame

from infra.loopback.channel import Channel, ChannelState
from infra.loopback.errors import Code, ConnectionFault, Fault
from infra.loopback.faults import Faults
from infra.loopback.handshake import CHANNEL_MAX, Credentials, Handshake, Stage
from infra.loopback.vhost import VirtualHost
from infra.loopback.wire import (
    HEARTBEAT,
    PROTOCOL_HEADER,
    FrameReader,
    RawFrame,
    decode_method,
    encode_method,
)

HANDSHAKE_SECONDS: Final = 10
CLOSING_SECONDS: Final = 2


class Connection(asyncio.Protocol):
    """Speaks AMQP 0-9-1 with one client.

    Everything happens inside the socket callback, without a task; answers are gathered and
    written once per turn of the loop.
    """

    def __init__(
        self,
        vhost: VirtualHost,
        credentials: Credentials,
        faults: Faults,
        on_end: Callable[["Connection"], None],
    ) -> None:
        self.writable = False
        self._vhost = vhost
        self._faults = faults
        self._on_end = on_end
        self._handshake = Handshake(credentials)
        self._reader = FrameReader()
        self._channels: dict[int, Channel] = {}
        self._out: list[bytes] = []
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._last_heard = self._loop.time()
        self._transport: asyncio.Transport | None = None

    @property
    def frame_max(self) -> int:
        """The largest frame the client takes, in bytes."""
        return self._handshake.frame_max

    @property
    def cancels_consumers(self) -> bool:
        """Whether the client understands that the broker cancels its consumers."""
        return self._handshake.cancels_consumers

    # --- the socket ------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the greeting, but not for ever."""
        self._transport = cast("asyncio.Transport", transport)
        self.writable = True
        self._set_timer(HANDSHAKE_SECONDS, self.abort)

    def connection_lost(self, _exc: Exception | None) -> None:
        """Let go of everything the client held."""
        self._handshake.stage = Stage.CLOSING
        self._transport = None
        self._out.clear()
        if self._timer is not None:
            self._timer.cancel()
        self._release()
        self._on_end(self)

    def pause_writing(self) -> None:
        """Stop deliveries while the client does not read."""
        self.writable = False

    def resume_writing(self) -> None:
        """Go on with deliveries."""
        self.writable = True
        for channel in list(self._channels.values()):
            channel.consuming.wake()

    def data_received(self, data: bytes) -> None:
        """Take what arrived; whatever cannot be read or is not allowed ends the connection."""
        self._last_heard = self._loop.time()
        self._reader.feed(data)
        try:
            if self._handshake.stage is Stage.GREETING and not self._greet():
                return
            for raw in self._reader.frames():
                self._take(raw)
        except Fault as fault:
            self.refuse(fault)

    def send(self, data: bytes) -> None:
        """Queue bytes for the socket; they leave together at the end of this turn of the loop."""
        if not self._out:
            self._loop.call_soon(self._flush)
        self._out.append(data)

    def abort(self) -> None:
        """Cut the connection without a word."""
        if self._transport is not None:
            self._transport.abort()

    def refuse(self, fault: Fault) -> None:
        """Close the connection from our side, and cut it when the client does not consent."""
        if self._handshake.stage is Stage.CLOSING:
            return
        self._handshake.stage = Stage.CLOSING
        self._release()
        self._send_method(
            commands.Connection.Close(
                reply_code=fault.code.value, reply_text=fault.text, class_id=0, method_id=0
            )
        )
        self._set_timer(CLOSING_SECONDS, self.abort)

    def _flush(self) -> None:
        data, self._out = b"".join(self._out), []
        if self._transport is not None and data:
            self._transport.write(data)

    def _hang_up(self) -> None:
        self._flush()
        if self._transport is not None:
            self._transport.close()

    def _send_method(self, method: Frame) -> None:
        self.send(encode_method(method, 0))

    def _set_timer(self, delay: float, action: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(delay, action)

    def _release(self) -> None:
        """Return what the client had not settled, once no consumer of its is left to get it."""
        self.writable = False
        channels, self._channels = list(self._channels.values()), {}
        for channel in channels:
            channel.consuming.leave()
        for channel in channels:
            channel.end()
        self._vhost.remove_owned(self)

    # --- the connection's own methods ------------------------------------------------------

    def _greet(self) -> bool:
        header = self._reader.take(len(PROTOCOL_HEADER))
        if header is None:
            return False
        if header != PROTOCOL_HEADER:
            self.send(PROTOCOL_HEADER)
            self._hang_up()
            return False
        self._send_method(self._handshake.greet())
        return True

    def _take(self, raw: RawFrame) -> None:
        if raw.kind == constants.FRAME_HEARTBEAT:
            return
        if raw.channel == 0:
            self._take_own(decode_method(raw))
        elif self._handshake.stage is Stage.OPEN:
            self._take_for_channel(raw)
        elif self._handshake.stage is not Stage.CLOSING:
            raise ConnectionFault(Code.COMMAND_INVALID, "the connection is not open yet")

    def _take_own(self, method: Frame) -> None:
        match method:
            case commands.Connection.Close():
                self._handshake.stage = Stage.CLOSING
                self._release()
                self._send_method(commands.Connection.CloseOk())
                self._hang_up()
            case commands.Connection.CloseOk():
                self._hang_up()
            case _:
                if self._handshake.stage is not Stage.CLOSING:
                    self._go_on(self._handshake.answer(method))

    def _go_on(self, reply: Frame | None) -> None:
        if reply is not None:
            self._send_method(reply)
        if self._handshake.stage is Stage.OPEN:
            self._reader.frame_max = self.frame_max
            self._watch()

    def _watch(self) -> None:
        """Send heartbeats, and cut a client that was silent for two of its intervals."""
        interval = self._handshake.heartbeat
        if self._timer is not None:
            self._timer.cancel()
        if not interval:
            return
        if self._loop.time() - self._last_heard > 2 * interval:
            self.abort()
            return
        self._set_timer(interval / 2, self._beat)

    def _beat(self) -> None:
        self.send(HEARTBEAT)
        self._watch()

    # --- channels --------------------------------------------------------------------------

    def _take_for_channel(self, raw: RawFrame) -> None:
        channel = self._channels.get(raw.channel)
        if channel is None:
            self._open_channel(raw)
            return
        channel.take(raw)
        if channel.state is ChannelState.CLOSED:
            self._channels.pop(raw.channel, None)

    def _open_channel(self, raw: RawFrame) -> None:
        method = decode_method(raw)
        if not isinstance(method, commands.Channel.Open) or raw.channel > CHANNEL_MAX:
            raise ConnectionFault(Code.CHANNEL_ERROR, f"channel {raw.channel} is not open")
        self._channels[raw.channel] = Channel(raw.channel, self, self._vhost, self._faults)
        self.send(encode_method(commands.Channel.OpenOk(), raw.channel))
