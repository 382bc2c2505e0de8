"""The loopback Bot API with weather: delays, refusals by chance, chats on hold; it records every reply."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1] / "telegram"))
from bot_api_rules import Refused
from loopback import LoopbackApi

READ_SECONDS = 0.05
"""Time to read what lies in the sockets."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of the bot as the API carried it out."""

    chat: int
    text: str
    at: float
    """Monotonic time."""
    life: int
    """Which process of the bot was the last to start: 0 is the first."""


class SoakApi(LoopbackApi):
    """A Bot API for many chats and a bot that dies.

    `latency` is the most that a call takes, in seconds: half before and half after it is carried out, so that a
    kill meets both calls that count and calls that do not. `trouble` is the share of calls that get a 502.
    """

    def __init__(self, dice: random.Random) -> None:
        super().__init__()
        self.dice = dice
        self.latency = 0.0
        self.trouble = 0.0
        self.life = 0
        self._under_way = 0
        self.sent_by_chat: defaultdict[int, list[Sent]] = defaultdict(list)
        self.greetings = 0
        """Calls of the present process that open the way in: getUpdates or setWebhook."""
        self.webhooks.unit = 0.1
        self.flood: Callable[[int], float] = lambda _chat: 0.0
        """Seconds that a send to a chat is told to wait; 0 lets it through."""
        self.holds: dict[int, float] = {}
        self.broken_holds: list[str] = []
        self.watchers: list[Callable[[Sent], None]] = []
        self.last_update = 0

    def push(self, **update: Any) -> int:
        """As the account does; `last_update` keeps the id."""
        self.last_update = super().push(**update)
        return self.last_update

    def next_life(self) -> None:
        """The process is gone and another is about to start."""
        self.life += 1
        self.greetings = 0

    async def settled(self) -> None:
        """What a dead process asked for has been carried out, so that it counts as said in its life."""
        await asyncio.sleep(READ_SECONDS)
        await self.until(lambda: not self._under_way)

    async def _carry_out(self, method: str, params: dict[str, Any]) -> Any:
        if method == "getUpdates":  # may wait for long
            return await self._carry_out_slowly(method, params)
        self._under_way += 1
        try:
            return await self._carry_out_slowly(method, params)
        finally:
            self._under_way -= 1

    async def _carry_out_slowly(self, method: str, params: dict[str, Any]) -> Any:
        if self.trouble and self.dice.random() < self.trouble:
            raise Refused(502, "Bad Gateway")
        await asyncio.sleep(self.dice.uniform(0, self.latency / 2))
        result = await super()._carry_out(method, params)
        await asyncio.sleep(self.dice.uniform(0, self.latency / 2))
        return result

    async def _getUpdates(self, params: dict[str, Any]) -> Any:  # noqa: N802 - the API's name
        self.greetings += 1
        return await super()._getUpdates(params)

    async def _setWebhook(self, params: dict[str, Any]) -> Any:  # noqa: N802 - the API's name
        self.greetings += 1
        return await super()._setWebhook(params)

    async def _sendMessage(self, params: dict[str, Any]) -> Any:  # noqa: N802 - the API's name
        chat = params["chat_id"]
        self._hold(chat)
        message = await super()._sendMessage(params)
        sent = Sent(chat, message["text"], time.monotonic(), self.life)
        self.sent_by_chat[chat].append(sent)
        for watch in self.watchers:
            watch(sent)
        return message

    def _hold(self, chat: int) -> None:
        """429 for a chat on hold; calls that come before the time is over are written down."""
        now = time.monotonic()
        if now < self.holds.get(chat, 0.0):
            self.broken_holds.append(f"chat {chat}: {self.holds[chat] - now:.2f} s too early")
        if seconds := self.flood(chat):
            self.holds[chat] = now + seconds
            raise Refused(429, f"Too Many Requests: retry after {seconds:g}", retry_after=int(seconds))
