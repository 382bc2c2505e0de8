"""A word to whoever pressed a button, shown for a moment over the chat."""

from __future__ import annotations

from telegram import Bot
from telegram.constants import CallbackQueryLimit
from telegram.error import BadRequest, TelegramError

from bot.channels.base import Outgoing
from bot.channels.telegram import ids
from bot.channels.telegram.failures import as_send_error


async def shown(bot: Bot, item: Outgoing) -> bool:
    """Show the text; False where it can only be sent as a message: the press came too long ago, or was none.

    Raises:
        SendLater: the network, a flood limit, or Telegram is in trouble.
    """
    query = ids.press_of(item.reply_to)
    if query is None:
        return False
    try:
        text = item.text[: CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH]
        return await bot.answer_callback_query(query, text)
    except BadRequest:
        return False
    except TelegramError as error:
        raise as_send_error(error) from error
