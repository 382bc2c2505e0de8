"""A stand-in for the Bot API that costs little: hands out updates, takes replies, reads the bot's processor time.

Started by telegram_bots.py as a process on a core of its own. The first updates warm the bot up; once it is quiet
the others are handed out, a hundred at a time, and what the bot spends until the last reply is measured.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

QUIET = 1.0
"""Seconds without a call after which the warm-up is over."""
LOOK = 0.02
"""Seconds between two looks whether all is answered."""
BATCH = 100
BOT = {"id": 1, "is_bot": True, "first_name": "bench", "username": "BenchBot"}


def spent(pid: int) -> float:
    """Seconds of processor time of a process so far, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Stub:
    """One run."""

    def __init__(self, updates: list[dict[str, Any]], warm: int, latency: float) -> None:
        self.updates, self.warm, self.latency = updates, warm, latency
        self.open = 0
        """Updates that may be handed out."""
        self.news = asyncio.Condition()
        self.sends = 0
        self.last = time.perf_counter()
        self.expected = 0

    async def call(self, request: web.Request) -> web.Response:
        """Any method of the Bot API."""
        form = dict(parse_qsl((await request.read()).decode())) | dict(request.query)
        method = request.match_info["method"]
        result = await getattr(self, f"_{method}", self._other)(form)
        return web.Response(body=json.dumps({"ok": True, "result": result}), content_type="application/json")

    async def _other(self, form: dict[str, str]) -> Any:
        return True

    async def _getMe(self, form: dict[str, str]) -> Any:  # noqa: N802
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": True}

    async def _getUpdates(self, form: dict[str, str]) -> Any:  # noqa: N802
        first = max(int(form.get("offset", 0)), 1) - 1
        async with self.news:
            try:
                async with asyncio.timeout(float(form.get("timeout", 0))):
                    await self.news.wait_for(lambda: first < self.open)
            except TimeoutError:
                return []
        return self.updates[first : min(first + BATCH, self.open)]

    async def _sendMessage(self, form: dict[str, str]) -> Any:  # noqa: N802
        await asyncio.sleep(self.latency if self.expected else 0)  # the warm-up may be quick
        self.sends, self.last = self.sends + 1, time.perf_counter()
        chat = {"id": int(form["chat_id"]), "type": "private", "first_name": "A"}
        return {"message_id": self.sends, "date": 1700000000, "chat": chat, "from": BOT, "text": form["text"]}

    async def measure(self, request: web.Request) -> web.Response:
        """Warm up, hand out the rest, tell what the process `pid` spent on it; `signal`: tell it the beginning."""
        pid = int(request.query["pid"])
        await self._release(self.warm)
        await self._until(pid, lambda: self.sends >= self.warm and time.perf_counter() - self.last > QUIET)
        self.expected = self.sends + len(self.updates) - self.warm
        if "signal" in request.query:
            os.kill(pid, signal.SIGUSR1)
        cpu, began = spent(pid), time.perf_counter()
        await self._release(len(self.updates))
        await self._until(pid, lambda: self.sends >= self.expected)
        figures = {"cpu": spent(pid) - cpu, "wall": self.last - began}
        return web.json_response(figures)

    async def _until(self, pid: int, holds: Callable[[], bool]) -> None:
        """Raises where the bot has ended."""
        while not holds():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()  # noqa: ASYNC240
            if fields[0] == "Z":
                raise web.HTTPInternalServerError(text="the bot has ended")
            await asyncio.sleep(LOOK)

    async def _release(self, count: int) -> None:
        async with self.news:
            self.open = count
            self.news.notify_all()


async def serve(updates: list[dict[str, Any]], warm: int, latency: float) -> None:
    """Run until killed; prints the port."""
    stub = Stub(updates, warm, latency)
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", stub.call)
    app.router.add_get("/measure", stub.measure)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    asyncio.run(serve(given, int(sys.argv[2]), float(sys.argv[3])))
