"""Telegram: polled or by webhook in, HTML and inline keyboards out. `telegram.Update` is not seen outside."""

from bot.channels.telegram.account import Account, AccountInfo, advice, open_account
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.webhook import Webhook

__all__ = ["Account", "AccountInfo", "TelegramChannel", "Webhook", "advice", "open_account"]
