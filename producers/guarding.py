"""Guarding one position: what its stops came to, and what is done about it."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from contracts.market import Symbol, Wallet
from domain.errors import FateUnknown, VenueError, VenueRefused
from domain.policy import Policy
from domain.ports.positions import Ending
from domain.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.ports.venue import Market, RestingStop, Rests, StopRequest, Venue
from domain.positions import Position, PositionStatus, exit_reason
from domain.stops import (
    Guard,
    Guarded,
    Stop,
    StopState,
    closing,
    covered,
    failed,
    finished,
    fits,
    missed,
    naked_alarm,
    next_stop,
    seen_resting,
    sight,
    uncovered,
    waiting,
    wants_while_closing,
)
from producers.outside import book_stop

log = logging.getLogger(__name__)

WORRYING = 3
"""After how many failures in a row that are no refusal a person should look."""
SKEW = timedelta(minutes=1)
"""How far behind ours a venue's clock may be."""
FINEST = Market(
    symbol="",
    min_notional=Decimal(0),
    lot=Decimal("0.000000000000000001"),
    tick=Decimal("0.000000000000000001"),
    max_leverage=Decimal(1),
)
"""Stands for a market that is not listed any more: every difference counts."""


class Guards(Venue, Rests, Protocol):
    """A venue where stops can rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopReport:
    """What a round came to: stops that came to rest, were taken away, traded, or failed.

    `exits` counts positions that were exited at once, because the price was past the stop.
    """

    placed: int = 0
    removed: int = 0
    filled: int = 0
    failed: int = 0
    exits: int = 0

    def plus(self, other: "StopReport") -> "StopReport":
        """Add two rounds up."""
        return StopReport(
            placed=self.placed + other.placed,
            removed=self.removed + other.removed,
            filled=self.filled + other.filled,
            failed=self.failed + other.failed,
            exits=self.exits + other.exits,
        )


class Keeper:
    """Sees to positions of one venue at one moment."""

    def __init__(
        self,
        venue: Guards,
        units: UnitsOfWork,
        policy: Policy,
        *,
        now: datetime,
        keys: Mapping[Wallet, Wallet],
        markets: Mapping[Symbol, Market],
    ) -> None:
        self._venue = venue
        self._units = units
        self._policy = policy
        self._now = now
        self._keys = keys
        self._markets = markets

    async def keep(self, guarded: Guarded, shown: Sequence[RestingStop] | None) -> StopReport:
        """Do what one position's stops want, and write down how it is guarded now.

        `shown` is what the venue lets rest for its account, None when it did not tell.
        """
        if shown is None:
            return await self._fail(guarded, "the venue does not tell what rests")
        seen = sight(guarded, shown, self._market(guarded.position))
        stops = [seen_resting(stop, self._now) for stop in seen.confirmed]
        traded = 0
        for stop in seen.missing:
            after = await self._missing(guarded.position, stop)
            traded += after.state is StopState.FILLED
            stops.append(after)
        guarded = replace(guarded, stops=tuple(sorted(stops, key=lambda stop: stop.n)))
        if traded:
            guard = waiting(uncovered(guarded.guard, guarded.position, self._now), self._now)
            await self._save(guard, guarded.stops)
            return StopReport(filled=traded)
        guarded, removed = await self._remove(guarded, seen.surplus)
        left = len(seen.surplus) - removed
        return (await self._judge(guarded, left)).plus(StopReport(removed=removed))

    async def _judge(self, guarded: Guarded, left: int) -> StopReport:
        """Decide what to do once it is known what rests; `left` stops could not be taken away."""
        position, guard = guarded.position, guarded.guard
        resting = [stop for stop in guarded.stops if stop.state is StopState.RESTING]
        if position.status.ended:
            guard = failed(guard, self._now) if left else finished(guarded, self._now)
            await self._save(guard, guarded.stops)
            return StopReport(failed=min(left, 1))
        market = self._market(position)
        fitting = [stop for stop in resting if fits(stop, position, market)]
        if fitting:
            await self._save(covered(guard, fitting[-1], position, self._now), guarded.stops)
            return StopReport()
        is_empty = not position.quantity
        is_whole = is_empty or any(stop.quantity >= position.quantity for stop in resting)
        guard = guard if is_whole else uncovered(guard, position, self._now)
        guarded = replace(guarded, guard=guard)
        if position.status is not PositionStatus.OPEN:
            return await self._while_closing(guarded)
        if await self._exit(guarded):
            return StopReport(exits=1)
        return await self._place(guarded)

    async def _while_closing(self, guarded: Guarded) -> StopReport:
        if wants_while_closing(guarded):
            return await self._place(guarded)
        await self._save(closing(guarded.guard, self._now), guarded.stops)
        return StopReport()

    async def _missing(self, position: Position, stop: Stop) -> Stop:
        """Ask what became of a stop that does not rest, and book what it traded."""
        try:
            since = stop.placed_at - SKEW
            told = await self._venue.trades(position.wallet, position.symbol, since)
        except VenueError as error:
            log.warning("%s does not tell trades of %s: %s", position.venue, position.id, error)
            return stop
        trades = [trade for trade in told if trade.client_order_id == stop.client_order_id]
        if not trades:
            return missed(stop, self._now)
        async with self._units() as uow:
            await book_stop(position.id, trades, uow, self._now)
        return replace(stop, state=StopState.FILLED)

    async def _remove(
        self, guarded: Guarded, surplus: Sequence[RestingStop]
    ) -> tuple[Guarded, int]:
        """Take away what is of no use any more; what cannot be stays for the next look."""
        signer, gone = self._keys.get(guarded.position.wallet), set()
        for resting in surplus:
            if signer is None:
                log.warning("no key may take away the stop %s", resting.stop_id)
                break
            try:
                await self._venue.unprotect(resting, signer)
                gone.add(resting.client_order_id)
            except VenueError as error:
                log.warning("the stop %s is not taken away: %s", resting.stop_id, error)
        stops = tuple(
            replace(stop, state=StopState.GONE, detail="taken away by us")
            if stop.client_order_id in gone
            else stop
            for stop in guarded.stops
        )
        return replace(guarded, stops=stops), len(gone)

    async def _exit(self, guarded: Guarded) -> bool:
        """Exit at the market what is past its stop already, by the rule of every exit."""
        asked = guarded.position
        async with self._units() as uow:
            position = (await uow.positions.lock([asked.id]))[asked.id]
            price = await self._price(position, uow)
            reason = exit_reason(position, price, self._now) if price else None
            if reason is None:
                return False
            ending = Ending(reason=reason, at_price=price)
            uow.emit(*await uow.positions.begin_exits({position.id: ending}, self._now))
            guard = waiting(guarded.guard, self._now)
            await uow.stops.save(guard, guarded.stops, self._now)
        return True

    async def _price(self, position: Position, uow: UnitOfWork) -> Decimal | None:
        """Read the latest mark; one that is not fresh is none."""
        quotes = await uow.markets.quotes([position.symbol], [position.venue])
        quote = quotes[position.symbol].get(position.venue)
        oldest = self._now - self._policy.max_price_age
        return quote.price if quote is not None and quote.seen_at >= oldest else None

    async def _place(self, guarded: Guarded) -> StopReport:
        """Let the stop rest that is wanted; the one before it goes once a look shows this one.

        So no moment is naked: where two together would close more than is held, the venue
        cancels the older one by itself, and never the new one.
        """
        position = guarded.position
        signer = self._keys.get(position.wallet)
        if signer is None:
            return await self._fail(guarded, f"{position.wallet} has approved no key")
        stop = self._wanted(guarded)
        async with self._units() as uow:
            await uow.stops.add(stop)
        guarded = _with(guarded, stop)
        try:
            await self._venue.protect(_request(position, stop, signer))
        except VenueRefused as refusal:
            refused = replace(stop, state=StopState.REFUSED, detail=str(refusal))
            is_open = position.status is PositionStatus.OPEN  # or its exit was faster
            return await self._fail(_with(guarded, refused), str(refusal), at_once=is_open)
        except VenueError as error:
            lost = isinstance(error, FateUnknown)
            return await self._fail(guarded, str(error) or type(error).__name__, lost=lost)
        guarded = _with(guarded, seen_resting(stop, self._now))
        guard = covered(guarded.guard, stop, position, self._now)
        if len(guarded.stops) > 1:
            guard = replace(guard, next_look_at=guard.retry_at)
        await self._save(guard, guarded.stops)
        return StopReport(placed=1)

    def _wanted(self, guarded: Guarded) -> Stop:
        """Name the stop to ask for: one asked for before that fits, or else a new one."""
        market = self._market(guarded.position)
        asked = [stop for stop in guarded.stops if stop.state is StopState.PLACING]
        fitting = [stop for stop in asked if fits(stop, guarded.position, market)]
        return fitting[-1] if fitting else next_stop(guarded, self._now)

    async def _fail(
        self, guarded: Guarded, detail: str, *, at_once: bool = False, lost: bool = False
    ) -> StopReport:
        """Write down that it did not work, and tell a person of a refusal, or of the third time."""
        position, guard = guarded.position, failed(guarded.guard, self._now, lost=lost)
        worrying = 1 if at_once else WORRYING
        async with self._units() as uow:
            await uow.stops.save(guard, guarded.stops, self._now)
            if guard.failures == worrying and not position.status.ended:
                uow.emit(naked_alarm(position, guard.last_stop, detail, self._now))
        log.warning("the stop of position %s does not rest: %s", position.id, detail)
        return StopReport(failed=1)

    async def _save(self, guard: Guard, stops: Sequence[Stop]) -> None:
        async with self._units() as uow:
            await uow.stops.save(guard, stops, self._now)

    def _market(self, position: Position) -> Market:
        return self._markets.get(position.symbol, FINEST)


def _with(guarded: Guarded, stop: Stop) -> Guarded:
    """Put a stop in the place of its earlier self, and count it."""
    others = [each for each in guarded.stops if each.n != stop.n]
    guard = replace(guarded.guard, last_stop=max(guarded.guard.last_stop, stop.n))
    stops = tuple(sorted([*others, stop], key=lambda each: each.n))
    return replace(guarded, guard=guard, stops=stops)


def _request(position: Position, stop: Stop, signer: Wallet) -> StopRequest:
    return StopRequest(
        client_order_id=stop.client_order_id,
        wallet=position.wallet,
        signer=signer,
        symbol=position.symbol,
        side=position.side,
        quantity=stop.quantity,
        trigger_price=stop.trigger_price,
    )
