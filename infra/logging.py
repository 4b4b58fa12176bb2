"""Logs: one line an event, for people or for machines, never with a secret in it."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET_WORDS = ("key", "secret", "password", "token", "authorization", "signature")
HARMLESS = frozenset({"routing_key", "tokens"})
HIDDEN = "[hidden]"
Event = MutableMapping[str, Any]


def configure_logging(*, form: str, level: str, service: str | None = None) -> None:
    """Send every log line of this process to standard error in one form, ours and others'."""
    renderer: Any = structlog.processors.JSONRenderer(default=str)
    if form == "console":
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    _route_others(shared, renderer, level)
    if service:
        structlog.contextvars.bind_contextvars(service=service)


def _route_others(shared: list[Any], renderer: Any, level: str) -> None:
    """Give the lines of libraries, and of modules that use `logging`, the same form."""
    handler = StandardError()
    drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[drop, renderer])
    )
    least = max(logging.WARNING, logging.getLevelName(level))
    logging.basicConfig(handlers=[handler], level=least, force=True)


class StandardError(logging.Handler):
    """Writes to whatever standard error is at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        sys.stderr.write(self.format(record) + "\n")


def hide_secrets(_logger: object, _method: str, event: Event) -> Event:
    """Replace the value of every field whose name smells of a secret."""
    for name in event:
        if name not in HARMLESS and any(word in name.lower() for word in SECRET_WORDS):
            event[name] = HIDDEN
    return event
