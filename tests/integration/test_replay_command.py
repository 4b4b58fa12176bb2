"""`maxxit replay` as a person meets it: the same digest everywhere, and what differs named."""

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.replay.whatif import FEWEST_DAYS
from cli.world import RECORDED
from scripts.record_month import record

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]
NAMES = ("posts.jsonl", "marks.csv", "agents.toml", "replay.toml")


@pytest.fixture
def maxxit() -> CliRunner:
    return CliRunner()


@pytest.fixture
def days(tmp_path: Path) -> Path:
    """Return a folder with the first days of the recorded week."""
    for name in NAMES:
        lines = (RECORDED / name).read_text().splitlines(keepends=True)
        most = {"posts.jsonl": 40, "marks.csv": 2000}.get(name)
        (tmp_path / name).write_text("".join(lines[:most]))
    return tmp_path


def replayed(maxxit: CliRunner, *words: str) -> dict[str, Any]:
    result = maxxit.invoke(app, ["replay", *words, "--json"])
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def test_the_recorded_week_is_decided_as_it_was(maxxit: CliRunner) -> None:
    told = replayed(maxxit)
    assert told["same"] is True
    assert told["base"]["digest"] == (RECORDED / "digest.txt").read_text().strip()
    assert told["base"]["counts"]["posts"] == 218
    assert told["base"]["parked"] == {}
    assert {"positions", "signals", "intents", "orders"} <= told["base"]["latency_us"].keys()


@pytest.mark.slow
def test_a_month_has_one_digest_whatever_the_process_hashes_by(tmp_path: Path) -> None:
    record(tmp_path)
    circumstances = (RECORDED / "replay.toml").read_text()
    (tmp_path / "replay.toml").write_text(circumstances.replace("1800", "7200"))
    with _process(tmp_path, "1") as one, _process(tmp_path, "271828") as other:
        answers = [process.communicate(timeout=250)[0] for process in (one, other)]
    assert [one.returncode, other.returncode] == [0, 0]
    told = [json.loads(answer)["base"] for answer in answers]
    assert told[0]["digest"] == told[1]["digest"]
    assert told[0]["sources"] == told[1]["sources"]
    assert told[0]["counts"]["posts"] == 872


def _process(folder: Path, seed: str) -> subprocess.Popen[bytes]:
    words = ["-m", "cli", "replay", "--posts", str(folder / "posts.jsonl"), "--json"]
    environment = os.environ | {"PYTHONHASHSEED": seed}
    command = [sys.executable, *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)  # noqa: S603 - our own command


def test_one_byte_of_one_post_is_reported_at_its_number(maxxit: CliRunner, days: Path) -> None:
    posts, tape = days / "posts.jsonl", days / "tape"
    replayed(maxxit, "--posts", str(posts), "--save-decisions", str(tape))
    same = ["replay", "--posts", str(posts), "--compare", str(tape)]
    assert maxxit.invoke(app, same).exit_code == 0

    lines = posts.read_text().splitlines(keepends=True)
    changed = json.loads(lines[20])
    lines[20] = lines[20].replace(changed["text"], changed["text"][:-1] + "~")
    posts.write_text("".join(lines))
    result = maxxit.invoke(app, same)
    assert result.exit_code == 1
    number = next(
        line.split(" | ")[0]
        for line in tape.read_text().splitlines()
        if f"| post | {changed['id']} |" in line
    )
    assert f"line {number} is the first that differs" in result.stderr
    assert changed["id"] in result.stderr


def test_what_if_tells_a_difference_with_its_interval(maxxit: CliRunner, days: Path) -> None:
    words = ("--posts", str(days / "posts.jsonl"), "--set", "plan.trail_activation=0.01")
    told = replayed(maxxit, *words, "--seed", "7")
    assert told["changes"] == ["plan.trail_activation=0.01"]
    assert told["base"]["digest"] != told["changed"]["digest"]
    assert told["difference"]["days"] < FEWEST_DAYS
    assert "too few days" in told["difference"]["told"]
    assert replayed(maxxit, *words, "--seed", "7")["difference"] == told["difference"]


def test_a_change_to_what_it_is_already_changes_nothing(maxxit: CliRunner, days: Path) -> None:
    told = replayed(maxxit, "--posts", str(days / "posts.jsonl"), "--set", "min_confidence=0.5")
    assert told["base"]["digest"] == told["changed"]["digest"]
    assert Decimal(told["difference"]["difference"]) == 0


def test_the_page_needs_nothing_from_anywhere(maxxit: CliRunner, days: Path) -> None:
    page = days / "report.html"
    words = ["replay", "--posts", str(days / "posts.jsonl"), "--html", str(page)]
    assert maxxit.invoke(app, words).exit_code == 0
    written = page.read_text()
    assert 'src="' not in written.split("<body>")[1]
    assert "<link" not in written
    for told in ("Net PnL of closed positions", "Drawdown", "No, by reason", "Net PnL by source"):
        assert told in written


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--set", "min_confidense=1"], "did you mean min_confidence"),
        (["--set", "plan.hard_stop=2"], "plan.hard_stop=2"),
        (["--posts", "/nowhere/posts.jsonl"], "/nowhere/posts.jsonl"),
        (["--compare", "/nowhere/tape"], "/nowhere/tape"),
        (["--scores", "/nowhere/scores.csv"], "/nowhere/scores.csv"),
        (["--preferences", "/nowhere/dials.csv"], "/nowhere/dials.csv"),
        (["--scene", "/nowhere/replay.toml"], "/nowhere/replay.toml"),
        (["--from-log", "yesterday"], "--from-log yesterday"),
        (["--from-log", "all", "--days", "2"], "--days"),
    ],
)
def test_bad_input_ends_in_one_line_and_exit_code_2(
    maxxit: CliRunner, words: list[str], told: str
) -> None:
    result = maxxit.invoke(app, ["replay", *words])
    assert result.exit_code == 2
    assert told in result.stderr.replace("\n", "")


def test_scores_and_preferences_come_from_files(maxxit: CliRunner, days: Path) -> None:
    words = ("--posts", str(days / "posts.jsonl"))
    plain = replayed(maxxit, *words)["base"]
    good = "galaxy,sentiment,social_change,momentum,rank\n"
    told = [f"2026-01-05T{hour:02}:00:00Z,BTC,75,0.7,50,10,50\n" for hour in range(24)]
    (days / "scores.csv").write_text(f"time,token,{good}" + "".join(told))
    scored = replayed(maxxit, *words)["base"]
    assert scored["digest"] != plain["digest"]

    careful = days / "careful.csv"
    everybody = (f"0x{n:040x},0,0\n" for n in range(1, 10))
    careful.write_text("wallet,risk_tolerance,trade_frequency\n" + "".join(everybody))
    fitted = replayed(maxxit, *words, "--preferences", str(careful))["base"]
    assert fitted["digest"] != scored["digest"]
    assert fitted == replayed(maxxit, *words, "--preferences", str(careful))["base"] | {
        name: fitted[name] for name in ("latency_us", "events_per_second")
    }

    (days / "scores.csv").write_text(
        f"time,token,{good}{told[0]}2026-01-05T12:00:00Z,BTC,101,,,,\n"
    )
    result = maxxit.invoke(app, ["replay", *words])
    assert result.exit_code == 2
    assert "scores.csv: line 3: galaxy" in result.stderr.replace("\n", "")


def test_a_log_without_prices_asks_for_a_file_of_them(
    maxxit: CliRunner, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", store_url)
    result = maxxit.invoke(app, ["replay", "--from-log", "2026-01-05"])
    assert result.exit_code == 2
    assert "--marks" in result.stderr
    result = maxxit.invoke(app, ["replay", "--from-log", "all"])
    assert result.exit_code == 2
    assert "nothing is logged on paper" in result.stderr
    marks = ["--marks", str(RECORDED / "marks.csv")]
    result = maxxit.invoke(app, ["replay", "--from-log", "2026-01-05", *marks, "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["base"]["counts"]["posts"] == 0
