"""What the bot would read of the newest update that somebody sent: no network, no server."""

from __future__ import annotations

from bot_account import BOT
from telegram import User
from telegram_people import Person

from bot.channels.base import Received
from bot.channels.telegram.parsing import read
from bot.core.model import IncomingMessage

ME = User.de_json(BOT)
NAME = "@JiaxingTalentBot"


def received(person: Person) -> Received | None:
    return read(person.api.updates[-1], ME)


def message(person: Person) -> IncomingMessage:
    found = received(person)
    assert found is not None
    return found.message
