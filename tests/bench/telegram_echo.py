"""The bots that ours is measured against, each as its own documentation begins: they send back what they get.

python tests/bench/telegram_echo.py ptb|aiogram TOKEN http://127.0.0.1:PORT
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any


def run_ptb(token: str, url: str) -> None:
    """python-telegram-bot with its default settings."""
    from telegram import Update
    from telegram.ext import Application, MessageHandler, filters

    async def echo(update: Update, _context: Any) -> None:
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")

    application = Application.builder().token(token).base_url(f"{url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


def run_aiogram(token: str, url: str) -> None:
    """aiogram with its default settings; not installed here, so only where somebody has it."""
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Any) -> None:
        await message.answer(message.text)

    async def run() -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(url))
        await dispatcher.start_polling(Bot(token, session=session))

    asyncio.run(run())


if __name__ == "__main__":
    {"ptb": run_ptb, "aiogram": run_aiogram}[sys.argv[1]](sys.argv[2], sys.argv[3])
