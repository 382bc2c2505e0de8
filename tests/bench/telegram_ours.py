"""Our bot as it is served, without its pace; tells where the processor time went when `SPLIT` names a file.

The signal of ITIMER_PROF comes after each millisecond or so of the process's processor time, whichever thread
spent it; where the main thread only waits, it was SQLite in a thread of its own.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import re
import signal
import sys
from collections import Counter
from pathlib import Path
from types import FrameType

from bot.__main__ import main

EVERY = 0.002
SPLIT = os.environ.get("SPLIT", "")

_samples: Counter[str] = Counter()
_STORE = {
    "_receive": "store what came in",
    "next_messages": "look up: inbox",
    "next_outgoing": "look up: outbox",
    "recall": "look up: memory of the chat",
    "_commit_turn": "commit the turn",
    "sent": "mark as sent",
}


def _sample(_signal: int, frame: FrameType | None) -> None:
    _samples[_where(frame)] += 1


def _where(frame: FrameType | None) -> str:
    if frame is not None and frame.f_code.co_name == "select" and "selectors" in frame.f_code.co_filename:
        return "SQLite's own thread"
    files = [code.f_code.co_filename for code in _chain(frame)]
    if any("/bot/core/" in name for name in files):
        return "understand and answer"
    try:
        task = asyncio.current_task()
    except RuntimeError:
        return "start and stop"
    return _of_task(task) if task else _of_callback(files)


def _chain(frame: FrameType | None) -> list[FrameType]:
    found = []
    while frame is not None:
        found.append(frame)
        frame = frame.f_back
    return found


def _of_task(task: asyncio.Task[object]) -> str:
    work = getattr(task.get_coro(), "cr_frame", None)
    name = getattr(work.f_locals.get("work"), "__name__", "") if work else ""
    if name:
        return _STORE.get(name, f"store: {name}")
    kind = re.sub(r"\d+$", "", task.get_name())
    return {"turns-": "turn, the rest", "send-telegram-": "send (PTB and aiohttp)"}.get(
        kind, "poll and pumps"
    )


def _of_callback(files: list[str]) -> str:
    for part, name in (("aiohttp", "send: network callbacks"), ("aiosqlite", "callbacks of SQLite")):
        if any(part in file for file in files):
            return name
    return "event loop"


def _report() -> None:
    signal.setitimer(signal.ITIMER_PROF, 0)
    total = sum(_samples.values()) or 1
    lines = [f"{count / total:6.1%}  {name}" for name, count in _samples.most_common()]
    Path(SPLIT).write_text("\n".join(lines) + "\n")


def _begin(*_: object) -> None:
    """The warm-up is over: count from now on."""
    signal.signal(signal.SIGPROF, _sample)
    signal.siginterrupt(signal.SIGPROF, False)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)


if __name__ == "__main__":
    if SPLIT:
        atexit.register(_report)
        signal.signal(signal.SIGUSR1, _begin)
    sys.argv = ["talentbot", "serve", "--port", "0"]
    sys.exit(main())
