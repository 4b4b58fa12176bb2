"""A transaction in memory: it happens whole or not at all, and its messages are told once."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.base import Message
from contracts.intents import TradeIntended
from contracts.market import Network
from domain.orders import entry_order
from infra.clock import ManualClock
from infra.memory.journal import Journal, Table
from infra.memory.store import MemoryStore
from infra.memory.unpolled import NotKept
from tests.factories import NOON
from tests.factories_orders import an_entry

CHANGES = st.lists(st.tuples(st.integers(0, 5), st.integers()))


@given(CHANGES, CHANGES)
def test_what_is_taken_back_was_never_there(
    kept: list[tuple[int, int]], undone: list[tuple[int, int]]
) -> None:
    journal = Journal()
    table: Table[int, int] = Table(journal)
    for key, value in kept:
        table.put(key, value)
    journal.keep()
    before = dict(table.items())
    for key, value in undone:
        table.put(key, value)
    journal.rollback()
    assert dict(table.items()) == before


async def break_after(store: MemoryStore, intent: TradeIntended) -> None:
    async with store.units() as uow:
        await uow.intents.reserve([intent], NOON)
        await uow.orders.plan([entry_order(intent, now=NOON)])
        uow.emit(intent)
        raise RuntimeError("it broke")


async def test_a_failed_transaction_leaves_nothing_and_tells_nothing() -> None:
    store = MemoryStore(Network.PAPER, ManualClock(NOON))
    told: list[Message] = []
    store.listen(told.append)
    intent = an_entry()
    with pytest.raises(RuntimeError, match="it broke"):
        await break_after(store, intent)
    assert (store.positions.all(), store.orders.all(), told) == ([], [], [])
    assert not store.has_work(NOON)
    async with store.units() as uow:
        assert await uow.intents.exposures([intent.wallet]) == {}
        assert await uow.intents.reserve([intent], NOON) == {intent.position_id}


async def test_a_message_is_told_once_by_its_id() -> None:
    store = MemoryStore(Network.PAPER, ManualClock(NOON))
    told: list[Message] = []
    store.listen(told.append)
    intent = an_entry()
    for _ in range(2):
        async with store.units() as uow:
            uow.emit(intent, intent)
    assert told == [intent]


async def test_a_message_is_taken_once_by_each_stage_and_parked_at_the_limit() -> None:
    store = MemoryStore(Network.PAPER, ManualClock(NOON))
    intent = an_entry()
    async with store.units() as uow:
        assert await uow.inbox.take("orders", [intent]) == {intent.id}
        assert await uow.inbox.take("orders", [intent]) == set()
        assert await uow.inbox.take("metrics", [intent]) == {intent.id}
        assert not await uow.inbox.fail("orders", intent, "bad", limit=2)
        assert await uow.inbox.fail("orders", intent, "worse", limit=2)
    assert [(p.stage, p.error) for p in store.inbox.parked()] == [("orders", "worse")]


async def test_an_order_written_from_an_old_version_is_left_alone() -> None:
    store = MemoryStore(Network.PAPER, ManualClock(NOON))
    order = entry_order(an_entry(), now=NOON)
    async with store.units() as uow:
        await uow.orders.plan([replace(order, version=2), order])
    assert [each.version for each in store.orders.all()] == [2]


async def test_what_no_replay_needs_is_refused_by_name() -> None:
    store = MemoryStore(Network.PAPER, ManualClock(NOON))
    async with store.units() as uow:
        with pytest.raises(NotKept):
            _ = uow.metrics
        with pytest.raises(NotKept):
            await uow.posts.reads("x", NOON.date())
