"""Chains: what is about one thing leaves in order, whatever fails, and nothing waits in vain."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from infra.chains import Chains, Row


class Wire:
    """Confirms what it is sent, except where its script says that nobody knows."""

    def __init__(self, failures: Sequence[bool] = ()) -> None:
        self.sent: list[int] = []
        self.confirmed: dict[str, list[int]] = defaultdict(list)
        self.held: dict[int, asyncio.Future[bool]] = {}
        self._failures = iter(failures)

    async def send(self, row: Row) -> bool:
        self.sent.append(row["id"])
        if row["id"] in self.held:
            known = await self.held[row["id"]]
        else:
            await asyncio.sleep(0)
            known = not next(self._failures, False)
        if known:
            self.confirmed[row["partition"]].append(row["id"])
        return known


def a_row(number: int, partition: str = "a") -> Row:
    return {"id": number, "partition": partition}


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_one_partition_waits_for_its_confirm_and_no_other_does() -> None:
    wire = Wire()
    wire.held[1] = asyncio.get_running_loop().create_future()
    async with asyncio.TaskGroup() as group:
        chains = Chains(wire.send, group)
        chains.add([a_row(1), a_row(2), a_row(3, "b"), a_row(4, "b")])
        await settle()
        assert wire.sent == [1, 3, 4]

        wire.held[1].set_result(True)
        await settle()
    assert wire.sent == [1, 3, 4, 2]


async def test_a_failure_gives_its_whole_partition_back_at_once() -> None:
    wire = Wire([True])
    async with asyncio.TaskGroup() as group:
        chains = Chains(wire.send, group)
        chains.add([a_row(1), a_row(2), a_row(3, "b")])
        await settle()
    assert chains.flying == [3]
    assert chains.broken
    assert wire.sent == [1, 3]


async def test_a_read_that_began_before_a_failure_does_not_overtake_it() -> None:
    wire = Wire()
    async with asyncio.TaskGroup() as group:
        chains = Chains(wire.send, group)
        wire.held[1] = asyncio.get_running_loop().create_future()
        chains.add([a_row(1)])
        await settle()
        wire.held.pop(1).set_result(False)
        await settle()
        chains.add([a_row(2)])  # read while row 1 flew, so row 1 was passed over
        await settle()
        assert wire.sent == [1]

        chains.mend()
        chains.add([a_row(1), a_row(2)])
        await settle()
    assert wire.sent == [1, 1, 2]


async def test_a_confirmed_row_flies_until_its_mark_is_stored() -> None:
    wire = Wire()
    async with asyncio.TaskGroup() as group:
        chains = Chains(wire.send, group)
        chains.add([a_row(1)])
        await chains.confirm.wait()
        taken = chains.take_confirmed()
        assert (taken, chains.flying) == ([1], [1])

        chains.forget(taken)
    assert (chains.take_confirmed(), chains.flying) == ([], [])


@given(
    partitions=st.lists(st.sampled_from("abc"), min_size=1, max_size=30),
    failures=st.lists(st.booleans(), max_size=40),
    batch=st.integers(min_value=1, max_value=8),
)
def test_every_row_is_confirmed_once_and_in_order_within_its_partition(
    partitions: list[str], failures: list[bool], batch: int
) -> None:
    rows = [a_row(number, partition) for number, partition in enumerate(partitions)]
    wire = Wire(failures)

    asyncio.run(relay_all(rows, wire, batch))

    for partition in set(partitions):
        expected = [row["id"] for row in rows if row["partition"] == partition]
        assert wire.confirmed[partition] == expected


async def relay_all(rows: Sequence[Row], wire: Wire, batch: int) -> None:
    """Read and mark as the relay does, with every read a few moments late."""
    marked: set[int] = set()
    async with asyncio.TaskGroup() as group:
        chains = Chains(wire.send, group)
        while len(marked) < len(rows):
            chains.mend()
            flying = set(chains.flying)
            found = [r for r in rows if r["id"] not in marked | flying][:batch]
            await asyncio.sleep(0)
            chains.add(found)
            confirmed = chains.take_confirmed()
            marked.update(confirmed)
            chains.forget(confirmed)
