"""Long answers, read whole: whatever the venue leaves out at one end is asked for."""

from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from typing import Final, Protocol, TypeVar

from pydantic import TypeAdapter

from contracts.market import Wallet
from domain.errors import VenueUnavailable
from infra.venues.hyperliquid.client import Client
from infra.venues.hyperliquid.ports import Priority
from infra.venues.hyperliquid.shapes import FillShape, FundingShape, Misshapen, read
from infra.venues.hyperliquid.weights import HEAVY, ROWS
from infra.venues.hyperliquid.wire import Wire

FULL: Final = 500
"""Rows from which on an answer may have been cut; the venue cuts some at 500, some at 2,000."""
PAGES: Final = 60
_FILLS: Final = TypeAdapter(list[FillShape])
_FUNDINGS: Final = TypeAdapter(list[FundingShape])


class Timed(Protocol):
    """A row of history; `time` is in ms."""

    @property
    def time(self) -> int: ...


Row = TypeVar("Row", bound=Timed)


class History:
    """Reads what happened to accounts since a moment, in ms."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def fills(
        self, wallet: Wallet, since: int, *, priority: Priority = Priority.READ
    ) -> Sequence[FillShape]:
        """List an account's fills, oldest first. Raises VenueUnavailable."""
        question = {"type": "userFillsByTime", "user": wallet, "startTime": since}
        asked = (question, priority, wallet)
        rows = await self._all(asked, _FILLS, lambda fill: (fill.oid, fill.tid))
        return sorted(rows, key=lambda fill: (fill.time, fill.tid))

    async def funding(self, wallet: Wallet, since: int) -> Sequence[FundingShape]:
        """List an account's payments of funding, oldest first. Raises VenueUnavailable."""
        question = {"type": "userFunding", "user": wallet, "startTime": since}
        asked = (question, Priority.READ, wallet)
        rows = await self._all(asked, _FUNDINGS, lambda paid: (paid.time, paid.delta.coin))
        return sorted(rows, key=lambda paid: (paid.time, paid.delta.coin))

    async def _all(
        self,
        asked: tuple[Wire, Priority, Wallet],
        shape: TypeAdapter[list[Row]],
        name: Callable[[Row], Hashable],
    ) -> Sequence[Row]:
        """Ask on both sides of each answer that may have been cut, until nothing is missing."""
        rows: dict[Hashable, Row] = {}
        windows: list[tuple[int, int | None]] = [(asked[0]["startTime"], None)]
        for _ in range(PAGES):
            if not windows:
                return list(rows.values())
            start, end = windows.pop()
            page = await self._page(asked, shape, start, end)
            new = {name(row): row for row in page if name(row) not in rows}
            rows |= new
            if len(page) >= FULL:
                windows += _beside(page, start, end, any_new=bool(new))
        raise VenueUnavailable("more history than can be read")

    async def _page(
        self,
        asked: tuple[Wire, Priority, Wallet],
        shape: TypeAdapter[list[Row]],
        start: int,
        end: int | None,
    ) -> list[Row]:
        question, priority, wallet = asked
        window = {"startTime": start} | ({} if end is None else {"endTime": end})
        answer = await self._client.ask(
            question | window, weight=HEAVY, priority=priority, wallet=wallet
        )
        try:
            page = read(shape, answer)
        except Misshapen as error:
            raise VenueUnavailable(f"a history of the wrong shape: {error}") from None
        await self._charge(len(page) // ROWS, wallet)
        return page

    async def _charge(self, weight: int, wallet: Wallet) -> None:
        """Count what a long answer cost; that there is nothing left does not undo the answer."""
        if weight:
            with suppress(VenueUnavailable):
                await self._client.charge(weight, wallet)


def _beside(
    page: Sequence[Timed], start: int, end: int | None, *, any_new: bool
) -> list[tuple[int, int | None]]:
    """Name what lies before and after an answer that may have been cut at either end.

    One with nothing new in it was cut only if it is of one moment: then nobody can ask further.
    """
    first, last = min(row.time for row in page), max(row.time for row in page)
    if not any_new and last - first <= 1:
        raise VenueUnavailable("more at one moment than can be told")
    before = [(start, first + 1)] if first > start and any_new else []
    after = [(last, end)] if any_new and (end is None or last < end) else []
    return [*before, *after]
