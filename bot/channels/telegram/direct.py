"""The two calls that every reply needs, without building PTB's objects of the answer: half the processor time.

PTB's `Bot.send_message` turns the whole message that Telegram gives back into objects with a hundred attributes,
of which a sender needs one number. Errors are PTB's, as they come from PTB's request.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from telegram import Bot, InlineKeyboardMarkup, ReplyParameters
from telegram.error import TelegramError
from telegram.request import RequestData

_NO_PREVIEW = {"link_preview_options": json.dumps({"is_disabled": True})}


@dataclass(frozen=True, slots=True)
class _Form:
    """What our request asks of PTB's RequestData: values that are encoded already."""

    json_parameters: Mapping[str, str]
    contains_files: bool = False


class Direct:
    """Messages over a bot's own connections. Links are never shown with a preview. Methods raise TelegramError."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send_message(
        self,
        *,
        chat_id: int,
        message_thread_id: int | None,
        reply_parameters: ReplyParameters | None,
        **text: Any,
    ) -> int:
        """Send a text (`text`, and where wanted `parse_mode`, `reply_markup`); gives the message's number."""
        where = {
            "chat_id": chat_id,
            "message_thread_id": message_thread_id,
            "reply_parameters": reply_parameters,
        }
        return _number(await self._call("sendMessage", {**where, **text, **_NO_PREVIEW}))

    async def copy_message(
        self, *, chat_id: int, message_thread_id: int | None, from_chat_id: int, message_id: int
    ) -> int:
        """Show a message of another chat without its sender; gives the copy's number."""
        where = {"chat_id": chat_id, "message_thread_id": message_thread_id}
        what = {"from_chat_id": from_chat_id, "message_id": message_id}
        return _number(await self._call("copyMessage", {**where, **what}))

    async def edit_message_text(self, *, chat_id: int, message_id: int, **text: Any) -> int:
        """Replace an own message; gives its number."""
        where = {"chat_id": chat_id, "message_id": message_id}
        await self._call("editMessageText", {**where, **text, **_NO_PREVIEW})
        return message_id

    async def _call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        given = {name: _encoded(value) for name, value in parameters.items() if value is not None}
        form = _Form(given)
        return await self._bot.request.post(f"{self._bot.base_url}/{method}", cast(RequestData, form))


def _number(sent: Any) -> int:
    """The number of the message that was sent. Raises TelegramError where the answer holds none."""
    try:
        return int(sent["message_id"])
    except (KeyError, TypeError, ValueError):
        raise TelegramError("the answer is no message") from None


def _encoded(value: object) -> str:
    if isinstance(value, InlineKeyboardMarkup):
        return _keyboard(value)
    return value.to_json() if isinstance(value, ReplyParameters) else str(value)


def _keyboard(markup: InlineKeyboardMarkup) -> str:
    """Our buttons have a label and what they bring, nothing else; PTB's `to_json` goes through all that they could."""
    rows = [
        [{"text": button.text, "callback_data": button.callback_data} for button in row]
        for row in markup.inline_keyboard
    ]
    return json.dumps({"inline_keyboard": rows})
