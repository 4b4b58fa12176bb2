"""Chains: what is about one thing is published in order, what is about different things at once."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
"""A message that waits: at least its `id` and its `partition`."""


class Chains:
    """Publishes rows side by side, those of one partition one after the other.

    A row flies from when it is added until its confirm is forgotten, that is marked; what flies
    is not to be read again. When a publish fails, its whole partition lands at once, so that the
    next look finds the failed row before all that follow it.
    """

    def __init__(self, send: Callable[[Row], Awaitable[bool]], group: asyncio.TaskGroup) -> None:
        self._send = send
        self._group = group
        self._waiting: dict[str, deque[Row]] = {}
        self._broken: set[str] = set()
        self._confirmed: list[int] = []
        self._flying: set[int] = set()
        self.confirm = asyncio.Event()
        """Set whenever a row was confirmed."""

    @property
    def flying(self) -> list[int]:
        """Name the rows that are published, or confirmed and not marked yet."""
        return list(self._flying)

    @property
    def broken(self) -> bool:
        """Tell whether a publish failed since `mend`."""
        return bool(self._broken)

    def mend(self) -> None:
        """Let partitions that failed go on; whoever calls this reads what waits afterwards."""
        self._broken.clear()

    def add(self, rows: Sequence[Row]) -> None:
        """Publish rows that were read in the order of ids since `mend`.

        A partition that failed during the read is left out: the reader may have passed over its
        earlier rows, because they still flew.
        """
        for row in rows:
            if (partition := row["partition"]) not in self._broken:
                self._flying.add(row["id"])
                self._link(partition, row)

    def take_confirmed(self) -> list[int]:
        """Hand over the rows confirmed since the last call; they fly until forgotten."""
        self.confirm.clear()
        confirmed, self._confirmed = self._confirmed, []
        return confirmed

    def forget(self, ids: Sequence[int]) -> None:
        """Stop knowing rows that are marked."""
        self._flying.difference_update(ids)

    def _link(self, partition: str, row: Row) -> None:
        if partition in self._waiting:
            self._waiting[partition].append(row)
            return
        self._waiting[partition] = deque([row])
        self._group.create_task(self._publish(partition))

    async def _publish(self, partition: str) -> None:
        waiting = self._waiting[partition]
        while waiting:
            if not await self._send(waiting[0]):
                self._land(partition)
                return
            self._confirmed.append(waiting.popleft()["id"])
            self.confirm.set()
        del self._waiting[partition]

    def _land(self, partition: str) -> None:
        """Give a partition's rows back, all at once: none of them may overtake the failed one."""
        self._flying.difference_update(row["id"] for row in self._waiting.pop(partition))
        self._broken.add(partition)
