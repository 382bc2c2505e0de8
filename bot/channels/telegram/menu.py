"""The list of commands that Telegram shows beside the input field."""

from __future__ import annotations

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.failures import describe
from bot.core.command_list import COMMANDS

NAMES = frozenset(COMMANDS) | {"why"}
"""Commands that the bot answers in a group without being named."""

_MENUS = ((None, "en"), ("zh", "zh"), ("en", "en"))
"""Language code of the app (None: any other; Telegram knows no scripts) and the language that it gets."""

log = structlog.get_logger(__name__)


async def publish_menu(bot: Bot) -> None:
    """Set the commands for each language; a failure is a warning, since the bot works without."""
    try:
        for code, language in _MENUS:
            commands = [(name, words.get(language)) for name, words in COMMANDS.items()]
            await bot.set_my_commands(commands, language_code=code)
    except TelegramError as error:
        log.warning("telegram.menu_not_set", problem=describe(error))
