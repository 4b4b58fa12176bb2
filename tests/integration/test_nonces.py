"""Numbers of signing keys: given out once each, by however many at once, and committed first."""

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.orders import claim_due, settle_due
from contracts.alarms import AlarmKind, AlarmRaised
from contracts.intents import TradeRefused
from contracts.market import Network, VenueName
from domain.nonces import milliseconds
from domain.ports.unit_of_work import UnitsOfWork
from infra.clock import ManualClock
from infra.memory.store import MemoryStore
from infra.nonces import Nonces
from infra.tables.orders import OrderAttemptRow
from tests.factories import NOON, a_wallet
from tests.factories_orders import stored_entries
from tests.factories_signers import VENUE, a_key, approved_keys, sign_at
from tests.orders_desk import Desk
from tests.statements import statements_of

pytestmark = pytest.mark.integration

CLAIMER = """
import asyncio, sys
from infra.clock import SystemClock
from infra.database import make_engine
from infra.nonces import Nonces

async def main() -> None:
    engine = make_engine(sys.argv[1])
    nonces = Nonces(engine, SystemClock())
    for _ in range(100):
        print(await nonces.next(sys.argv[2]))
    await engine.dispose()

asyncio.run(main())
"""


async def test_an_order_is_stored_with_its_key_and_number_before_it_is_sent(desk: Desk) -> None:
    venue = sign_at(desk)
    await approved_keys(desk.engine, [1])
    await desk.entry(venue=VENUE)

    [step] = await claim_due(desk.world)

    [row] = await desk.rows(OrderAttemptRow)
    assert step.attempt is not None
    assert venue.placed == []
    assert (row.signer, row.nonce) == (a_key(1), milliseconds(NOON))
    assert (row.wire["signer"], row.wire["nonce"]) == (row.signer, row.nonce)


async def test_whoever_takes_over_asks_about_the_very_number_that_was_spent(desk: Desk) -> None:
    venue = sign_at(desk)
    await approved_keys(desk.engine, [1])
    await desk.entry(venue=VENUE)
    [step] = await claim_due(desk.world)
    await desk.leases_end()
    assert step.attempt is not None

    async with desk.units() as uow:
        [case] = await uow.orders.due(NOON, limit=1)

    assert case.attempt is not None
    assert case.attempt.request == step.attempt.request
    assert venue.placed == []


async def test_no_number_is_sent_twice_by_two_loops_at_once(desk: Desk) -> None:
    venue = sign_at(desk)
    await approved_keys(desk.engine, range(1, 6))
    intents = await stored_entries(desk.engine, 30, venue=VENUE)
    shared = [a_wallet(1 + n % 5) for n in range(30)]
    await desk.hear(
        *(
            intent.model_copy(update={"wallet": wallet})
            for intent, wallet in zip(intents, shared, strict=True)
        )
    )

    await asyncio.gather(*(settle_due(desk.world) for _ in range(3)))
    await desk.work()

    spent = [(order.signer, order.nonce) for order in venue.placed]
    assert len(spent) == len(set(spent)) == 30
    assert {signer for signer, _ in spent} == {a_key(n) for n in range(1, 6)}


async def test_an_entry_without_an_approved_key_is_refused_and_never_sent(desk: Desk) -> None:
    venue = sign_at(desk)
    entry = await desk.entry(venue=VENUE)

    await desk.work()

    order = await desk.order(entry)
    [told] = await desk.told(TradeRefused)
    assert (order.state, order.reject_reason) == ("REJECTED", "not_approved")
    assert told.intent_id == entry.intent_id
    assert venue.placed == []


async def test_an_exit_goes_once_its_owner_approves_a_key(desk: Desk) -> None:
    venue = sign_at(desk)
    await desk.entry(venue=VENUE)
    exit_ = await desk.exit(venue=VENUE)
    await desk.work()
    [alarm] = await desk.told(AlarmRaised)
    assert alarm.kind is AlarmKind.KEY_MISSING
    assert venue.placed == []

    await approved_keys(desk.engine, [1])
    await desk.later(timedelta(seconds=10))

    assert await desk.reaches(exit_, "FILLED")


async def test_fifty_signed_orders_are_claimed_in_as_many_statements_as_one(desk: Desk) -> None:
    sign_at(desk)
    await approved_keys(desk.engine, range(1, 52))
    first, *others = await stored_entries(desk.engine, 51, venue=VENUE)
    await desk.hear(first)
    with statements_of(desk.engine) as for_one:
        assert len(await claim_due(desk.world)) == 1
    await desk.hear(*others)
    with statements_of(desk.engine) as for_fifty:
        assert len(await claim_due(desk.world)) == 50

    assert len(for_fifty) == len(for_one)


async def test_two_processes_and_the_claims_share_one_sequence(
    engine: AsyncEngine, store_url: str, units: UnitsOfWork
) -> None:
    command = (sys.executable, "-c", CLAIMER, store_url, a_key(1))
    pipe = asyncio.subprocess.PIPE
    env = os.environ | {"PYTHONPATH": str(Path.cwd())}
    others = [
        await asyncio.create_subprocess_exec(*command, stdout=pipe, env=env) for _ in range(2)
    ]
    mine = []
    for _ in range(20):
        async with units() as uow:
            mine.append((await uow.signers.nonces({a_key(1): 5}, NOON))[a_key(1)])
    outputs = [(await other.communicate())[0] for other in others]

    theirs = [[int(word) for word in output.split()] for output in outputs]
    own = [number for numbers in mine for number in numbers]
    assert [len(each) for each in theirs] == [100, 100]
    assert all(numbers == sorted(numbers) for numbers in (own, *theirs))
    assert len({*own, *theirs[0], *theirs[1]}) == 300


async def test_numbers_grow_while_the_clock_goes_back(engine: AsyncEngine) -> None:
    given = []
    for day in (2, 1, 0):
        clock = ManualClock(NOON + timedelta(days=day))
        given.append(await Nonces(engine, clock).next(a_key(1)))
    assert given == [milliseconds(NOON + timedelta(days=2)) + n for n in range(3)]


async def test_a_transaction_that_fails_spends_no_numbers(units: UnitsOfWork) -> None:
    wanted = {a_key(1): 2, a_key(2): 0}
    with pytest.raises(RuntimeError, match="killed"):
        await _killed_after_taking(units)
    async with units() as uow:
        given = await uow.signers.nonces(wanted, NOON)
    assert given == {a_key(1): range(milliseconds(NOON) - 1, milliseconds(NOON) + 1)}


async def _killed_after_taking(units: UnitsOfWork) -> None:
    async with units() as uow:
        await uow.signers.nonces({a_key(1): 5}, NOON + timedelta(hours=1))
        raise RuntimeError("killed")


async def test_memory_deals_out_the_same_keys_and_numbers(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    memory = MemoryStore(Network.PAPER, ManualClock(NOON))
    memory.agents.approve(a_wallet(1), VENUE, a_key(1))
    await approved_keys(engine, [1])
    assert await _dealt(memory.units) == await _dealt(units)


async def _dealt(units: UnitsOfWork) -> list[object]:
    told: list[object] = []
    async with units() as uow:
        told.append(await uow.signers.for_wallets(VENUE, [a_wallet(1), a_wallet(2)]))
        told.append(await uow.signers.for_wallets(VenueName.OSTIUM, [a_wallet(1)]))
        told.append(await uow.signers.for_wallets(VENUE, []))
        for count, moment in ((3, NOON), (2, NOON - timedelta(days=1)), (0, NOON)):
            told.append(await uow.signers.nonces({a_key(1): count}, moment))
        told.append(await uow.signers.nonces({}, NOON))
    return told
