"""Halts on a real Postgres: kept, found by every process, and lifted once."""

import asyncio
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network
from domain.errors import NotFound
from domain.halts import Halt, HaltScope, HaltStrength
from domain.ports.unit_of_work import UnitsOfWork
from infra.database import units_of_work
from tests.factories import NOON, an_id
from tests.factories_signals import dump

pytestmark = pytest.mark.integration
EVERY = list(product(HaltScope, HaltStrength))


def a_halt(scope: HaltScope, strength: HaltStrength, reason: str = "drill") -> Halt:
    target = None if scope is HaltScope.GLOBAL else "PAPER"
    halt_id = an_id(f"halt/{scope}/{strength}")
    return Halt(id=halt_id, scope=scope, target=target, strength=strength, reason=reason)


async def raise_halt(units: UnitsOfWork, halt: Halt) -> None:
    async with units() as uow:
        await uow.halts.raise_halt(halt, "ops", NOON)


@pytest.mark.parametrize(("scope", "strength"), EVERY)
async def test_a_halt_is_read_back_as_it_was_raised(
    units: UnitsOfWork, scope: HaltScope, strength: HaltStrength
) -> None:
    halt = a_halt(scope, strength)

    await raise_halt(units, halt)

    async with units() as uow:
        assert await uow.halts.in_force() == [halt]


async def test_a_halt_outlives_the_process_and_binds_every_network(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    halt = a_halt(HaltScope.GLOBAL, HaltStrength.FLATTEN)
    await raise_halt(units, halt)

    async with units_of_work(engine, Network.MAINNET)() as uow:
        assert await uow.halts.in_force() == [halt]


async def test_a_lifted_halt_is_kept_but_no_longer_in_force(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    halt = a_halt(HaltScope.VENUE, HaltStrength.NO_ENTRIES)
    await raise_halt(units, halt)

    for minutes in (1, 2):
        async with units() as uow:
            await uow.halts.lift(halt.id, NOON + timedelta(minutes=minutes))

    async with units() as uow:
        assert await uow.halts.in_force() == []
    (row,) = (await dump(engine, "halt"))["halt"]
    assert row["lifted_at"] == NOON + timedelta(minutes=1)
    assert row["created_by"] == "ops"


async def test_raising_the_same_halt_again_neither_changes_nor_revives_it(
    units: UnitsOfWork,
) -> None:
    halt = a_halt(HaltScope.VENUE, HaltStrength.NO_ENTRIES)
    await raise_halt(units, halt)
    async with units() as uow:
        await uow.halts.lift(halt.id, NOON)

    await raise_halt(units, a_halt(HaltScope.VENUE, HaltStrength.NO_ENTRIES, "again"))

    async with units() as uow:
        assert await uow.halts.in_force() == []


async def test_lifting_what_was_never_raised_is_an_error(units: UnitsOfWork) -> None:
    async with units() as uow:
        with pytest.raises(NotFound, match="no halt"):
            await uow.halts.lift(an_id("halt/none"), NOON)


async def test_a_scope_without_its_target_is_refused_by_the_store(units: UnitsOfWork) -> None:
    halt = Halt(
        id=an_id("halt/odd"),
        scope=HaltScope.AGENT,
        target=None,
        strength=HaltStrength.NO_ENTRIES,
        reason="drill",
    )

    with pytest.raises(IntegrityError, match="global_has_no_target"):
        await raise_halt(units, halt)


async def test_halts_raised_at_once_are_all_in_force(units: UnitsOfWork) -> None:
    halts = [a_halt(scope, strength) for scope, strength in EVERY]

    await asyncio.gather(*(raise_halt(units, halt) for halt in halts))

    async with units() as uow:
        assert {halt.id for halt in await uow.halts.in_force()} == {halt.id for halt in halts}
