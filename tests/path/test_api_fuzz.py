"""Whatever is sent to the API, by anybody: it answers as its description says, and never fails."""

import asyncio
import os

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import create_app
from api.services import APIS
from cli.api import make_gate
from domain.access import Role
from infra.clock import SystemClock
from infra.settings import Settings
from tests.api_fuzz import Attack, Report, attack
from tests.api_people import a_lasting_key, every_id
from tests.factories import a_wallet
from tests.factories_explain import a_whole_story
from tests.loopback_server import serving

FEW = 4
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", FEW))
THOROUGH = EXAMPLES > FEW
SECONDS = 3_600 if THOROUGH else 300
"""Its examples bound it, not the clock: on a busy machine the same questions take longer."""
OFTEN = 1_000_000
pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.timeout(SECONDS)]


@pytest.mark.parametrize("role", [None, *Role], ids=str)
async def test_nothing_that_is_asked_breaks_it(engine: AsyncEngine, role: Role | None) -> None:
    report = await _attacked(engine, role)

    assert "\n".join(report.failures) == ""
    assert report.asked > 100
    assert report.good > 0


async def _attacked(engine: AsyncEngine, role: Role | None) -> Report:
    await a_whole_story(engine)
    token = await a_lasting_key(engine, a_wallet(1), role) if role else None
    settings = Settings(requests_per_minute=OFTEN, logins_per_minute=OFTEN)
    gate = make_gate(settings, engine, SystemClock())
    async with serving(create_app("gateway", "0.1.0", gate, APIS["gateway"])) as url:
        plan = Attack(
            url=url,
            token=token,
            ids=await every_id(engine),
            wallets=[a_wallet(1), a_wallet(2)],
            examples=EXAMPLES,
            steps=4 if role is Role.ADMIN else 0,
            thorough=THOROUGH,
        )
        return await asyncio.to_thread(attack, plan)
