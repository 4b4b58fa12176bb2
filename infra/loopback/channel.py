"""A channel: one conversation on a connection, from open to close."""

from enum import StrEnum

from pamqp import commands, constants
from pamqp.base import Frame

from infra.loopback.consuming import Consuming
from infra.loopback.errors import ChannelFault, Code, ConnectionFault
from infra.loopback.faults import Faults
from infra.loopback.publishing import Link, Publishing
from infra.loopback.topology import Topology
from infra.loopback.vhost import VirtualHost
from infra.loopback.wire import RawFrame, decode_method, encode_method


class ChannelState(StrEnum):
    """A refused channel waits for the client's consent and is deaf until then."""

    OPEN = "open"
    REFUSED = "refused"
    CLOSED = "closed"


class Channel:
    """Takes the frames of one channel number and answers them."""

    def __init__(self, number: int, link: Link, vhost: VirtualHost, faults: Faults) -> None:
        self._number = number
        self._link = link
        self._topology = Topology(vhost, link)
        self.state = ChannelState.OPEN
        self.publishing = Publishing(number, link, vhost, faults)
        self.consuming = Consuming(number, link, vhost)

    def take(self, raw: RawFrame) -> None:
        """Take one frame.

        Raises:
            ConnectionFault: the frame does not belong here.
        """
        method: Frame | None = None
        try:
            if raw.kind == constants.FRAME_METHOD:
                method = decode_method(raw)
                self._take_method(method)
            elif self.state is ChannelState.OPEN:
                self._take_content(raw)
        except ChannelFault as fault:
            self._refuse(fault, method)

    def end(self) -> None:
        """Let go of all the channel holds; its messages return to their queues."""
        self.state = ChannelState.CLOSED
        self.consuming.leave()
        self.consuming.return_unsettled()

    def _take_method(self, method: Frame) -> None:
        if isinstance(method, commands.Channel.Close | commands.Channel.CloseOk):
            self._close(method)
        elif self.state is ChannelState.OPEN:
            if self.publishing.assembling:
                raise ConnectionFault(Code.UNEXPECTED_FRAME, "a method inside a message")
            self._obey(method)

    def _take_content(self, raw: RawFrame) -> None:
        if raw.kind == constants.FRAME_HEADER:
            self.publishing.take_header(raw)
        elif raw.kind == constants.FRAME_BODY:
            self.publishing.take_body(raw)
        else:
            raise ConnectionFault(Code.FRAME_ERROR, f"no frame of type {raw.kind}")

    def _obey(self, method: Frame) -> None:
        kind = type(method)
        if kind in self._topology.handlers:
            self._reply(method, self._topology.handlers[kind](method))
        elif kind in self.consuming.handlers:
            self.consuming.handlers[kind](method)
        else:
            self._obey_rest(method)

    def _obey_rest(self, method: Frame) -> None:
        match method:
            case commands.Basic.Publish():
                self.publishing.begin(method)
            case commands.Confirm.Select():
                self.publishing.confirm()
                self._reply(method, commands.Confirm.SelectOk())
            case commands.Channel.Flow():
                self._reply(method, commands.Channel.FlowOk(active=method.active))
            case commands.Basic.CancelOk():
                return
            case _:
                raise ConnectionFault(Code.NOT_IMPLEMENTED, f"{method.name} is not offered")

    def _reply(self, method: Frame, reply: Frame) -> None:
        if not getattr(method, "nowait", False):
            self._link.send(encode_method(reply, self._number))

    def _close(self, method: commands.Channel.Close | commands.Channel.CloseOk) -> None:
        self.end()
        if isinstance(method, commands.Channel.Close):
            self._link.send(encode_method(commands.Channel.CloseOk(), self._number))

    def _refuse(self, fault: ChannelFault, method: Frame | None) -> None:
        """Close the channel from our side, naming the method that was at fault."""
        index = commands.Basic.Publish.index if method is None else method.index
        self.publishing.abandon()
        self.end()
        self.state = ChannelState.REFUSED
        close = commands.Channel.Close(
            reply_code=fault.code.value,
            reply_text=fault.text,
            class_id=index >> 16,
            method_id=index & 0xFFFF,
        )
        self._link.send(encode_method(close, self._number))
