"""`maxxit access` as a person meets it: how the first admin is made, and who cannot be unmade."""

import asyncio
import json

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner, Result

from cli.main import app
from infra.tables.operations import AuditRow
from tests.factories import a_wallet
from tests.factories_positions import all_rows

pytestmark = pytest.mark.integration
ADMIN = a_wallet(0xA)


@pytest.fixture
def maxxit(store_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", store_url)
    monkeypatch.setenv("RABBITMQ_URL", "amqp://127.0.0.1:1/")
    return CliRunner()


async def told(maxxit: CliRunner, *words: str) -> Result:
    return await asyncio.to_thread(maxxit.invoke, app, ["access", *words])


async def test_the_first_admin_is_made_and_the_last_one_stays(
    maxxit: CliRunner, engine: AsyncEngine
) -> None:
    shouted = ADMIN.upper().replace("0X", "0x")
    assert (await told(maxxit, "grant", shouted, "admin")).exit_code == 0
    assert "already" in (await told(maxxit, "grant", ADMIN, "ADMIN")).stdout

    listed = json.loads((await told(maxxit, "list", "--json")).stdout)
    last = await told(maxxit, "withdraw", ADMIN, "ADMIN")

    assert listed == [{"wallet": ADMIN, "role": "ADMIN"}]
    assert (last.exit_code, "last ADMIN" in last.output) == (1, True)
    assert [deed["event"] for deed in await all_rows(engine, AuditRow)] == ["role.granted"]


async def test_a_second_admin_lets_the_first_one_go(maxxit: CliRunner) -> None:
    for wallet in (ADMIN, a_wallet(0xB)):
        await told(maxxit, "grant", wallet, "ADMIN")

    assert (await told(maxxit, "withdraw", ADMIN, "ADMIN")).exit_code == 0
    assert (await told(maxxit, "withdraw", ADMIN, "ADMIN")).exit_code == 2


@pytest.mark.parametrize("words", [("grant", "0x1", "OPS"), ("grant", ADMIN, "USER")])
async def test_a_slip_of_the_hand_is_bad_input(maxxit: CliRunner, words: tuple[str, ...]) -> None:
    assert (await told(maxxit, *words)).exit_code == 2
