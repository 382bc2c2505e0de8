"""The staff's forum group: one topic for each asker.

The bot must be an administrator there who may manage topics; then it also reads what the staff write in them and
may write in closed ones.
"""

from __future__ import annotations

from collections.abc import Awaitable

import structlog
from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channels.base import SendLater, SendRefused
from bot.channels.telegram import ids
from bot.channels.telegram.failures import as_send_error, describe, says

TITLE_LIMIT = 128
"""Characters of a topic's name."""
MENDING = 60.0
"""Seconds until a topic is tried again where the group is not set up as it should be: somebody has to mend it."""
_AS_IT_IS = "topic_not_modified"

log = structlog.get_logger(__name__)


class ForumRooms:
    """StaffRooms over one supergroup."""

    def __init__(self, bot: Bot, chat: int) -> None:
        """`chat` is the group's id, below zero."""
        self._bot = bot
        self._chat = chat

    def owns(self, chat: str) -> bool:
        """As StaffRooms: any topic of the group but "General"."""
        target = ids.target(chat)
        return target is not None and target.chat == self._chat and target.topic is not None

    async def open_room(self, title: str) -> str:
        """As StaffRooms. Raises SendLater, too, where the group is not set up."""
        try:
            topic = await self._bot.create_forum_topic(self._chat, title[:TITLE_LIMIT])
        except (BadRequest, Forbidden) as error:
            log.error("telegram.staff_chat_unusable", problem=describe(error), needed=_NEEDED)
            raise SendLater(describe(error), MENDING) from error
        except TelegramError as error:
            raise as_send_error(error) from error
        return ids.chat_id(self._chat, topic.message_thread_id)

    async def reopen_room(self, chat: str) -> None:
        """As StaffRooms."""
        await _change(self._bot.reopen_forum_topic(*self._topic(chat)))

    async def close_room(self, chat: str) -> None:
        """As StaffRooms."""
        try:
            await _change(self._bot.close_forum_topic(*self._topic(chat)))
        except SendRefused as error:
            if not error.topic_gone:
                log.error("telegram.topic_not_closed", problem=str(error), needed=_NEEDED)

    def _topic(self, chat: str) -> tuple[int, int]:
        target = ids.target(chat)
        if target is None or target.topic is None:
            raise SendRefused(f"不是话题 / no topic: {chat!r}", topic_gone=True)
        return target.chat, target.topic


async def _change(call: Awaitable[bool]) -> None:
    try:
        await call
    except TelegramError as error:
        if not says(error, _AS_IT_IS):
            raise as_send_error(error) from error


_NEEDED = (
    "TALENTBOT_TELEGRAM_STAFF_CHAT 应是开启了话题的超级群，机器人是管理员并能管理话题 / "
    "should be a supergroup with topics, the bot an administrator who may manage topics"
)
