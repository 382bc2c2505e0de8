"""Lines from standard input for an asynchronous program, at a terminal or over a pipe."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

if sys.platform != "win32":
    import readline  # its import gives `input` line editing and history
    import termios

    readline.set_history_length(200)


def line_reader(prompt: str) -> Callable[[], Awaitable[str | None]]:
    """A function that gives the next line, None at the end (Ctrl-D); the prompt shows at a terminal only.

    The reading thread is a daemon: one that still waits for a line does not hold up Ctrl-C.
    """
    lines = _typed(prompt) if sys.stdin.isatty() else _piped()

    async def read() -> str | None:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[str | None] = loop.create_future()

        def work() -> None:
            loop.call_soon_threadsafe(_settle, answer, next(lines, None))

        threading.Thread(target=work, name="stdin", daemon=True).start()
        return await answer

    return read


def _settle(answer: asyncio.Future[str | None], line: str | None) -> None:
    if not answer.done():
        answer.set_result(line)


def _typed(prompt: str) -> Iterator[str]:
    while True:
        try:
            yield input(prompt)
        except EOFError:
            return


def _piped() -> Iterator[str]:
    for raw in sys.stdin.buffer.raw if hasattr(sys.stdin.buffer, "raw") else sys.stdin.buffer:
        yield raw.decode("utf-8", "replace").rstrip("\r\n")


@contextmanager
def terminal_restored() -> Iterator[None]:
    """Leaves the terminal as it was, though a reading thread may be broken off in the middle of a line."""
    if sys.platform == "win32" or not sys.stdin.isatty():
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
