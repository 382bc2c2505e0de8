"""The list of commands that Telegram shows beside the input field."""

from __future__ import annotations

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.failures import describe

_COMMANDS = {
    "start": ("开始，看看可以问什么", "Begin, see what you can ask"),
    "help": ("怎么提问", "How to ask"),
    "topics": ("有哪些主题", "List of topics"),
    "lang": ("换语言：中文、繁體、English", "Language: 中文, 繁體, English"),
    "place": ("说明您关心哪里，如 /place 平湖", "Set your place, as in /place Pinghu"),
    "privacy": ("记录了什么，保存多久", "What is kept, and for how long"),
    "human": ("联系工作人员", "Ask for a person"),
    "forget": ("删除我的全部记录", "Delete all that is kept about me"),
}
NAMES = frozenset(_COMMANDS) | {"why"}
"""Commands that the bot answers in a group without being named."""

_MENUS = ((None, 1), ("zh", 0), ("en", 1))
"""Language code of the app (None: any other) and which of the descriptions it gets."""

log = structlog.get_logger(__name__)


async def publish_menu(bot: Bot) -> None:
    """Set the commands for each language; a failure is a warning, since the bot works without."""
    try:
        for language, column in _MENUS:
            commands = [(name, words[column]) for name, words in _COMMANDS.items()]
            await bot.set_my_commands(commands, language_code=language)
    except TelegramError as error:
        log.warning("telegram.menu_not_set", problem=describe(error))
