"""The desk for fair use: too long messages, and too many of them."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.core.model import IncomingMessage, Kind
from bot.service import texts
from bot.service.clerk import Clerk, plain_reply
from bot.service.forget import is_command
from bot.service.payload import message_draft
from bot.store import InboxItem

log = structlog.get_logger(__name__)

WINDOW = timedelta(minutes=1)
PEOPLE = 10_000
"""People whose messages are counted; the one who was quiet for longest is forgotten first."""
LIMITED_ELSEWHERE = frozenset({"web"})
"""Channels with limits of their own: the page says so before anything is stored."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one person may send."""

    per_minute: int = 0
    """Messages within a minute, over all of a channel's chats; 0 for any number."""
    length: int = 0
    """Characters of a message; 0 for any number."""
    exempt: tuple[str, str] | None = None
    """Channel and chat of the staff, with all topics in it."""


@dataclass
class _Person:
    """What somebody has sent of late."""

    accepted: deque[tuple[int, datetime]] = field(default_factory=deque)
    """Inbox id and time of what was let through within the window."""
    until: datetime | None = None
    """Nothing is let through before; None where there was room."""
    noticed: int | None = None
    """The message that was answered with the notice."""
    dropped: int = 0
    """Messages since then."""


class RateWindow:
    """A sliding window for each person, by the time of receipt.

    Whoever fills it is told when to go on: when half of it will be free again, so that what is said then holds for
    more than one message. Until then nothing is let through.
    """

    def __init__(self, per_minute: int, people: int = PEOPLE) -> None:
        self._most = per_minute
        self._size = people
        self._people: OrderedDict[tuple[str, str], _Person] = OrderedDict()

    def __len__(self) -> int:
        return len(self._people)

    def wait(self, who: tuple[str, str], inbox_id: int, at: datetime) -> float:
        """Seconds until the person may go on; 0 where this message is let through. The same again for a retry."""
        person = self._person(who)
        while person.accepted and person.accepted[0][1] <= at - WINDOW:
            person.accepted.popleft()
        if any(known == inbox_id for known, _ in person.accepted):
            return 0.0
        if person.until is not None and at < person.until:
            return (person.until - at).total_seconds()
        if person.until is not None:
            self._over(person)
        if len(person.accepted) < self._most:
            person.accepted.append((inbox_id, at))
            return 0.0
        person.until = person.accepted[(self._most - 1) // 2][1] + WINDOW
        return (person.until - at).total_seconds()

    def is_first(self, who: tuple[str, str], inbox_id: int) -> bool:
        """Whether this is the message of a burst that is answered with the notice; counts it, if not."""
        person = self._person(who)
        if person.noticed in (None, inbox_id):
            person.noticed = inbox_id
            return True
        person.dropped += 1
        return False

    def _person(self, who: tuple[str, str]) -> _Person:
        person = self._people.setdefault(who, _Person())
        self._people.move_to_end(who)
        if len(self._people) > self._size:
            self._over(self._people.popitem(last=False)[1])
        return person

    @staticmethod
    def _over(person: _Person) -> None:
        """A burst is over: one line tells how much was left unanswered."""
        if person.dropped:
            log.warning("somebody wrote too fast", unanswered=person.dropped)
        person.until, person.noticed, person.dropped = None, None, 0


class LimitDesk:
    """Answers what is too long, and once a burst what is too much; the rest of a burst is not answered."""

    def __init__(self, clerk: Clerk, limits: Limits) -> None:
        self._clerk = clerk
        self._limits = limits
        self._window = RateWindow(limits.per_minute)

    def wants(self, item: InboxItem) -> bool:
        """As Desk."""
        message = item.message
        if not self._applies(message):
            return False
        return self._wait(item) > 0 or self._is_too_long(message)

    async def serve(self, item: InboxItem) -> None:
        """As Desk."""
        wait = self._wait(item)
        if wait > 0:
            await self._slow_down(item, wait)
            return
        most, text = self._limits.length, item.message.text
        lang = await self._clerk.lang(item)
        said = plain_reply(texts.too_long(lang, len(text), most), lang)
        await self._clerk.say(item, said, "too-long", logged=text[:most])

    async def _slow_down(self, item: InboxItem, wait: float) -> None:
        if self._window.is_first(_who(item.message), item.id):
            log.warning("somebody writes too fast", channel=item.message.channel, told_to_wait=round(wait))
            lang = await self._clerk.lang(item)
            await self._clerk.end(item, [message_draft(item, texts.too_many(lang, wait))])
        else:
            await self._clerk.end(item)

    def _applies(self, message: IncomingMessage) -> bool:
        if message.channel in LIMITED_ELSEWHERE or is_command(message, "forget"):
            return False
        channel, chat = self._limits.exempt or ("", "")
        return message.channel != channel or message.chat.partition("/")[0] != chat

    def _wait(self, item: InboxItem) -> float:
        if not self._limits.per_minute:
            return 0.0
        return self._window.wait(_who(item.message), item.id, item.received_at)

    def _is_too_long(self, message: IncomingMessage) -> bool:
        is_written = message.kind is not Kind.PRESS
        return is_written and 0 < self._limits.length < len(message.text)


def _who(message: IncomingMessage) -> tuple[str, str]:
    return message.channel, message.user or message.chat
