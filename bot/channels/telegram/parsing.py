"""From one raw update to a message, or to nothing where it is none of the bot's business."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import structlog
from telegram import CallbackQuery, Message, Update, User
from telegram.constants import ChatType
from telegram.warnings import PTBDeprecationWarning

from bot.channels.base import Received
from bot.channels.telegram import ids
from bot.channels.telegram.addressing import Spoken, replies_to, spoken, spoken_in_room
from bot.core.model import IncomingMessage, Kind

NAME = "telegram"
CLOSE = "/close"
"""Ends a hand-off, said by either side."""
UNREADABLE = "_unreadable"
"""Key under which the raw update of an unreadable one carries the reason."""

_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo", "yue")

log = structlog.get_logger(__name__)


def read(raw: Mapping[str, Any], me: User, staff: int | None = None) -> Received | None:
    """What an update brings.

    In: the update as Telegram sent it, with an `update_id`; who the bot is; the staff's group, in whose topics
    all is for the bot. Out: the message with the raw update; None for what does not address the bot. Never
    raises: an update that PTB cannot parse comes as Kind.OTHER with the reason in its raw data.
    """
    try:
        message = _sound(_interpret(_parse(raw), Hearing(me, staff)))
    except Exception as error:  # noqa: BLE001 - whatever an update holds, it must not stop those behind it
        return _unreadable(raw, error)
    return None if message is None else Received(message, dict(raw))


def _parse(raw: Mapping[str, Any]) -> Update:
    with warnings.catch_warnings():
        # PTB warns of its own attributes while it parses some contents.
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        return Update.de_json(dict(raw), None)


class Hearing(NamedTuple):
    """Who listens, and where to everything."""

    me: User
    staff: int | None

    def spoken(self, message: Message) -> Spoken | None:
        """What a person says to the bot; None where the message is for others or no person's."""
        if _is_automatic(message):
            return None
        return spoken_in_room(message, self.me) if self.is_room(message) else spoken(message, self.me)

    def is_room(self, message: Message) -> bool:
        """Whether it stands in a topic of the staff; in "General", as in any group, the bot must be named."""
        return message.chat.id == self.staff and _topic(message) is not None


def _interpret(update: Update, hearing: Hearing) -> IncomingMessage | None:
    if update.callback_query is not None:
        return _press(update.callback_query)
    if update.edited_message is not None:
        return _edit(update.edited_message, update.update_id, hearing)
    if update.message is not None:
        return _message(update.message, hearing)
    return None


def _sound(message: IncomingMessage | None) -> IncomingMessage | None:
    """The message as it is. Raises TypeError where text is none: PTB checks no types, and what cannot be stored
    would hold up every update behind it."""
    words = () if message is None else (message.text, message.press or "")
    if not all(isinstance(word, str) for word in words):
        raise TypeError("text or data is not a string")
    return message


def _message(message: Message, hearing: Hearing) -> IncomingMessage | None:
    said = hearing.spoken(message)
    if said is None:
        return None
    if message.forum_topic_closed is not None and hearing.is_room(message):
        # Closing the topic by hand is one more way to say it.
        return _build(message, ids.of_message(message.chat.id, message.message_id), CLOSE, Kind.COMMAND)
    if message.text is None:
        return _media(message, said) if _has_content(message) else None
    kind = Kind.COMMAND if said.is_command else Kind.TEXT
    built = _build(message, ids.of_message(message.chat.id, message.message_id), said.text, kind)
    return replace(built, about=_answered(message)) if replies_to(message, hearing.me) else built


def _answered(message: Message) -> str | None:
    """External id of the message that this one was sent in reply to."""
    answered = message.reply_to_message
    return ids.of_message(answered.chat.id, answered.message_id) if answered else None


def _media(message: Message, said: Spoken) -> IncomingMessage:
    """Something without text. Of an album, `about` is the one picture that was kept."""
    built = _build(message, _album_id(message), said.text, Kind.OTHER)
    return replace(built, about=ids.of_message(message.chat.id, message.message_id))


def _edit(message: Message, update_id: int, hearing: Hearing) -> IncomingMessage | None:
    """A changed text; other changes (a moving live location, a caption) ask nothing new."""
    if message.text is None:
        return None
    said = hearing.spoken(message)
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
