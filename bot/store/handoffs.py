"""Hand-offs to a person: which are open, what each of their steps writes, and the staff's rooms.

The open ones are kept in memory, since every message is held against them; only one process writes. They are
read anew after each transaction that may have changed them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, update

from bot.core.model import IncomingMessage
from bot.errors import StoreError
from bot.store import handoff_rows, outbox
from bot.store.database import Database
from bot.store.folding import clean
from bot.store.handoff_rows import Handoff
from bot.store.privacy import Hasher, mask
from bot.store.schema import handoff_messages, handoffs
from bot.store.turns import TEXT_LIMIT
from bot.store.values import OutboxDraft, OutboxItem, TurnRow
from bot.store.writes import Write, Writing

CLOSED = "closed"
ASKER, STAFF = "asker", "staff"


class Overtaken(StoreError):  # noqa: N818 - says what is the case
    """Somebody else was quicker: what was to be written does not hold any more."""


Compose = Callable[[str, Sequence[TurnRow]], Sequence[OutboxDraft]]
"""The asker's chat hash and the turns so far, oldest first, in; messages to the staff out."""


class Handoffs:
    """Reads and writes hand-offs. Methods raise StoreError; what they call a Write goes into a transaction."""

    def __init__(self, database: Database, hasher: Hasher) -> None:
        self._database = database
        self._hasher = hasher
        self._by_chat: dict[tuple[str, str], Handoff] = {}
        self._by_room: dict[str, Handoff] = {}
        self._loading = asyncio.Lock()

    # what is open, from memory

    async def load(self) -> None:
        """Read the open ones; one reading at a time, so that none ends with an older state."""
        async with self._loading:
            found = await self._open_where()
            self._by_chat = {(handoff.channel, handoff.chat): handoff for handoff in found}
            self._by_room = {handoff.room: handoff for handoff in found if handoff.room is not None}

    def of_chat(self, channel: str, chat: str) -> Handoff | None:
        """The open hand-off of an asker."""
        return self._by_chat.get((channel, clean(chat)))

    def of_room(self, room: str) -> Handoff | None:
        """The open hand-off that the staff talk of in a room."""
        return self._by_room.get(room)

    # steps, each a part of a message's transaction

    def opened(
        self, message: IncomingMessage, lang: str, since: datetime, compose: Compose, *, attended: bool
    ) -> Write:
        """A person is wanted; nothing where one is at work already.

        Args:
            message: of the asker.
            lang: of the replies to come.
            since: turns from then on are shown to the staff, ten at most.
            compose: makes the first messages to the staff.
            attended: whether the bot is to be quiet from now on.
        """

        async def write(writing: Writing) -> None:
            channel, chat = message.channel, clean(message.chat)
            chat_hash, now = self._hasher.chat(channel, chat), writing.now
            if await handoff_rows.is_open(writing.connection, channel, chat_hash):
                return
            row = {
                "channel": channel,
                "chat": chat,
                "chat_hash": chat_hash,
                "user_hash": self._hasher.user(channel, clean(message.user)),
                "lang": lang,
                "room": await handoff_rows.room_of(writing.connection, channel, chat_hash),
                "state": handoff_rows.OPEN,
                "opened_at": now,
                "waiting_at": now,
                "told_at": None if attended else now,
                "last_at": now,
            }
            await writing.connection.execute(insert(handoffs).values(row))
            said = await handoff_rows.recent_turns(writing.connection, channel, chat_hash, since)
            await outbox.enqueue(
                writing.connection, [(None, d) for d in _composed(compose, chat_hash, said)], now
            )

        return write

    def asked(self, handoff: Handoff, text: str) -> Write:
        """The asker wrote to the staff: kept masked."""

        async def write(writing: Writing) -> None:
            await _say(writing, handoff, ASKER, text)
            waits = handoffs.c.waiting_at
            await _update(writing, handoff, {"last_at": writing.now})
            await _update(writing, handoff, {"waiting_at": writing.now}, waits.is_(None))

        return write

    def answered(self, handoff: Handoff, text: str) -> Write:
        """A person wrote to the asker: kept masked; the bot is quiet from now on."""

        async def write(writing: Writing) -> None:
            await _say(writing, handoff, STAFF, text)
            values = {"last_at": writing.now, "waiting_at": None, "told_at": None}
            await _update(writing, handoff, values)
            await _update(writing, handoff, {"answered_at": writing.now}, handoffs.c.answered_at.is_(None))

        return write

    def told(self, handoff: Handoff, waiting_before: datetime) -> Write:
        """The asker is told that nobody is there; the bot comes back. Raises Overtaken where somebody is."""

        async def write(writing: Writing) -> None:
            waits = handoffs.c.waiting_at <= waiting_before
            if not await _update(
                writing, handoff, {"told_at": writing.now}, handoffs.c.told_at.is_(None), waits
            ):
                raise Overtaken(f"hand-off {handoff.id}")

        return write

    def closed(self, handoff: Handoff, by: str, last_before: datetime | None = None) -> Write:
        """It ends: the asker's raw chat id is erased.

        `by` is asker, staff or time; Overtaken is raised where it has ended before, or where somebody spoke
        after `last_before`.
        """

        async def write(writing: Writing) -> None:
            values = {"state": CLOSED, "chat": None, "closed_at": writing.now, "closed_by": by}
            quiet = () if last_before is None else (handoffs.c.last_at <= last_before,)
            if not await _update(writing, handoff, values, *quiet):
                raise Overtaken(f"hand-off {handoff.id}")

        return write

    # due

    async def unanswered(self, waiting_before: datetime) -> list[Handoff]:
        """Whose askers have waited since before then, have not been told, and nobody answers them but we."""
        waits = handoffs.c.waiting_at <= waiting_before
        return await self._open_where(handoffs.c.told_at.is_(None), waits)

    async def idle(self, last_before: datetime, unanswered_before: datetime) -> list[Handoff]:
        """In which nobody spoke since: `last_before` where a person has answered, else `unanswered_before`."""
        answered = handoffs.c.answered_at.is_not(None) & (handoffs.c.last_at <= last_before)
        never = handoffs.c.answered_at.is_(None) & (handoffs.c.last_at <= unanswered_before)
        return await self._open_where(answered | never)

    async def _open_where(self, *conditions: ColumnElement[bool]) -> list[Handoff]:
        rows = await self._database.read(handoff_rows.open_rows, *conditions)
        return [handoff_rows.as_handoff(row) for row in rows if row.chat is not None]

    # rooms

    async def room(self, channel: str, chat_hash: str) -> str | None:
        """The room that was made last for an asker."""
        return await self._database.read(handoff_rows.room_of, channel, chat_hash)

    async def set_room(self, channel: str, chat_hash: str, room: str) -> None:
        """Keep a room with the asker's last hand-off."""
        await self._database.write(handoff_rows.set_room, channel, chat_hash, room)
        await self.load()

    async def has_room(self, room: str) -> bool:
        """Whether the room is or was one of a hand-off."""
        return await self._database.read(handoff_rows.has_room, room)

    async def waiting(self, key: str) -> list[OutboxItem]:
        """The first messages to a room that are not sent yet, in order."""
        return await self._database.read(handoff_rows.waiting, key)


def _composed(compose: Compose, chat_hash: str, said: Sequence[TurnRow]) -> Sequence[OutboxDraft]:
    try:
        return compose(chat_hash, said)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # One conversation that cannot be told harms only its own message, not those committed with it.
        raise StoreError(f"what was said cannot be told to the staff: {type(error).__name__}") from error


async def _update(
    writing: Writing, handoff: Handoff, values: dict[str, Any], *conditions: ColumnElement[bool]
) -> bool:
    """Whether the hand-off was still open and met the conditions."""
    still = (handoffs.c.id == handoff.id, handoffs.c.state == handoff_rows.OPEN, *conditions)
    return (await writing.connection.execute(update(handoffs).where(*still).values(values))).rowcount > 0


async def _say(writing: Writing, handoff: Handoff, sender: str, text: str) -> None:
    row = {
        "handoff_id": handoff.id,
        "at": writing.now,
        "sender": sender,
        "text": mask(clean(text), handoff.lang)[:TEXT_LIMIT],
    }
    await writing.connection.execute(insert(handoff_messages).values(row))
