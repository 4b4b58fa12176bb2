"""Callers wait for their turns: in virtual time, so that a minute takes no minute."""

import asyncio

import pytest
from sqlalchemy.exc import OperationalError

from contracts.market import VenueName
from domain.errors import VenueBusy, VenueUnavailable
from infra.rates.bucket import Taken, Want
from infra.rates.budget import PATIENCE, Budget
from infra.rates.terms import Priority, terms
from infra.rates.waiting import WAITING
from tests.factories import a_wallet
from tests.factories_rates import CountingVenue, VirtualBucket
from tests.virtual_time import in_virtual_time, now

VENUE = VenueName.HYPERLIQUID
TERMS = terms(1200, burst=0.25, kept=0.2)
ENTRY = 42
FREE = TERMS.capacity - TERMS.floor(Priority.OPEN)


def a_budget(bucket: VirtualBucket, patience: float = PATIENCE) -> Budget:
    return Budget(VENUE, bucket, TERMS, entry=ENTRY, patience=patience)


def test_a_few_calls_in_a_row_cost_one_round_trip() -> None:
    async def work() -> int:
        bucket = VirtualBucket(TERMS)
        budget = a_budget(bucket)
        for _ in range(10):
            await budget.spend(2, Priority.READ)
        await budget.close()
        return bucket.asked

    assert in_virtual_time(work()) == 1


def test_what_was_not_used_is_returned_and_the_task_ends() -> None:
    async def work() -> tuple[float, int]:
        bucket = VirtualBucket(TERMS)
        budget = a_budget(bucket)
        await budget.spend(1, Priority.READ)
        await asyncio.sleep(5)
        left = bucket.take_now(Want(least=1, most=10_000, priority=Priority.CLOSE))
        return left.granted, len(asyncio.all_tasks())

    assert in_virtual_time(work()) == (TERMS.capacity, 1)


def test_closing_returns_what_is_in_hand() -> None:
    async def work() -> int:
        bucket = VirtualBucket(TERMS)
        unused, used = a_budget(bucket), a_budget(bucket)
        await used.spend(5, Priority.READ)
        await asyncio.gather(unused.close(), used.close())
        return bucket.take_now(Want(least=1, most=10_000, priority=Priority.CLOSE)).granted

    assert in_virtual_time(work()) == TERMS.capacity - 5


def test_who_has_no_turn_in_time_is_told_that_nothing_left() -> None:
    async def work() -> float:
        budget = a_budget(VirtualBucket(TERMS))
        await budget.penalise(60)
        with pytest.raises(VenueBusy):
            await budget.spend(1, Priority.OPEN, a_wallet(1))
        waited = now()
        await budget.close()
        return waited

    assert in_virtual_time(work()) == pytest.approx(PATIENCE)
    assert issubclass(VenueBusy, VenueUnavailable)


def test_a_penalty_is_served_by_all_and_then_over() -> None:
    async def work() -> list[float]:
        bucket = VirtualBucket(TERMS)
        one, other = (a_budget(bucket, patience=60) for _ in range(2))
        await one.spend(1, Priority.OPEN)
        await one.penalise(10)
        venue = CountingVenue()
        calls = [venue.ask(each, 1, Priority.CLOSE, None) for each in (one, other)]
        told = [call.at for call in await asyncio.gather(*calls)]
        await asyncio.gather(one.close(), other.close())
        return told

    assert all(10 <= at < 11 for at in in_virtual_time(work()))


def test_an_exit_overtakes_the_entries_that_wait() -> None:
    async def work() -> CountingVenue:
        bucket, venue = VirtualBucket(TERMS), CountingVenue()
        budget = a_budget(bucket, patience=60)
        entries = [
            asyncio.create_task(venue.ask(budget, 1, Priority.OPEN, a_wallet(n)))
            for n in range(600)
        ]
        await asyncio.sleep(2)
        await venue.ask(budget, 1, Priority.CLOSE, a_wallet(1))
        await asyncio.gather(*entries)
        await budget.close()
        return venue

    venue = in_virtual_time(work())
    [exit_] = [call for call in venue.calls if call.priority is Priority.CLOSE]
    assert exit_.at < 2.1
    assert sum(call.at > 2.1 for call in venue.calls) > 100


def test_a_read_waits_while_entries_do() -> None:
    async def work() -> bool:
        budget = a_budget(VirtualBucket(TERMS), patience=2)
        entries = [asyncio.create_task(budget.spend(1, Priority.OPEN)) for _ in range(FREE)]
        await asyncio.gather(*entries)
        with pytest.raises(VenueBusy):
            await budget.spend(1, Priority.READ)
        await budget.spend(1, Priority.CLOSE)
        await budget.close()
        return True

    assert in_virtual_time(work())


def test_room_is_what_entries_could_use_now() -> None:
    async def work() -> list[int]:
        budget = a_budget(VirtualBucket(TERMS), patience=60)
        rooms = [budget.room()]
        await asyncio.gather(*(budget.spend(1, Priority.OPEN) for _ in range(FREE // 2)))
        rooms.append(budget.room())
        await budget.penalise(10)
        rooms.append(budget.room())
        await asyncio.sleep(60)
        rooms.append(budget.room())
        waiting = [asyncio.create_task(budget.spend(FREE, Priority.OPEN)) for _ in range(2)]
        await asyncio.sleep(0)
        rooms.append(budget.room())
        await asyncio.gather(*waiting)
        await budget.close()
        return rooms

    fresh, half, shut, later, crowded = in_virtual_time(work())
    assert fresh == later == FREE // ENTRY
    assert FREE // 2 // ENTRY - 1 <= half <= FREE // 2 // ENTRY + 1
    assert shut == crowded == 0


def test_an_outage_of_the_database_is_waited_out() -> None:
    async def work() -> float:
        bucket = _Failing(TERMS)
        budget = a_budget(bucket)
        await budget.spend(1, Priority.OPEN)
        await budget.close()
        return now()

    assert 1 <= in_virtual_time(work()) < 2


class _Failing(VirtualBucket):
    async def take(self, want: Want) -> Taken:
        if not self.asked:
            self.asked += 1
            raise OperationalError("update rate_bucket", {}, OSError("connection reset"))
        return await super().take(want)


def test_a_fault_of_ours_is_not_waited_out() -> None:
    async def work() -> BaseException | None:
        budget = a_budget(_Broken(TERMS), patience=1)
        with pytest.raises(VenueBusy):
            await budget.spend(1, Priority.OPEN)
        assert budget.task is not None
        return budget.task.exception()

    assert isinstance(in_virtual_time(work()), LookupError)


class _Broken(VirtualBucket):
    async def take(self, want: Want) -> Taken:
        raise LookupError(f"no bucket for {want}")


def test_who_waits_is_counted_by_priority() -> None:
    async def work() -> float:
        budget = a_budget(VirtualBucket(TERMS))
        await budget.penalise(60)
        asks = [budget.spend(1, Priority.PROTECT, a_wallet(n)) for n in range(3)]
        waiting = [asyncio.create_task(ask) for ask in asks]
        await asyncio.sleep(1)
        [metric] = WAITING.collect()
        await asyncio.gather(*waiting, return_exceptions=True)
        await budget.close()
        labels = {"venue": VENUE, "priority": "protect"}
        return next(sample.value for sample in metric.samples if sample.labels == labels)

    assert in_virtual_time(work()) == 3
