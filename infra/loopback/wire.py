"""Frames on the wire: cutting the byte stream and encoding what goes out."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from pamqp import commands, constants, frame
from pamqp.base import Frame
from pamqp.exceptions import PAMQPException
from pamqp.header import ContentHeader

from infra.loopback.errors import Code, ConnectionFault
from infra.loopback.messages import Message

FRAME_MAX = 131_072
PROTOCOL_HEADER = b"AMQP\x00\x00\x09\x01"
HEARTBEAT = b"\x08\x00\x00\x00\x00\x00\x00\xce"
_OVERHEAD = constants.FRAME_HEADER_SIZE + 1
_HEAD = struct.Struct(">BHI")
_CONFIRM = struct.Struct(">BHIIQBB")
_UNREADABLE = (PAMQPException, ValueError, LookupError, struct.error)
_TAG = struct.Struct(">QB")
_ACK, _NACK = 0x003C0050, 0x003C0078
_ACK_INDEX, _DELIVER_INDEX = b"\x00\x3c\x00\x50", b"\x00\x3c\x00\x3c"


class RawFrame(NamedTuple):
    """One frame, not decoded yet; `raw` includes its head and its end octet."""

    kind: int
    channel: int
    raw: bytes

    @property
    def payload(self) -> bytes:
        """What the frame carries."""
        return self.raw[constants.FRAME_HEADER_SIZE : -1]


class FrameReader:
    """Cuts a byte stream into frames, keeping the unfinished rest."""

    def __init__(self) -> None:
        self._data = b""
        self._start = 0
        self.frame_max = FRAME_MAX

    def feed(self, data: bytes) -> None:
        """Add what the socket gave."""
        self._data = self._data[self._start :] + data
        self._start = 0

    def take(self, count: int) -> bytes | None:
        """Remove the first bytes of the stream, or nothing while they are incomplete."""
        end = self._start + count
        if len(self._data) < end:
            return None
        head, self._start = self._data[self._start : end], end
        return head

    def frames(self) -> Iterator[RawFrame]:
        """Yield every complete frame, each once.

        Raises:
            ConnectionFault: the stream is no sequence of frames, or one is too large.
        """
        while len(self._data) - self._start >= constants.FRAME_HEADER_SIZE:
            start = self._start
            kind, channel, size = _HEAD.unpack_from(self._data, start)
            end = start + size + _OVERHEAD
            if size + _OVERHEAD > self.frame_max:
                raise ConnectionFault(Code.FRAME_ERROR, f"a frame of {size} bytes is too large")
            if end > len(self._data):
                return
            if self._data[end - 1] != constants.FRAME_END:
                raise ConnectionFault(Code.FRAME_ERROR, "a frame does not end where it says")
            self._start = end
            yield RawFrame(kind, channel, self._data[start:end])


def encode_method(method: Frame, channel: int) -> bytes:
    """Encode one method frame."""
    return frame.marshal(method, channel)


def encode_delivery(
    channel: int, consumer: str, tag: int, message: Message, *, redelivered: bool
) -> bytes:
    """Encode the method frame of a delivery; by hand, because there is one for every message."""
    names = _short(message.exchange) + _short(message.routing_key)
    head = _DELIVER_INDEX + _short(consumer) + _TAG.pack(tag, redelivered)
    return _wrap(constants.FRAME_METHOD, channel, head + names)


def decode_method(raw: RawFrame) -> Frame:
    """Decode a method frame; acknowledgements by hand, because there is one for every message."""
    if raw.raw.startswith(_ACK_INDEX, constants.FRAME_HEADER_SIZE):
        tag, multiple = _TAG.unpack_from(raw.raw, constants.FRAME_HEADER_SIZE + len(_ACK_INDEX))
        return commands.Basic.Ack(delivery_tag=tag, multiple=bool(multiple & 1))
    method = _decode(raw)
    if not isinstance(method, Frame):
        raise ConnectionFault(Code.UNEXPECTED_FRAME, "a method was expected")
    return method


def decode_header(raw: RawFrame) -> ContentHeader:
    """Decode the frame that says how large a message is and what its properties are."""
    header = _decode(raw)
    if not isinstance(header, ContentHeader):
        raise ConnectionFault(Code.UNEXPECTED_FRAME, "a content header was expected")
    return header


def _decode(raw: RawFrame) -> frame.FrameTypes:
    try:
        return frame.unmarshal(raw.raw)[2]
    except _UNREADABLE as error:
        raise ConnectionFault(Code.SYNTAX_ERROR, f"unreadable frame: {error}") from error


def encode_content(method: bytes, message: Message, channel: int, frame_max: int) -> bytes:
    """Append a message to the method frame that carries it."""
    parts = [method, _wrap(constants.FRAME_HEADER, channel, message.header)]
    room = frame_max - _OVERHEAD
    parts += [
        _wrap(constants.FRAME_BODY, channel, message.body[start : start + room])
        for start in range(0, len(message.body), room)
    ]
    return b"".join(parts)


def encode_confirm(channel: int, tag: int, *, accepted: bool) -> bytes:
    """Encode a publisher confirm; written by hand because there is one for every publish."""
    method = _ACK if accepted else _NACK
    return _CONFIRM.pack(constants.FRAME_METHOD, channel, 13, method, tag, 0, constants.FRAME_END)


def _wrap(kind: int, channel: int, payload: bytes) -> bytes:
    return _HEAD.pack(kind, channel, len(payload)) + payload + constants.FRAME_END_CHAR


def _short(text: str) -> bytes:
    data = text.encode()
    return bytes((len(data),)) + data
