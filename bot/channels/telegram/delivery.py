"""One reply on its way to Telegram."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import structlog
from telegram import Bot, InlineKeyboardMarkup, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.channels.base import Outgoing, SendRefused
from bot.channels.telegram import ids, markup
from bot.channels.telegram.direct import Direct
from bot.channels.telegram.failures import FloodWaitError, as_send_error, describe, says
from bot.channels.telegram.pace import Pace

_UNCHANGED = "message is not modified"
_BAD_MARKUP = ("can't parse entities", "can't find end", "unsupported start tag")
_NOT_COPIED = ("message to copy not found", "message can't be copied", "message_id_invalid")
_NOT_EDITABLE = ("message to edit not found", "message can't be edited", "message_id_invalid")

log = structlog.get_logger(__name__)

_Call = Callable[..., Awaitable[int]]
_Buttons = InlineKeyboardMarkup | None


class Delivery:
    """Sends replies with PTB's Bot, each message when its turn comes."""

    def __init__(self, bot: Bot, pace: Pace) -> None:
        self._bot = bot
        self._direct = Direct(bot)
        self._pace = pace
        self._sent_pieces: dict[tuple[str, str | None, str], int] = {}
        """Pieces of a long reply that went out before one failed: they are not sent again. Only in memory: after a
        crash, or a stop in a long wait between two pieces, they come once more, as any reply under way may."""

    async def send(self, item: Outgoing) -> str:
        """Send a reply; gives the external id of its last message.

        Raises:
            SendLater: the network, a flood limit, or Telegram is in trouble.
            SendRefused: the chat is gone or has blocked the bot, or the reply can never be accepted.
            SendStopped: the bot stops and nothing of the reply is out.
        """
        target = ids.target(item.chat)
        pieces = markup.split(markup.sendable(item.text))
        if target is None or not pieces:
            raise SendRefused(f"没有聊天或没有内容 / no chat or no text: {item.chat!r}")
        await self._end_press(item.reply_to)
        try:
            if (copied := await self._copy(target, item.copy_of)) is not None:
                return copied
            return await self._send_following_move(target, item, pieces)
        except TelegramError as error:
            failure = as_send_error(error)
            if isinstance(failure, SendRefused):
                self._sent_pieces.pop(_key(item), None)
            raise failure from error

    async def _in_turn(self, chat: int, begun: bool, method: _Call, **parameters: Any) -> int:
        """Call a method that brings a message to a chat, when its turn comes. `begun`: see Pace."""
        await self._pace.turn(chat, begun=begun)
        try:
            result = await method(**parameters)
        except FloodWaitError as error:
            self._pace.refused(chat, error.seconds)
            raise
        self._pace.accepted()
        return result

    async def _end_press(self, reply_to: str | None) -> None:
        """Stop the waiting sign on a pressed button; too late is no harm, since the reply itself comes."""
        query = ids.press_of(reply_to)
        if query is None:
            return
        try:
            await self._bot.answer_callback_query(query)
        except TelegramError as error:
            log.debug("telegram.press_not_answered", problem=describe(error))

    async def _copy(self, target: ids.Target, copy_of: str | None) -> str | None:
        """Show a message of another chat without its sender; None where its words must do."""
        chat, message = ids.chat_of(copy_of), ids.message_of(copy_of)
        if chat is None or message is None:
            return None
        try:
            copy = await self._in_turn(
                target.chat,
                False,
                self._direct.copy_message,
                chat_id=target.chat,
                message_thread_id=target.topic,
                from_chat_id=chat,
                message_id=message,
            )
        except BadRequest as error:
            if not says(error, *_NOT_COPIED):
                raise
            log.info("telegram.not_copied", problem=describe(error))
            return None
        return ids.of_message(target.chat, copy)

    async def _send_following_move(self, target: ids.Target, item: Outgoing, pieces: list[str]) -> str:
        """A group that became a supergroup has a new id, which Telegram tells with the refusal."""
        try:
            return await self._send_pieces(target, item, pieces)
        except ChatMigrated as moved:
            return await self._send_pieces(ids.Target(moved.new_chat_id, None), item, pieces)

    async def _send_pieces(self, target: ids.Target, item: Outgoing, pieces: list[str]) -> str:
        key = _key(item)
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
        in_turn = partial(self._in_turn, target.chat, not first)
        edited = ids.message_of(item.edit_of) if first else None
        if edited is not None:
            edit = partial(in_turn, self._direct.edit_message_text, chat_id=target.chat, message_id=edited)
            if await _replaced(edit, text, item.closing, buttons):
                return ids.of_message(target.chat, edited)
        quoted = ids.message_of(item.reply_to) if first and target.is_group else None
        post = partial(
            in_turn, self._direct.send_message, chat_id=target.chat, message_thread_id=target.topic
        )
        reply = None if quoted is None else ReplyParameters(quoted, allow_sending_without_reply=True)
        sent = await _html_or_plain(partial(post, reply_parameters=reply), text, item.closing, buttons)
        return ids.of_message(target.chat, sent)


def _key(item: Outgoing) -> tuple[str, str | None, str]:
    return item.chat, item.reply_to, item.text


async def _replaced(edit: _Call, text: str, closing: str, buttons: _Buttons) -> bool:
    """Replace an own message; False where it can no longer be, so that the text must go as a new one."""
    try:
        await _html_or_plain(edit, text, closing, buttons)
    except BadRequest as error:
        if says(error, *_NOT_EDITABLE):
            return False
        if not says(error, _UNCHANGED):
            raise
    return True


async def _html_or_plain(call: _Call, text: str, closing: str, buttons: _Buttons) -> int:
    """Better a reply without italics than none."""
    plain = partial(call, text=text, reply_markup=buttons)
    try:
        return await plain(text=markup.to_html(text, closing), parse_mode=ParseMode.HTML)
    except BadRequest as error:
        if not says(error, *_BAD_MARKUP):
            raise
        log.warning("telegram.markup_refused", problem=describe(error))
        return await plain()
