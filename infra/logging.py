"""Logs: one line an event, for people or for machines, never with a secret in it."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET_WORDS = ("key", "secret", "password", "token", "authorization", "signature")
HIDDEN = "[hidden]"
Event = MutableMapping[str, Any]


def configure_logging(*, form: str, level: str, service: str | None = None) -> None:
    """Send every log line of this process to standard error in one form."""
    renderer: Any = structlog.processors.JSONRenderer(default=str)
    if form == "console":
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, force=True)
    if service:
        structlog.contextvars.bind_contextvars(service=service)


def hide_secrets(_logger: object, _method: str, event: Event) -> Event:
    """Replace the value of every field whose name smells of a secret."""
    for name in event:
        if any(word in name.lower() for word in SECRET_WORDS):
            event[name] = HIDDEN
    return event
