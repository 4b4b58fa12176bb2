"""`/ws`: prices for everybody, fills and orders for those who ask for a user's."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import WebSocket, WebSocketDisconnect

from infra.simulators.hyperliquid.actions import address, table, text
from infra.simulators.hyperliquid.info import Info
from infra.simulators.hyperliquid.orders import Order
from infra.simulators.hyperliquid.records import Fill
from infra.simulators.hyperliquid.venue import SimVenue
from infra.simulators.hyperliquid.words import Json, NotUnderstood

MOST_USERS: Final = 10
BEAT_SECONDS: Final = 0.5
_OF_USERS: Final = {"orderUpdates", "userFills", "userEvents"}
_OF_COINS: Final = {"l2Book", "activeAssetCtx"}

Topic = tuple[str, str]
"""What is subscribed to: its type, and the user or coin it is about ("" for none)."""


@dataclass(slots=True, eq=False)
class Line:
    """One connection: where it comes from, what it hears, and what is still to be sent."""

    host: str
    topics: set[Topic] = field(default_factory=set)
    waiting: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)

    def users(self) -> set[str]:
        """Tell whose events are heard."""
        return {about for kind, about in self.topics if kind in _OF_USERS}


class Hub:
    """All connections of one venue."""

    def __init__(self, venue: SimVenue) -> None:
        self._venue = venue
        self._info = Info(venue)
        self._lines: set[Line] = set()
        venue.state.listeners.append(self._heard)

    async def attend(self, socket: WebSocket) -> None:
        """Serve one connection to its end."""
        await socket.accept()
        line = Line(host=socket.client.host if socket.client else "")
        self._lines.add(line)
        talker = asyncio.create_task(self._talk(socket, line))
        try:
            while True:
                self._listen(line, await socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self._lines.discard(line)
            talker.cancel()
            await asyncio.wait([talker])

    async def _talk(self, socket: WebSocket, line: Line) -> None:
        """Send what waits; with nothing to send, repeat the prices now and then."""
        while True:
            try:
                async with asyncio.timeout(BEAT_SECONDS):
                    messages = [await line.waiting.get()]
            except TimeoutError:
                messages = [told for topic in line.topics for told in self._prices(topic)]
            for message in messages:
                if not self._venue.silent:
                    await socket.send_text(json.dumps(message))

    def _listen(self, line: Line, said: str) -> None:
        try:
            self._obey(line, table(json.loads(said)))
        except (NotUnderstood, ValueError):
            line.waiting.put_nowait({"channel": "error", "data": f"Error parsing: {said}"})

    def _obey(self, line: Line, asked: Json) -> None:
        """Do what a message says. Raises NotUnderstood."""
        match asked.get("method"):
            case "ping":
                line.waiting.put_nowait({"channel": "pong"})
            case "subscribe":
                self._subscribe(line, table(asked.get("subscription")))
            case "unsubscribe":
                line.topics.discard(self._topic(table(asked.get("subscription"))))
                _confirm(line, asked)
            case other:
                raise NotUnderstood(f"unknown method {other!r}")

    def _subscribe(self, line: Line, wish: Json) -> None:
        kind, about = topic = self._topic(wish)
        users = {user for one in self._lines if one.host == line.host for user in one.users()}
        if kind in _OF_USERS and len(users | {about}) > MOST_USERS:
            text = f"Cannot track more than {MOST_USERS} total users."
            line.waiting.put_nowait({"channel": "error", "data": text})
            return
        line.topics.add(topic)
        _confirm(line, {"method": "subscribe", "subscription": wish})
        for message in self._first(topic):
            line.waiting.put_nowait(message)

    def _topic(self, wish: Json) -> Topic:
        """Read a subscription. Raises NotUnderstood."""
        kind = text(wish, "type")
        if kind in _OF_USERS:
            return kind, address(wish, "user")
        if kind in _OF_COINS:
            self._info.l2_book(text(wish, "coin"))
            return kind, text(wish, "coin")
        if kind != "allMids":
            raise NotUnderstood(kind)
        return kind, ""

    def _first(self, topic: Topic) -> list[Json]:
        """Tell what a new subscriber hears at once."""
        kind, about = topic
        if kind != "userFills":
            return self._prices(topic)
        _, rows = self._info.answer({"type": kind, "user": about})
        snapshot = {"isSnapshot": True, "user": about, "fills": rows}
        return [{"channel": kind, "data": snapshot}]

    def _prices(self, topic: Topic) -> list[Json]:
        kind, coin = topic
        match kind:
            case "allMids":
                data: Any = {"mids": self._info.mids()}
            case "l2Book":
                data = self._info.l2_book(coin)
            case "activeAssetCtx":
                asset = self._venue.asset(coin)
                data = {"coin": coin, "ctx": self._info.context(asset)}
            case _:
                return []
        return [{"channel": kind, "data": data}]

    def _heard(self, user: str, event: object) -> None:
        """Pass an event of the venue on to every connection that hears of it."""
        for line in self._lines:
            for kind, about in line.topics:
                for message in self._told(kind, about, user, event):
                    line.waiting.put_nowait(message)

    def _told(self, kind: str, about: str, user: str, event: object) -> list[Json]:
        match event:
            case str() if kind == "allMids" or about == event:
                return self._prices((kind, about))
            case Fill() if about == user and kind == "userFills":
                data = {"user": user, "fills": [event.row()]}
                return [{"channel": "userFills", "data": data}]
            case Fill() if about == user and kind == "userEvents":
                return [{"channel": "user", "data": {"fills": [event.row()]}}]
            case Order() if about == user and kind == "orderUpdates":
                row = self._info.status_row(event)
                return [{"channel": "orderUpdates", "data": [row]}]
            case _:
                return []


def _confirm(line: Line, asked: Json) -> None:
    line.waiting.put_nowait({"channel": "subscriptionResponse", "data": asked})
