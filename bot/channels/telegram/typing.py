"""The sign that an answer is under way ("typing…"), where it does not come at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

import structlog
from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.channels.telegram import ids
from bot.channels.telegram.failures import describe
from bot.channels.telegram.pace import Pace

log = structlog.get_logger(__name__)


@dataclass
class _Waiting:
    """A chat that waits."""

    timer: asyncio.TimerHandle
    shown: int = 0
    call: asyncio.Task[None] | None = None


class Typing:
    """Shows the sign in chats that wait. It delays no reply, and its failures are nobody's trouble."""

    def __init__(
        self, bot: Bot, pace: Pace, *, after: float = 1.5, every: float = 5.0, most: float = 60.0
    ) -> None:
        """
        Args:
            bot: shows it.
            pace: says whether there is room for it beside the replies.
            after: seconds that a chat waits before the sign.
            every: seconds after which it is renewed; Telegram shows it for five.
            most: seconds after which it is given up.
        """
        self._bot = bot
        self._pace = pace
        self._after = after
        self._every = every
        self._times = max(1, int(most / every))
        self._waiting: dict[str, _Waiting] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def expect(self, chats: Iterable[str]) -> None:
        """Messages came in; a chat that waits already goes on waiting."""
        for chat in chats:
            if chat not in self._waiting:
                self._waiting[chat] = _Waiting(self._in(self._after, chat))

    def done(self, chat: str) -> None:
        """The reply is about to leave, or there is none to come."""
        waiting = self._waiting.pop(chat, None)
        if waiting is None:
            return
        waiting.timer.cancel()
        if waiting.call is not None:
            waiting.call.cancel()  # shown after the reply, it would promise another one

    async def close(self) -> None:
        """End all signs."""
        calls = [waiting.call for waiting in self._waiting.values() if waiting.call is not None]
        for chat in list(self._waiting):
            self.done(chat)
        await asyncio.gather(*calls, return_exceptions=True)

    def _in(self, seconds: float, chat: str) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(seconds, self._show, chat)

    def _show(self, chat: str) -> None:
        waiting, target = self._waiting[chat], ids.target(chat)
        waiting.shown += 1
        if target is None or waiting.shown > self._times:
            del self._waiting[chat]
            return
        if self._pace.spare(target.chat):
            waiting.call = asyncio.create_task(self._call(target))
        waiting.timer = self._in(self._every, chat)

    async def _call(self, target: ids.Target) -> None:
        try:
            await self._bot.send_chat_action(target.chat, ChatAction.TYPING, message_thread_id=target.topic)
        except TelegramError as error:
            log.debug("telegram.typing_not_shown", problem=describe(error))
