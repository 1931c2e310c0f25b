"""Sets up logging: ours through structlog and everybody else's, in one form, on one stream."""

import logging
import sys
from collections.abc import Sequence
from typing import Literal, TextIO

import structlog
from structlog.typing import Processor

from infra.telemetry.redaction import Redaction

LogFormat = Literal["auto", "console", "json"]

_QUIET = (
    "aiosqlite",
    "alembic",
    "asyncio",
    "broadcaster",
    "dbos",
    "httpcore2",
    "httpx2",
    "lightgbm",
    "pebble",
    "sqlalchemy",
    "strawberry",
    "urllib3",
    "uvicorn",
    "websockets",
)
"""Libraries of which only warnings matter."""

_OWN_HANDLERS = ("dbos", "uvicorn", "uvicorn.access", "uvicorn.error")
"""Libraries that bring handlers of their own, which would write around the redaction."""


def configure_logging(
    level: str,
    form: LogFormat = "auto",
    *,
    hidden: Sequence[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Set up logging for the whole process; calling it again replaces the former set-up.

    Context that was bound with ``structlog.contextvars`` is on every line, libraries' lines included. Times are UTC.

    Args:
        level: Least severity that is written: DEBUG, INFO, WARNING or ERROR.
        form: ``console`` for people, ``json`` for machines, ``auto`` to tell by whether the stream is a terminal.
        hidden: Values that must never be written, besides everything that looks like a secret.
        stream: Where to write; standard error when none, so that the output of commands stays clean.
    """
    target = stream or sys.stderr
    readable = form == "console" or (form == "auto" and target.isatty())
    handler = logging.StreamHandler(target)
    handler.setFormatter(_formatter(readable=readable, colors=target.isatty(), hidden=hidden))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    _tame_libraries(level)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _shared() -> list[Processor]:
    """What is added to every line, ours or a library's."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.StackInfoRenderer(),
    ]


def _formatter(*, readable: bool, colors: bool, hidden: Sequence[str]) -> logging.Formatter:
    """Build what turns an event into a line. Tracebacks become text before secrets are blanked, so they lose them too.

    Tracebacks never show local variables.
    """
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(
            colors=colors, exception_formatter=structlog.dev.plain_traceback, timestamp_key="time"
        )
        if readable
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        # The fields that a line of the standard library's logging carries, such as the reference of a failure.
        foreign_pre_chain=[*_shared(), structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            Redaction(hidden),
            renderer,
        ],
    )


def _tame_libraries(level: str) -> None:
    """Let libraries speak through our handler, and the talkative ones only when something is wrong."""
    quietest = max(logging.WARNING, logging.getLevelNamesMapping()[level])
    for name in _QUIET:
        logging.getLogger(name).setLevel(quietest)
    # Requests are logged by our own server code, with their context.
    logging.getLogger("uvicorn.access").setLevel(quietest)
    for name in _OWN_HANDLERS:
        logger = logging.getLogger(name)
        # An empty handler keeps DBOS from adding its own and cutting the line to ours.
        logger.handlers[:] = [logging.NullHandler()]
        logger.propagate = True
