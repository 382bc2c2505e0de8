"""Telegram: long polling in, HTML and inline keyboards out. `telegram.Update` is not seen outside."""

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.pace import Pace

__all__ = ["Pace", "TelegramChannel"]
