"""What goes between askers and staff, and how it is committed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.channels.base import StaffRooms
from bot.core.knowledge import Words
from bot.core.model import IncomingMessage, Option
from bot.service.clerk import Clerk
from bot.service.handoff import texts
from bot.service.handoff.hours import Hours
from bot.store import Handoff, InboxItem, OutboxDraft, Place, Write

OPEN_ROOM, CLOSE_ROOM, LINE = "open", "close", "line"
"""What a message to a room asks for beside being sent: `line` may be joined with others that wait."""
ROOM, TITLE = "room", "title"
"""Keys of it in the message's `extra`."""

TALK, END = "h:talk", "h:end"
"""Values of the buttons."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Where the staff are, and when."""

    channel: str
    """Name of the channel of their rooms."""
    rooms: StaffRooms
    hours: Hours
    minutes: int
    """How long an asker waits before being told that nobody could answer yet."""


class Post:
    """Makes messages for both sides, and commits them."""

    def __init__(self, clerk: Clerk, staff: Staff, clock: Callable[[], datetime]) -> None:
        """`clock` gives the present time, aware."""
        self.store = clerk.store
        self.staff = staff
        self.clock = clock
        self._clerk = clerk

    @property
    def attended(self) -> bool:
        """Whether somebody should be there now."""
        return self.staff.hours.is_open(self.clock())

    def to_staff(self, chat: str, text: str, **payload: Any) -> OutboxDraft:
        """For a room, named by its key or by its channel."""
        return OutboxDraft(self.staff.channel, chat, {"text": text, **payload}, Place.FURTHER)

    def line(self, handoff: Handoff, text: str) -> OutboxDraft:
        """Something that was said, for the staff to read; joined with others that wait."""
        return self.to_staff(handoff.key, text, extra={ROOM: LINE})

    def closing(self, chat: str, text: str) -> list[OutboxDraft]:
        """The last word in a room, and its closing: apart, so that a second try repeats neither."""
        return [self.to_staff(chat, text), self.to_staff(chat, "", extra={ROOM: CLOSE_ROOM})]

    def to_asker(self, handoff: Handoff, text: str, **payload: Any) -> OutboxDraft:
        """For the asker of a hand-off."""
        return OutboxDraft(handoff.channel, handoff.chat, {"text": text, **payload}, Place.FURTHER)

    def reply(self, message: IncomingMessage, text: str, options: Sequence[Option] = ()) -> OutboxDraft:
        """The service's own answer to a message."""
        shown = [asdict(option) for option in options]
        payload = {"text": text, "options": shown, "reply_to": message.external_id}
        return OutboxDraft(message.channel, message.chat, payload)

    def end_option(self, lang: str) -> Option:
        """The button that gives the bot back."""
        return Option(texts.say(texts.END, lang), END)

    def opening(self, lang: str) -> str:
        """What the asker is told at the beginning."""
        if self.attended:
            return texts.say(texts.OPENED, lang)
        return texts.say(texts.OPENED_AFTER_HOURS, lang, hours=self.staff.hours.describe(lang))

    async def lang(self, handoff: Handoff | None, item: InboxItem) -> str:
        """The language in which to speak to an asker."""
        return handoff.lang if handoff is not None else await self._clerk.lang(item)

    async def commit(
        self, item: InboxItem | None, drafts: Sequence[OutboxDraft], also: Sequence[Write] = ()
    ) -> None:
        """Ends a message with all that it led to, in one transaction. Raises StoreError."""
        await self._clerk.end(item, drafts, also)

    async def close(
        self,
        handoff: Handoff,
        by: str,
        told: tuple[Words, str],
        *,
        item: InboxItem | None = None,
        last_before: datetime | None = None,
    ) -> None:
        """Ends a hand-off; `told` are the words for the asker and for the staff. Raises Overtaken."""
        drafts = [
            self.to_asker(handoff, texts.say(told[0], handoff.lang)),
            *self.closing(handoff.key, told[1]),
        ]
        await self.commit(item, drafts, [self.store.handoffs.closed(handoff, by, last_before)])
