"""Positions, as the stages see them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from contracts.intents import ExitIntended, ExitReason
from contracts.market import DeploymentId, PositionId, Price, Symbol, VenueName, Wallet
from contracts.positions import PriceMarked
from domain.halts import Halt
from domain.positions import Evidence, Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwatched:
    """A market that positions are held in, last marked at `marked_at`, or never."""

    venue: VenueName
    symbol: Symbol
    marked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Why a position is to be exited, and the price that decided it, if one did."""

    reason: ExitReason
    at_price: Price | None = None


class Positions(Protocol):
    """Positions in the store, within one transaction.

    Where many are given, a few statements see to all of them. Marks given together are of
    different markets.
    """

    async def lock(self, position_ids: Collection[PositionId]) -> Mapping[PositionId, Position]:
        """Read positions and keep others from changing them until the transaction ends.

        They are locked in the order of their ids, and one that is not there is absent.
        """
        ...

    async def evidence(self, positions: Collection[Position]) -> Mapping[PositionId, Evidence]:
        """Read all fills of each position, where its orders stand, and when it was last marked."""
        ...

    async def save(self, positions: Collection[Position]) -> None:
        """Write all that can change of positions, in one write."""
        ...

    async def account_gaps(self, marks: Collection[PriceMarked], stale_after: timedelta) -> None:
        """Count the time that ends with each mark, and had none fresh, as naked seconds.

        It compares with the marks stored so far, so it goes before `save_marks`, and it keeps
        other transactions from marking the same markets until this one ends.
        """
        ...

    async def ratchet(self, marks: Collection[PriceMarked]) -> None:
        """Move the trailing stop of every position a mark carries further."""
        ...

    async def due(self, marks: Collection[PriceMarked], now: datetime) -> Sequence[Position]:
        """Find the open positions that the marks, or the time, end."""
        ...

    async def begin_exits(
        self, endings: Mapping[PositionId, Ending], now: datetime
    ) -> Sequence[ExitIntended]:
        """Take those of the positions that are still OPEN into CLOSING, and intend their exits.

        Being returned from here, in the order given, is the only licence to exit; the caller
        emits what it gets.
        """
        ...

    async def request_exit(
        self, position_ids: Collection[PositionId], reason: ExitReason, now: datetime
    ) -> Sequence[ExitIntended]:
        """Begin to exit positions for one reason, whatever the price; the caller emits."""
        ...

    async def covered(self, halt: Halt, *, now: datetime, limit: int) -> Sequence[PositionId]:
        """List open positions a halt applies to, but for those that pause between attempts.

        The largest come first, by what they were worth at entry.
        """
        ...

    async def left_behind(self, *, now: datetime, limit: int) -> Sequence[PositionId]:
        """List open positions of cancelled deployments that wind down, but for those that pause."""
        ...

    async def unwatched(self, since: datetime) -> Sequence[Unwatched]:
        """List the markets of open and closing positions that had no mark since a moment."""
        ...

    async def open_count(self, wallets: Collection[Wallet]) -> Mapping[Wallet, int]:
        """Count each wallet's live positions, on all venues; a wallet without any is absent."""
        ...

    async def by_deployment(self, deployment_id: DeploymentId) -> Sequence[Position]:
        """List a deployment's positions, newest first."""
        ...

    async def held(self) -> Sequence[Position]:
        """List every open or closing position, oldest first."""
        ...
