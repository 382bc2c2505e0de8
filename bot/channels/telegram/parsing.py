"""From one raw update to a message, or to nothing where it is none of the bot's business."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog
from telegram import CallbackQuery, Message, Update, User
from telegram.constants import ChatType
from telegram.warnings import PTBDeprecationWarning

from bot.channels.base import Received
from bot.channels.telegram import ids
from bot.channels.telegram.addressing import replies_to, spoken
from bot.core.model import IncomingMessage, Kind

NAME = "telegram"
UNREADABLE = "_unreadable"
"""Key under which the raw update of an unreadable one carries the reason."""

_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo", "yue")

log = structlog.get_logger(__name__)


def read(raw: Mapping[str, Any], me: User) -> Received | None:
    """What an update brings.

    In: the update as Telegram sent it, with an `update_id`; who the bot is. Out: the message with the raw
    update; None for what does not address the bot. Never raises: an update that PTB cannot parse comes as
    Kind.OTHER with the reason in its raw data.
    """
    try:
        message = _interpret(_parse(raw), me)
    except Exception as error:  # noqa: BLE001 - whatever an update holds, it must not stop those behind it
        return _unreadable(raw, error)
    return None if message is None else Received(message, dict(raw))


def _parse(raw: Mapping[str, Any]) -> Update:
    with warnings.catch_warnings():
        # PTB warns of its own attributes while it parses some contents.
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        return Update.de_json(dict(raw), None)


def _interpret(update: Update, me: User) -> IncomingMessage | None:
    if update.callback_query is not None:
        return _press(update.callback_query)
    if update.edited_message is not None:
        return _edit(update.edited_message, update.update_id, me)
    if update.message is not None:
        return _message(update.message, me)
    return None


def _message(message: Message, me: User) -> IncomingMessage | None:
    said = None if _is_automatic(message) else spoken(message, me)
    if said is None:
        return None
    if message.text is None:
        return _build(message, _album_id(message), said.text, Kind.OTHER) if _has_content(message) else None
    kind = Kind.COMMAND if said.is_command else Kind.TEXT
    built = _build(message, ids.of_message(message.chat.id, message.message_id), said.text, kind)
    return replace(built, about=_answered(message)) if replies_to(message, me) else built


def _answered(message: Message) -> str | None:
    """External id of the message that this one was sent in reply to."""
    answered = message.reply_to_message
    return ids.of_message(answered.chat.id, answered.message_id) if answered else None


def _edit(message: Message, update_id: int, me: User) -> IncomingMessage | None:
    """A changed text; other changes (a moving live location, a caption) ask nothing new."""
    if message.text is None or _is_automatic(message):
        return None
    said = spoken(message, me)
    external_id = ids.of_edit(message.chat.id, message.message_id, update_id)
    if said is None:
        return None
    return replace(
        _build(message, external_id, said.text, Kind.EDIT),
        about=ids.of_message(message.chat.id, message.message_id),
    )


def _press(query: CallbackQuery) -> IncomingMessage | None:
    """A button under one of our messages, however old: whether it still counts is for the engine to say."""
    if query.message is None or query.data is None:
        return None
    return IncomingMessage(
        channel=NAME,
        chat=ids.chat_id(query.message.chat.id, _topic(query.message)),
        external_id=ids.of_press(query.id),
        kind=Kind.PRESS,
        user=str(query.from_user.id),
        press=query.data,
        lang_hint=lang_hint(query.from_user.language_code),
        about=ids.of_message(query.message.chat.id, query.message.message_id),
    )


def _build(message: Message, external_id: str, text: str, kind: Kind) -> IncomingMessage:
    sender = message.from_user
    return IncomingMessage(
        channel=NAME,
        chat=ids.chat_id(message.chat.id, _topic(message)),
        external_id=external_id,
        text=text,
        kind=kind,
        user=str(sender.id) if sender else "",
        lang_hint=lang_hint(sender.language_code) if sender else None,
    )


def _topic(message: object) -> int | None:
    """The forum topic of a message; a thread of replies in an ordinary group has an id too, but is none."""
    if isinstance(message, Message) and message.is_topic_message:
        return message.message_thread_id
    return None


def _is_automatic(message: Message) -> bool:
    """Posts that a channel forwards to its group, and other bots (not administrators who hide behind one)."""
    bot = message.from_user is not None and message.from_user.is_bot and message.sender_chat is None
    return bot or bool(message.is_automatic_forward)


def _has_content(message: Message) -> bool:
    """A person sent something, as against a notice of Telegram's ("the picture of the chat was changed").

    What PTB does not know yet stands in `api_kwargs`: better answered once too often than left unanswered.
    """
    private = message.chat.type == ChatType.PRIVATE
    return message.effective_attachment is not None or (private and bool(message.api_kwargs))


def _album_id(message: Message) -> str:
    if message.media_group_id is not None:
        return ids.of_album(message.chat.id, message.media_group_id)
    return ids.of_message(message.chat.id, message.message_id)


def lang_hint(code: str | None) -> str | None:
    """`zh`, `zh-Hant` or `en` for the language code of the asker's app; all other languages read English."""
    if not code:
        return None
    folded = code.lower().replace("_", "-")
    if folded.startswith(_TRADITIONAL):
        return "zh-Hant"
    return "zh" if folded.split("-")[0] == "zh" else "en"


def _unreadable(raw: Mapping[str, Any], error: Exception) -> Received | None:
    """An update that PTB cannot parse, kept as it is; but not from a group, as it may not be for the bot."""
    chat, sender = _whose(raw)
    dropped = "callback_query" not in raw and chat.get("type", ChatType.PRIVATE) != ChatType.PRIVATE
    why = type(error).__name__
    log.warning("telegram.unreadable_update", update=raw["update_id"], why=why, dropped=dropped)
    if dropped:
        return None
    code = sender.get("language_code")
    message = IncomingMessage(
        channel=NAME,
        chat=str(chat.get("id", "")),
        external_id=ids.of_update(raw["update_id"]),
        kind=Kind.OTHER,
        user=str(sender.get("id", "")),
        lang_hint=lang_hint(code) if isinstance(code, str) else None,
    )
    return Received(message, {**raw, UNREADABLE: f"{why}: {error}"})


def _whose(raw: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Chat and sender of an update in whatever shape; empty where there is none."""
    body = next((value for value in raw.values() if isinstance(value, dict)), {})
    holder = body if "chat" in body else body.get("message")
    chat = holder.get("chat") if isinstance(holder, dict) else None
    sender = body.get("from")
    return chat if isinstance(chat, dict) else {}, sender if isinstance(sender, dict) else {}
