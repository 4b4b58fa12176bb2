"""A message as the broker holds it."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pamqp.commands import Basic
from pamqp.common import FieldTable, FieldValue
from pamqp.header import ContentHeader


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What was published, and where to.

    header: payload of the content header frame; it is passed on as it came, because encoding the
    properties anew for each delivery costs more than the rest of the delivery.
    """

    exchange: str
    routing_key: str
    properties: Basic.Properties
    header: bytes
    body: bytes

    @property
    def headers(self) -> FieldTable:
        """The application headers, empty when there are none."""
        return self.properties.headers or {}

    def with_headers(self, extra: Mapping[str, FieldValue], *, expires: bool = True) -> "Message":
        """Copy the message with more headers, and without its own time to live if asked."""
        properties = copy.copy(self.properties)
        properties.headers = {**self.headers, **extra}
        if not expires:
            properties.expiration = None
        header = ContentHeader(body_size=len(self.body), properties=properties).marshal()
        return replace(self, properties=properties, header=header)


@dataclass(slots=True, kw_only=True, eq=False)
class Entry:
    """A message in a queue: its place, how often it came back, and when it expires (loop time)."""

    place: int
    message: Message
    expires_at: float | None = None
    returns: int = 0
