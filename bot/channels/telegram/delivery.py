"""One reply on its way to Telegram."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.channels.base import Outgoing, SendRefused
from bot.channels.telegram import ids, markup
from bot.channels.telegram.failures import as_send_error, describe

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_UNCHANGED = "message is not modified"
_BAD_MARKUP = ("can't parse entities", "can't find end", "unsupported start tag")
_NOT_EDITABLE = ("message to edit not found", "message can't be edited", "message_id_invalid")

log = structlog.get_logger(__name__)

_Call = Callable[..., Awaitable[Message | bool]]
_Buttons = InlineKeyboardMarkup | None


class Delivery:
    """Sends replies with PTB's Bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._sent_pieces: dict[tuple[str, str | None, str], int] = {}
        """Pieces of a long reply that went out before one failed: they are not sent again."""

    async def send(self, item: Outgoing) -> str:
        """Send a reply; gives the external id of its last message.

        Raises:
            SendLater: the network, a flood limit, or Telegram is in trouble.
            SendRefused: the chat is gone or has blocked the bot, or the reply can never be accepted.
        """
        target = ids.target(item.chat)
        pieces = markup.split(markup.sendable(item.text))
        if target is None or not pieces:
            raise SendRefused(f"没有聊天或没有内容 / no chat or no text: {item.chat!r}")
        await self._end_press(item.reply_to)
        try:
            return await self._send_following_move(target, item, pieces)
        except TelegramError as error:
            raise as_send_error(error) from error

    async def _end_press(self, reply_to: str | None) -> None:
        """Stop the waiting sign on a pressed button; too late is no harm, since the reply itself comes."""
        query = ids.press_of(reply_to)
        if query is None:
            return
        try:
            await self._bot.answer_callback_query(query)
        except TelegramError as error:
            log.debug("telegram.press_not_answered", problem=describe(error))

    async def _send_following_move(self, target: ids.Target, item: Outgoing, pieces: list[str]) -> str:
        """A group that became a supergroup has a new id, which Telegram tells with the refusal."""
        try:
            return await self._send_pieces(target, item, pieces)
        except ChatMigrated as moved:
            return await self._send_pieces(ids.Target(moved.new_chat_id, None), item, pieces)

    async def _send_pieces(self, target: ids.Target, item: Outgoing, pieces: list[str]) -> str:
        key = (item.chat, item.reply_to, item.text)
        sent = ""
        for number in range(self._sent_pieces.get(key, 0), len(pieces)):
            sent = await self._send_piece(target, item, pieces, number)
            self._sent_pieces[key] = number + 1
        self._sent_pieces.pop(key, None)
        return sent

    async def _send_piece(self, target: ids.Target, item: Outgoing, pieces: list[str], number: int) -> str:
        """The first piece quotes or replaces a message, the last one carries the buttons."""
        text, first, last = pieces[number], number == 0, number == len(pieces) - 1
        buttons = markup.keyboard(item.options, rating=item.rating) if last else None
        edited = ids.message_of(item.edit_of) if first else None
        if edited is not None and await self._edit(target, edited, text, item.closing, buttons):
            return ids.of_message(target.chat, edited)
        quoted = ids.message_of(item.reply_to) if first and target.is_group else None
        return await self._post(target, text, item.closing, buttons, quoted)

    async def _post(
        self, target: ids.Target, text: str, closing: str, buttons: _Buttons, quoted: int | None
    ) -> str:
        reply = None if quoted is None else ReplyParameters(quoted, allow_sending_without_reply=True)
        call = partial(
            self._bot.send_message,
            chat_id=target.chat,
            message_thread_id=target.topic,
            reply_parameters=reply,
            reply_markup=buttons,
            link_preview_options=_NO_PREVIEW,
        )
        message = await _html_or_plain(call, text, closing)
        assert isinstance(message, Message)
        return ids.of_message(message.chat.id, message.message_id)

    async def _edit(
        self, target: ids.Target, message: int, text: str, closing: str, buttons: _Buttons
    ) -> bool:
        """Replace an own message; False where it can no longer be, so that the text must go as a new one."""
        call = partial(
            self._bot.edit_message_text,
            chat_id=target.chat,
            message_id=message,
            reply_markup=buttons,
            link_preview_options=_NO_PREVIEW,
        )
        try:
            await _html_or_plain(call, text, closing)
        except BadRequest as error:
            if _says(error, *_NOT_EDITABLE):
                return False
            if not _says(error, _UNCHANGED):
                raise
        return True


async def _html_or_plain(call: _Call, text: str, closing: str) -> Message | bool:
    """Better a reply without italics than none."""
    try:
        return await call(text=markup.to_html(text, closing), parse_mode=ParseMode.HTML)
    except BadRequest as error:
        if not _says(error, *_BAD_MARKUP):
            raise
        log.warning("telegram.markup_refused", problem=describe(error))
        return await call(text=text)


def _says(error: TelegramError, *phrases: str) -> bool:
    return any(phrase in error.message.lower() for phrase in phrases)
