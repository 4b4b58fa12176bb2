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


class Positions(Protocol):
    """Positions in the store, within one transaction."""

    async def lock(self, position_id: PositionId) -> Position | None:
        """Read a position and keep others from changing it until the transaction ends."""
        ...

    async def evidence(self, position: Position) -> Evidence:
        """Read every fill of a position, where its orders stand, and when it was last marked."""
        ...

    async def save(self, position: Position) -> None:
        """Write all that can change of a position, in one write."""
        ...

    async def account_gap(self, mark: PriceMarked, stale_after: timedelta) -> None:
        """Count the time that ends with this mark, and had none fresh, as naked seconds.

        It compares with the mark stored so far, so it goes before `save_mark`.
        """
        ...

    async def ratchet(self, mark: PriceMarked) -> None:
        """Move the trailing stop of every position the mark carries further."""
        ...

    async def due(self, mark: PriceMarked, now: datetime) -> Sequence[Position]:
        """Find the open positions that the mark, or the time, ends."""
        ...

    async def begin_exits(
        self,
        reasons: Mapping[PositionId, ExitReason],
        *,
        at_price: Price | None,
        now: datetime,
    ) -> Sequence[ExitIntended]:
        """Take those of the positions that are still OPEN into CLOSING, and intend their exits.

        Being returned from here is the only licence to exit; the caller emits what it gets.
        """
        ...

    async def request_exit(
        self, position_ids: Collection[PositionId], reason: ExitReason, now: datetime
    ) -> Sequence[ExitIntended]:
        """Begin to exit positions for one reason, whatever the price; the caller emits."""
        ...

    async def covered(self, halt: Halt, *, now: datetime, limit: int) -> Sequence[PositionId]:
        """List open positions a halt applies to, but for those that pause between attempts."""
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
