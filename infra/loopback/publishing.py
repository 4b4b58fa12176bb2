"""The publishing half of a channel: assembling messages, routing them, confirming them."""

from typing import Protocol

from pamqp import commands
from pamqp.header import ContentHeader

from infra.loopback.errors import Code, ConnectionFault, precondition
from infra.loopback.faults import Faults
from infra.loopback.messages import Message
from infra.loopback.queues import read_expiration
from infra.loopback.vhost import VirtualHost
from infra.loopback.wire import (
    RawFrame,
    decode_header,
    encode_confirm,
    encode_content,
    encode_method,
)

MAX_BODY = 16 * 1024 * 1024


class Link(Protocol):
    """The connection, as its channels see it."""

    @property
    def frame_max(self) -> int:
        """The largest frame the client takes, in bytes."""

    @property
    def writable(self) -> bool:
        """Whether the socket takes more."""

    @property
    def cancels_consumers(self) -> bool:
        """Whether the client understands that the broker cancels its consumers."""

    def send(self, data: bytes) -> None:
        """Queue bytes for the socket."""


class Publishing:
    """Takes a publish apart over its frames and answers it.

    A message is published when its last byte is there, so nothing of it is seen before.
    """

    def __init__(self, number: int, link: Link, vhost: VirtualHost, faults: Faults) -> None:
        self._number = number
        self._link = link
        self._vhost = vhost
        self._faults = faults
        self._confirms = False
        self._published = 0
        self._method: commands.Basic.Publish | None = None
        self._header: tuple[bytes, ContentHeader] | None = None
        self._body = bytearray()

    @property
    def assembling(self) -> bool:
        """Whether a message is on its way, so that no other method may come now."""
        return self._method is not None

    def confirm(self) -> None:
        """Confirm every message from now on."""
        self._confirms = True

    def begin(self, method: commands.Basic.Publish) -> None:
        """Expect the content of a message."""
        if method.immediate:
            raise ConnectionFault(Code.NOT_IMPLEMENTED, "immediate=true")
        self._method = method

    def take_header(self, raw: RawFrame) -> None:
        """Take the content header; an empty message is complete with it."""
        header = decode_header(raw)
        if self._method is None:
            raise ConnectionFault(Code.UNEXPECTED_FRAME, "a content header without a publish")
        if header.body_size > MAX_BODY:
            self.abandon()
            raise precondition(f"a message of {header.body_size} bytes is too large")
        self._header = (raw.payload, header)
        self._finish_if_complete()

    def take_body(self, raw: RawFrame) -> None:
        """Take a piece of the body."""
        if self._header is None:
            raise ConnectionFault(Code.UNEXPECTED_FRAME, "a body without a content header")
        self._body += raw.payload
        self._finish_if_complete()

    def abandon(self) -> None:
        """Drop the message that is being assembled."""
        self._method, self._header = None, None
        self._body = bytearray()

    def _finish_if_complete(self) -> None:
        if self._method is None or self._header is None:
            return
        payload, header = self._header
        if len(self._body) < header.body_size:
            return
        method, body = self._method, bytes(self._body)
        self.abandon()
        message = Message(
            exchange=method.exchange,
            routing_key=method.routing_key,
            properties=header.properties,
            header=payload,
            body=body,
        )
        self._publish(message, mandatory=method.mandatory)

    def _publish(self, message: Message, *, mandatory: bool) -> None:
        read_expiration(message)
        outcome = self._vhost.publish(message)
        if mandatory and not outcome.routed:
            self._give_back(message)
        if self._confirms:
            self._published += 1
            self._answer(accepted=outcome.accepted)

    def _give_back(self, message: Message) -> None:
        method = commands.Basic.Return(
            reply_code=Code.NO_ROUTE.value,
            reply_text=Code.NO_ROUTE.name,
            exchange=message.exchange,
            routing_key=message.routing_key,
        )
        head = encode_method(method, self._number)
        self._link.send(encode_content(head, message, self._number, self._link.frame_max))

    def _answer(self, *, accepted: bool) -> None:
        if not self._faults.drops_this_confirm():
            self._link.send(encode_confirm(self._number, self._published, accepted=accepted))
