"""Preferences in a real Postgres, and the roster that may carry them."""

from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.roster import apply_roster, read_roster
from contracts.market import Network
from domain.ports.unit_of_work import UnitsOfWork
from domain.preferences import Preferences
from tests.factories import NOON, a_wallet
from tests.factories_posts import rows

pytestmark = pytest.mark.integration

ROSTER = f"""
[[agent]]
name = "a"
creator = "{a_wallet(9)}"
follows = ["alice"]
min_score = -0.25
leverage_cap = 3

[[preferences]]
wallet = "0x{"AB" * 20}"
risk_tolerance = 0
"""


async def test_preferences_are_read_back_zeros_too(units: UnitsOfWork) -> None:
    cautious = Preferences(risk_tolerance=0, trade_frequency=0)
    async with units() as uow:
        await uow.preferences.save(a_wallet(1), Preferences())
        await uow.preferences.save(a_wallet(1), cautious)
    async with units() as uow:
        assert await uow.preferences.of([a_wallet(1), a_wallet(2)]) == {a_wallet(1): cautious}
        assert await uow.preferences.of([]) == {}


async def test_saving_the_same_preferences_again_changes_nothing(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    seen = []
    for _ in range(2):
        async with units() as uow:
            await uow.preferences.save(a_wallet(1), Preferences(trade_frequency=7))
        seen.append(await rows(engine, "select * from preference"))
    assert seen[0] == seen[1]


async def test_a_roster_may_say_how_users_like_to_trade(units: UnitsOfWork, tmp_path: Path) -> None:
    path = tmp_path / "agents.toml"
    path.write_text(ROSTER)
    roster = read_roster(path)
    assert str(roster.agent[0].min_score) == "-0.25"
    await apply_roster(units, roster, Network.PAPER, NOON)
    assert roster.agent[0].leverage_cap == 3
    user = "0x" + "ab" * 20
    async with units() as uow:
        assert await uow.preferences.of([user]) == {user: Preferences(risk_tolerance=0)}


async def test_a_roster_says_what_bounds_an_agent(units: UnitsOfWork, tmp_path: Path) -> None:
    path = tmp_path / "agents.toml"
    path.write_text(ROSTER)
    roster = read_roster(path)
    await apply_roster(units, roster, Network.PAPER, NOON)
    async with units() as uow:
        (agent,) = (await uow.agents.get([roster.agent[0].id])).values()
    assert f"{agent.leverage_cap:.0f} {agent.min_score:.2f}" == "3 -0.25"
    path.write_text(ROSTER.replace("leverage_cap = 3", "leverage_cap = 11"))
    with pytest.raises(ValidationError, match="leverage_cap"):
        read_roster(path)


@pytest.mark.parametrize("dial", ["-1", "101", "50.0", "true", '"50"'])
def test_a_roster_with_a_dial_that_is_none_is_refused(dial: str, tmp_path: Path) -> None:
    path = tmp_path / "agents.toml"
    path.write_text(ROSTER.replace("risk_tolerance = 0", f"risk_tolerance = {dial}"))
    with pytest.raises(ValidationError, match="risk_tolerance"):
        read_roster(path)
