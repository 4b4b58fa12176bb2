"""Log lines: one form for ours and others', and nothing secret in them."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from infra.logging import HIDDEN, configure_logging, hide_secrets


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:], logging.root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.mark.parametrize("name", ["api_key", "KEY", "password", "lease_token", "Authorization"])
def test_a_field_that_smells_of_a_secret_is_hidden(name: str) -> None:
    assert hide_secrets(None, "info", {name: "hunter2", "venue": "PAPER"}) == {
        name: HIDDEN,
        "venue": "PAPER",
    }


def test_a_routing_key_is_no_secret() -> None:
    assert hide_secrets(None, "info", {"routing_key": "a.b"}) == {"routing_key": "a.b"}


def test_our_lines_and_those_of_libraries_have_one_form(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(form="json", level="INFO", service="outbox-relay")
    structlog.get_logger().info("swept", due=3, api_key="hunter2")
    logging.getLogger("another").warning("odd: %s", "this")
    ours, theirs = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["due"], ours["service"]) == ("swept", 3, "outbox-relay")
    assert ours["api_key"] == HIDDEN
    assert (theirs["event"], theirs["level"]) == ("odd: this", "warning")


def test_a_line_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(form="console", level="ERROR")
    structlog.get_logger().info("chatter")
    assert capsys.readouterr().err == ""
