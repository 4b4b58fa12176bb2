"""`maxxit keys` as a person meets it."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.address import to_checksum_address
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from typer.testing import CliRunner, Result

from cli.main import app

pytestmark = pytest.mark.integration
OWNER = Account.from_key("0x" + "17" * 32)
USER = OWNER.address.lower()


@pytest.fixture
def maxxit(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", store_url)
    monkeypatch.setenv("NETWORK", "testnet")
    monkeypatch.setenv("KEYS_DIR", str(tmp_path / "keys"))
    return CliRunner()


def said(maxxit: CliRunner, *line: str) -> Any:
    result = maxxit.invoke(app, ["keys", *line, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def told(maxxit: CliRunner, *line: str) -> str:
    result = maxxit.invoke(app, ["keys", *line])
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def refused(result: Result, code: int) -> str:
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    return " ".join(result.stderr.split())


def approve(store_url: str, lapses: str = "2099-01-01") -> None:
    async def write() -> None:
        engine = create_async_engine(store_url)
        approved = (
            "update credential set status = 'APPROVED',"
            " valid_until = cast(cast(:at as text) as timestamptz)"
        )
        async with engine.begin() as connection:
            await connection.execute(text(approved), {"at": lapses})
        await engine.dispose()

    asyncio.run(write())


def test_init_makes_the_first_key_and_never_a_second(maxxit: CliRunner, tmp_path: Path) -> None:
    assert "k0001 is there" in told(maxxit, "init")
    again = maxxit.invoke(app, ["keys", "init"])
    assert "is not empty" in refused(again, 1)
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["k0001"]


def test_what_the_user_signs_approves_this_agent_and_no_other(maxxit: CliRunner) -> None:
    told(maxxit, "init")
    made = said(maxxit, "create", to_checksum_address(USER), "hyperliquid")
    assert made["status"] == "PENDING"
    data = made["typed_data"]
    message = data["message"]
    assert (message["agentAddress"], message["hyperliquidChain"]) == (made["agent"], "Testnet")
    assert message["agentName"].startswith("maxxit valid_until 1")
    assert data["domain"]["chainId"] == 421614
    signed = OWNER.sign_typed_data(full_message=data)
    message = encode_typed_data(full_message=data)
    assert Account.recover_message(message, signature=signed.signature).lower() == USER


def test_creating_again_prints_the_same_agent(maxxit: CliRunner, store_url: str) -> None:
    told(maxxit, "init")
    first = said(maxxit, "create", USER, "HYPERLIQUID", "--chain-id", "1")
    assert first["typed_data"]["domain"]["chainId"] == 1
    assert said(maxxit, "create", USER, "HYPERLIQUID")["agent"] == first["agent"]
    approve(store_url)
    again = said(maxxit, "create", USER, "HYPERLIQUID")
    assert (again["status"], again["typed_data"]) == ("APPROVED", None)
    assert "eth_signTypedData" not in told(maxxit, "create", USER, "HYPERLIQUID")


def test_keys_are_listed_rotated_and_revoked(maxxit: CliRunner, store_url: str) -> None:
    assert "There are no agent keys yet." in told(maxxit, "list")
    told(maxxit, "init")
    old = said(maxxit, "create", USER, "HYPERLIQUID")["agent"]
    approve(store_url)
    new = told(maxxit, "rotate", USER, "HYPERLIQUID")
    assert "is PENDING" in new
    assert "eth_signTypedData_v4" in new
    listed = said(maxxit, "list")
    assert [(row["agent"] == old, row["status"]) for row in listed] == [
        (True, "APPROVED"),
        (False, "PENDING"),
    ]
    assert "on the venue too" in told(maxxit, "revoke", USER, "HYPERLIQUID", "--pending")
    told(maxxit, "revoke", USER, "HYPERLIQUID")
    assert {row["status"] for row in said(maxxit, "list")} == {"REVOKED"}
    again = maxxit.invoke(app, ["keys", "revoke", USER, "HYPERLIQUID"])
    assert "has no such key" in refused(again, 2)


def test_the_key_encryption_key_is_prepared_rotated_and_checked(maxxit: CliRunner) -> None:
    told(maxxit, "init")
    told(maxxit, "create", USER, "HYPERLIQUID")
    for _ in range(2):
        assert "k0002 is prepared" in told(maxxit, "rotate-kek", "--prepare")
    assert "k0001 wraps 1 key (active)" in told(maxxit, "check")
    assert "k0002 is active: 1 key moved to it" in told(maxxit, "rotate-kek")
    checked = told(maxxit, "check")
    assert "nothing is wrapped by k0001" in checked
    assert "1 key not approved on the venue yet" in checked
    assert said(maxxit, "check") == {
        "network": "testnet",
        "usable": 1,
        "active": "k0002",
        "kids": {"k0002": 1},
        "spare": ["k0001"],
        "states": {"PENDING": 1},
        "not_answered": 0,
    }


def test_an_approval_about_to_lapse_is_told_before_it_does(
    maxxit: CliRunner, store_url: str
) -> None:
    told(maxxit, "init")
    agent = said(maxxit, "create", USER, "HYPERLIQUID")["agent"]
    approve(store_url)
    assert "rotate it" not in told(maxxit, "check")
    approve(store_url, "2026-01-05 12:00Z")
    assert f"agent {agent} lapses 2026-01-05 12:00+00:00: rotate it" in told(maxxit, "check")


def test_a_check_that_fails_says_so_in_one_line(maxxit: CliRunner, tmp_path: Path) -> None:
    told(maxxit, "init")
    (tmp_path / "keys" / "k0001").chmod(0o444)
    result = maxxit.invoke(app, ["keys", "check"])
    assert "can be read by others: chmod 400 it" in refused(result, 1)


@pytest.mark.parametrize("command", ["create", "rotate", "revoke"])
@pytest.mark.parametrize(
    ("user", "venue", "wrong"),
    [
        ("0x12", "HYPERLIQUID", "is no address"),
        ("alice", "HYPERLIQUID", "is no address"),
        (USER.removeprefix("0x"), "HYPERLIQUID", "is no address"),
        ("0x" + "aB" * 20, "HYPERLIQUID", "is no address"),
        (USER, "GMX", "should be one of: HYPERLIQUID"),
        (USER, "MARS", "should be one of: HYPERLIQUID"),
    ],
)
def test_bad_input_is_named(
    maxxit: CliRunner, command: str, user: str, venue: str, wrong: str
) -> None:
    result = maxxit.invoke(app, ["keys", command, user, venue])
    assert wrong in refused(result, 2)
    assert len(result.stderr.splitlines()) == 1


def test_without_a_directory_there_is_no_default(
    maxxit: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KEYS_DIR")
    for line in (["init"], ["check"], ["create", USER, "HYPERLIQUID"], ["rotate-kek"]):
        assert "KEYS_DIR is missing" in refused(maxxit.invoke(app, ["keys", *line]), 2)
    assert "There are no agent keys yet." in told(maxxit, "list")


def test_on_paper_there_is_nothing_to_sign(
    maxxit: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NETWORK", "paper")
    for command in ("create", "rotate"):
        result = maxxit.invoke(app, ["keys", command, USER, "HYPERLIQUID"])
        assert "nothing is signed there" in refused(result, 2)
