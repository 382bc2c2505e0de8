"""Messages that are none of the engine's: what askers write to the staff, and what the staff write to them."""

from __future__ import annotations

from bot.core.command_list import command_of
from bot.core.model import IncomingMessage, Kind
from bot.service.clerk import is_private
from bot.service.handoff import texts
from bot.service.handoff.opening import Opening
from bot.service.handoff.post import END, TALK, Post
from bot.store import Handoff, InboxItem, OutboxDraft, Write

CLOSE, HUMAN = "close", "human"


class AskerDesk:
    """Takes what is meant for the staff. Other commands and old buttons are still the bot's."""

    def __init__(self, post: Post, opening: Opening) -> None:
        self._post = post
        self._opening = opening

    def wants(self, item: InboxItem) -> bool:
        """As Desk."""
        message = item.message
        if message.press is not None:
            return message.press in (TALK, END)
        if command_of(message.text) == CLOSE:
            return True
        handoff = self._open(item)
        is_command = message.text.lstrip().startswith("/")
        return handoff is not None and handoff.quiet and (not is_command or command_of(message.text) == HUMAN)

    async def serve(self, item: InboxItem) -> None:
        """As Desk."""
        message, handoff = item.message, self._open(item)
        if message.press == END or command_of(message.text) == CLOSE:
            await self._close(item, handoff)
        elif handoff is None:
            await self._begin(item)
        elif message.press == TALK or command_of(message.text) == HUMAN:
            words = texts.ALREADY_OPEN if handoff.quiet else texts.STILL_WAITING
            options = [self._post.end_option(handoff.lang)]
            draft = self._post.reply(message, texts.say(words, handoff.lang), options)
            await self._post.commit(item, [draft])
        else:
            await self._pass_on(item, handoff)

    def _open(self, item: InboxItem) -> Handoff | None:
        return self._post.store.handoffs.of_chat(item.message.channel, item.message.chat)

    async def _begin(self, item: InboxItem) -> None:
        """The button was pressed. No turn is logged: nothing was asked."""
        message = item.message
        lang = await self._post.lang(None, item)
        if not is_private(item):
            await self._post.commit(item, [self._post.reply(message, texts.say(texts.PRIVATE_ONLY, lang))])
            return
        draft = self._post.reply(message, self._post.opening(lang), [self._post.end_option(lang)])
        await self._post.commit(item, [draft], [self._opening.write(message, lang)])

    async def _close(self, item: InboxItem, handoff: Handoff | None) -> None:
        lang = await self._post.lang(handoff, item)
        words = texts.NONE_OPEN if handoff is None else texts.CLOSED_BY_ASKER
        drafts = [self._post.reply(item.message, texts.say(words, lang))]
        also: list[Write] = []
        if handoff is not None:
            drafts += self._post.closing(handoff.key, texts.ENDED_BY_ASKER)
            also.append(self._post.store.handoffs.closed(handoff, "asker"))
        await self._post.commit(item, drafts, also)

    async def _pass_on(self, item: InboxItem, handoff: Handoff) -> None:
        message = item.message
        if message.kind is Kind.OTHER:
            drafts, said = self._media(message, handoff), f"{texts.MEDIA} {message.text}".strip()
        else:
            words = texts.ASKER_CORRECTS if message.kind is Kind.EDIT else texts.ASKER_SAYS
            drafts, said = [self._post.line(handoff, words.format(text=message.text))], message.text
        await self._post.commit(item, drafts, [self._post.store.handoffs.asked(handoff, said)])

    def _media(self, message: IncomingMessage, handoff: Handoff) -> list[OutboxDraft]:
        """Shown as it is where asker and staff are on the same channel, else told of."""
        stands_for = texts.ASKER_SAYS.format(text=f"{texts.MEDIA} {message.text}".strip())
        copied = message.about or message.external_id
        if message.channel != self._post.staff.channel:
            return [self._post.line(handoff, stands_for)]
        draft = self._post.to_staff(handoff.key, stands_for, copy_of=copied)
        is_album = copied != message.external_id
        return [draft, self._post.line(handoff, texts.ONE_OF_ALBUM)] if is_album else [draft]


class StaffDesk:
    """Takes all that is written in the staff's rooms; what is in none of ours is let go unread."""

    def __init__(self, post: Post) -> None:
        self._post = post

    def wants(self, item: InboxItem) -> bool:
        """As Desk."""
        staff = self._post.staff
        return item.message.channel == staff.channel and staff.rooms.owns(item.message.chat)

    async def serve(self, item: InboxItem) -> None:
        """As Desk."""
        message = item.message
        handoff = self._post.store.handoffs.of_room(message.chat)
        if handoff is None:
            await self._outside(item)
        elif command_of(message.text) == CLOSE:
            told = (texts.CLOSED_BY_STAFF, texts.ENDED_BY_STAFF)
            await self._post.close(handoff, "staff", told, item=item)
        elif message.kind is Kind.COMMAND:
            await self._post.commit(item, [self._post.to_staff(handoff.key, texts.NO_COMMAND)])
        elif message.kind is Kind.OTHER and handoff.channel != message.channel:
            await self._post.commit(item, [self._post.to_staff(handoff.key, texts.NO_MEDIA)])
        elif message.kind is Kind.PRESS:
            await self._post.commit(item, [])
        else:
            await self._pass_on(item, handoff)

    async def _outside(self, item: InboxItem) -> None:
        """A room whose hand-off is over: better said than believed to have arrived. Else none of ours."""
        message = item.message
        is_said = message.kind in (Kind.TEXT, Kind.OTHER)
        is_ours = is_said and await self._post.store.handoffs.has_room(message.chat)
        await self._post.commit(item, [self._post.to_staff(message.chat, texts.NOT_OPEN)] if is_ours else [])

    async def _pass_on(self, item: InboxItem, handoff: Handoff) -> None:
        message = item.message
        after = "" if handoff.quiet else "\n\n" + texts.say(texts.TAKEN_OVER, handoff.lang)
        if message.kind is Kind.OTHER:
            said = f"{texts.MEDIA} {message.text}".strip()
            drafts = [
                self._post.to_asker(handoff, texts.say(texts.STAFF_SENDS, handoff.lang) + after),
                self._post.to_asker(handoff, said, copy_of=message.about or message.external_id),
            ]
        else:
            words = texts.STAFF_CORRECTS if message.kind is Kind.EDIT else texts.STAFF_SAYS
            said = message.text
            drafts = [self._post.to_asker(handoff, texts.say(words, handoff.lang, text=said) + after)]
        await self._post.commit(item, drafts, [self._post.store.handoffs.answered(handoff, said)])
