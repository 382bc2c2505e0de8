"""The program's own log: to standard error; readable at a terminal, JSON lines elsewhere."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from typing import TextIO, cast

import structlog

from bot.errors import TalentBotError


class _Unfailing:
    """A stream that drops what it cannot write: the service outlives a full disk under its log."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


def configure_logging(level: int = logging.INFO) -> None:
    """Send our log lines from `level` on, and warnings of libraries, to standard error."""
    is_terminal = sys.stderr.isatty()
    json_lines = structlog.processors.JSONRenderer(ensure_ascii=False)
    renderer: structlog.typing.Processor = structlog.dev.ConsoleRenderer() if is_terminal else json_lines
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=not is_terminal),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _Unfailing(sys.stderr))),
    )
    form = "%(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format=form)
    # Its request lines hold the bot's token.
    logging.getLogger("httpx").setLevel(logging.WARNING)


def reason(error: Exception) -> str:
    """What may be logged of an error: only our own ones are sure to quote nothing that a person wrote."""
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, TalentBotError) else name
