"""The clients made of the description, against a gateway that runs."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import create_app
from api.services import APIS
from cli.api import make_gate
from domain.access import Role
from infra.clock import SystemClock
from infra.settings import Settings
from tests.api_people import a_key
from tests.factories import a_wallet
from tests.loopback_server import serving

ROOT = Path(__file__).parents[2]
TYPESCRIPT = ROOT / "clients/typescript"
PYTHON = ROOT / "clients/python"
pytestmark = [pytest.mark.integration, pytest.mark.slow]


@pytest.fixture
async def url(engine: AsyncEngine) -> AsyncIterator[str]:
    gate = make_gate(Settings(), engine, SystemClock())
    async with serving(create_app("gateway", "0.1.0", gate, APIS["gateway"])) as url:
        yield url


@pytest.fixture
async def token(engine: AsyncEngine) -> str:
    return await a_key(engine, a_wallet(9), Role.OPS)


async def test_the_typescript_client_is_compiled_and_used(url: str, token: str) -> None:
    assert (TYPESCRIPT / "node_modules").exists(), "make clients/typescript/node_modules"

    told = await _run(["npm", "test"], TYPESCRIPT, MAXXIT_URL=url, MAXXIT_API_KEY=token)

    assert "# pass 4" in told
    assert "# fail 0" in told


async def test_the_python_client_is_used(url: str, token: str) -> None:
    told = await _run(
        [sys.executable, "examples/drill.py"],
        PYTHON,
        PYTHONPATH=str(PYTHON),
        MAXXIT_URL=url,
        MAXXIT_API_KEY=token,
    )

    assert told.splitlines() == [
        "signed in as OPS",
        "a stranger is refused: not_signed_in",
        "the halt was raised once",
        "the halt is lifted",
        "refused: body.reason",
    ]


async def _run(command: list[str], place: Path, **more: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=place,
        env={**os.environ, **more},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await process.communicate()
    assert process.returncode == 0, told.decode()
    return told.decode()
