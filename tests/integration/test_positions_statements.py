"""What the database does for every mark: exactly what the rules say, along its indexes."""

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.intents import ExitReason
from contracts.market import (
    Basis,
    Network,
    RiskPlan,
    Side,
)
from domain.exits import Terms, advance, exit_due, watch_from
from domain.ports.unit_of_work import UnitsOfWork
from infra.repositories.positions import watching
from infra.repositories.positions.unwatched import unwatched
from infra.tables.positions import PositionRow
from infra.tables.signals import IntentRow
from tests.bells import (
    many_deployments,
    many_positions,
    marked,
    tell,
)
from tests.factories import (
    NOON,
)
from tests.factories_positions import (
    all_rows,
)

D = Decimal


def some_terms(dice: random.Random) -> Terms:
    thousandth = D("0.001")
    plan = RiskPlan(
        hard_stop=dice.randint(20, 300) * thousandth,
        trail_activation=dice.choice([None, dice.randint(5, 60) * thousandth]),
        trail_distance=dice.randint(3, 70) * thousandth,
        take_profit=dice.choice([None, dice.randint(50, 400) * thousandth]),
        basis=dice.choice(list(Basis)),
    )
    leverage = dice.choice([D(1), D(3), D(7), D("2.37")])
    return Terms(side=dice.choice(list(Side)), plan=plan, leverage=leverage)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_database_watches_exactly_as_the_rules_say(
    engine: AsyncEngine, units: UnitsOfWork, seed: int
) -> None:
    dice = random.Random(seed)
    all_terms = [some_terms(dice) for _ in range(60)]
    await many_deployments(engine, 60)
    price = D(100)
    watches = [(terms, watch_from(terms, price)) for terms in all_terms]
    ids = await many_positions(engine, 60, watches)
    expected = dict(zip(ids, watches, strict=True))
    reasons: dict[UUID, ExitReason] = {}
    for second in range(1, 50):
        price *= 1 + D(dice.randint(-20, 21)) / 1000
        await tell(units, marked(str(price.quantize(D("1e-9"))), second=second))
        seen = price.quantize(D("1e-9"))
        for position_id, (terms, watch) in expected.items():
            if position_id in reasons:
                continue
            moved = advance(watch, terms, seen)
            expected[position_id] = (terms, moved)
            if reason := exit_due(moved, terms.side, seen):
                reasons[position_id] = reason
    rows = await all_rows(engine, PositionRow)
    for row in rows:
        _, watch = expected[row["id"]]
        assert {name: row[name] for name in watch.__slots__} == {
            name: getattr(watch, name) for name in watch.__slots__
        }
        assert row["closing_reason"] == reasons.get(row["id"])
    assert len(reasons) >= 10
    assert {i["id"] for i in await all_rows(engine, IntentRow)} == {
        uuid5(position_id, "exit/0") for position_id in reasons
    }


async def plan_of(engine: AsyncEngine, statement: Any, given: dict[str, Any]) -> str:
    """Ask Postgres how it would run a statement."""
    compiled = statement.compile(engine, compile_kwargs={"render_postcompile": True})
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        prepared = await driver.prepare(f"explain (costs off) {compiled}")
        params = compiled.construct_params(given)
        values = [params[name] for name in compiled.positiontup or []]
        return "\n".join(row[0] for row in await prepared.fetch(*values))


async def test_marks_find_what_they_end_and_move_along_the_partial_indexes(
    engine: AsyncEngine,
) -> None:
    await many_deployments(engine, 400)
    terms = Terms(side=Side.LONG, plan=RiskPlan(), leverage=D(1))
    symbols = ("BTC", "ETH", "SOL", "ARB", "OP")
    for symbol in symbols:
        await many_positions(engine, 400, [(terms, watch_from(terms, D(100)))], symbol)
    async with engine.begin() as connection:
        await connection.execute(text("analyze position"))
    values = watching.mark_values(
        Network.PAPER, [marked("100", symbol=symbol) for symbol in symbols], at=NOON
    )
    due = await plan_of(engine, watching.DUE, values)
    for index in ("ix_position_below", "ix_position_above", "ix_position_expiry"):
        assert index in due, due
    ratchet = await plan_of(engine, watching.RATCHET, values)
    assert "ix_position_ratchet" in ratchet, ratchet
    since = NOON - timedelta(seconds=60)
    lonely = await plan_of(engine, unwatched(Network.PAPER, since), {})
    assert "ix_position_held" in lonely, lonely
    assert "Seq Scan on position" not in due + ratchet + lonely
