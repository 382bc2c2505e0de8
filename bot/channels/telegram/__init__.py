"""Telegram: long polling in, HTML and inline keyboards out. `telegram.Update` is not seen outside."""

from bot.channels.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel"]
