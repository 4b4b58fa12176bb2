"""Each of the project's lints bites on a bad snippet and lets the good one pass."""

from pathlib import Path

import pytest

from scripts.lints.__main__ import findings
from scripts.lints.rules import RULES
from scripts.lints.source import Source

PLACE_INSIDE = """\
async def f(begin, venue, order):
    async with begin() as uow:
        report = await venue.place(order)
"""

FIND_INSIDE = """\
async def f(self, order):
    async with self.units_of_work() as work, lease:
        if order:
            await self.venues[order.venue].find(order)
"""

PLACE_OUTSIDE = """\
async def f(begin, venue, order):
    async with begin() as uow:
        known = await uow.orders.find(order.id)
        at = 'text'.find('x')
    report = await venue.place(order)
"""

BAD = [
    ("one-commit", "infra/outbox.py", "async def f(s):\n    await s.commit()\n"),
    ("one-clock", "domain/exits.py", "now = datetime.now(UTC)\n"),
    ("one-clock", "infra/outbox.py", "now = datetime.datetime.utcnow()\n"),
    ("one-clock", "cli/main.py", "import time\nstarted = time.time()\n"),
    ("no-chance", "contracts/posts.py", "from uuid import uuid4\n"),
    ("no-chance", "contracts/posts.py", "key = uuid.uuid4()\n"),
    ("no-chance", "domain/sizing.py", "import random\n"),
    ("no-chance", "domain/sizing.py", "from secrets import token_hex\n"),
    ("no-float", "domain/sizing.py", "size: float\n"),
    ("no-float", "contracts/orders.py", "fee = 0.2\n"),
    ("short-file", "infra/bus.py", "x = 1\n" * 301),
    ("short-function", "infra/bus.py", "def f():\n" + "    x = 1\n" * 50),
    ("one-address-book", "consumers/orders.py", "key = 'order.filled.v1'\n"),
    (
        "no-venue-in-transaction",
        "consumers/orders.py",
        PLACE_INSIDE,
    ),
    (
        "no-venue-in-transaction",
        "consumers/orders.py",
        FIND_INSIDE,
    ),
]

GOOD = [
    ("infra/unit_of_work.py", "async def f(s):\n    await s.commit()\n"),
    ("tests/unit/test_x.py", "connection.commit()\n"),
    ("infra/clock.py", "now = datetime.now(UTC)\n"),
    ("infra/bus.py", "import random\nfrom uuid import uuid4\nseconds: float = 0.5\n"),
    ("contracts/base.py", "from uuid import UUID, uuid5\nkey = uuid5(space, name)\n"),
    ("infra/bus.py", "x = 1\n" * 300),
    ("infra/migrations/versions/0001.py", "x = 1\n" * 301),
    ("infra/bus.py", "def f():\n" + "    x = 1\n" * 49),
    ("contracts/channels.py", "key = 'order.filled.v1'\n"),
    ("consumers/orders.py", "'''The key order.filled.v1 is taken.'''\nname = 'orders.v1'\n"),
    (
        "consumers/orders.py",
        PLACE_OUTSIDE,
    ),
]


def broken(path: str, text: str) -> list[str]:
    source = Source.parse(path, text)
    return [finding.rule for rule in RULES for finding in rule(source)]


@pytest.mark.parametrize(("rule", "path", "text"), BAD)
def test_a_lint_bites_on_what_it_forbids(rule: str, path: str, text: str) -> None:
    assert broken(path, text) == [rule]


@pytest.mark.parametrize(("path", "text"), GOOD)
def test_a_lint_lets_pass_what_is_allowed(path: str, text: str) -> None:
    assert broken(path, text) == []


def test_every_rule_has_a_snippet_that_it_bites_on() -> None:
    assert {rule for rule, _, _ in BAD} == {rule.__name__.replace("_", "-") for rule in RULES}


def test_findings_name_file_and_line_in_order(tmp_path: Path) -> None:
    (tmp_path / "domain").mkdir()
    (tmp_path / "domain" / "b.py").write_text("x = 1\ny = 0.5\n")
    (tmp_path / "domain" / "a.py").write_text("x: float\n")
    assert [str(finding) for finding in findings(tmp_path)] == [
        "domain/a.py:1 no-float use Decimal",
        "domain/b.py:2 no-float use Decimal",
    ]


def test_a_file_that_does_not_parse_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "bus.py").write_text("x = 1\ndef\n")
    assert [str(finding) for finding in findings(tmp_path)] == [
        "infra/bus.py:2 syntax invalid syntax"
    ]
