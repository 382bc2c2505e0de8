"""An engine that echoes, and ways to run a service over a real store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.channels.base import Channel
from bot.core.knowledge import KnowledgeBase
from bot.core.model import Exchange, IncomingMessage, Option, Outcome, Reply
from bot.service.clerk import Clerk
from bot.service.forget import ForgetDesk
from bot.service.service import Service
from bot.service.turns import TurnHandler
from bot.store import Store

SECRET = b"a key for tests"
OPTIONS = (Option("住房", "topic:housing"), Option("补贴", "topic:money"))


class EchoEngine:
    """Says what it heard and how often; `boom` in the text raises."""

    base = KnowledgeBase({}, {}, {}, {}, {}, version="echo")

    def respond(self, message: IncomingMessage, memory: Mapping[str, Any], now: datetime) -> Exchange:
        if "boom" in message.text:
            raise RuntimeError(f"cannot read {message.text}")
        said = f"pressed {message.press}" if message.press else f"heard {message.text}"
        count = int(memory.get("count", 0)) + 1
        closing = "来源：《测试》"
        reply = Reply(Outcome.ANSWER, f"{count}: {said}", f"{count}: {said}\n{closing}", "zh", OPTIONS)
        return Exchange(reply, {"count": count}, {"rule": "echo"})


def open_store(folder: Path) -> Any:
    return Store.open(f"sqlite+aiosqlite:///{folder / 'test.db'}", SECRET)


@asynccontextmanager
async def running(store: Store, channels: Sequence[Channel], engine: Any = None) -> AsyncIterator[Service]:
    """A service at work; stopped in order at the end."""
    responder = engine or EchoEngine()
    service = Service(store, lambda: responder, channels, retention_days=180)
    task = asyncio.create_task(service.run())
    try:
        yield service
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def turn_handler(store: Store, current: Any = EchoEngine) -> TurnHandler:
    """A turn handler with the desk for /forget."""
    clerk = Clerk(store, current, retention_days=90)
    return TurnHandler(clerk, current, desks=[ForgetDesk(clerk)])
