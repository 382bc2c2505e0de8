"""The store: every write of the bot goes through one object with one writing connection."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Update, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.model import IncomingMessage, Turn
from bot.store import asker, committing, feedback, forgetting, inbox, outbox, turns
from bot.store.database import Database
from bot.store.folding import clean
from bot.store.handoffs import Handoffs
from bot.store.privacy import Hasher
from bot.store.queries import LogReader
from bot.store.schema import blocked, cursors
from bot.store.schema import inbox as inbox_table
from bot.store.schema import outbox as outbox_table
from bot.store.values import (
    Answered,
    InboxItem,
    InboxState,
    Kept,
    OutboxDraft,
    OutboxItem,
    Rated,
    SweepReport,
    TurnDraft,
)
from bot.store.writes import Write, upsert

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present time, UTC."""
    return datetime.now(UTC)


class Store(LogReader):
    """Inbox, outbox, chat memory and conversation log of one process.

    Every method is one transaction; it raises StoreError where the database fails, and keeps nothing then.
    """

    def __init__(self, database: Database, hasher: Hasher, clock: Clock = utc_now) -> None:
        super().__init__(database)
        self.hasher = hasher
        """Makes the hashes under which the log keeps chats and people."""
        self._clock = clock
        self.handoffs = Handoffs(database, hasher)
        """Hand-offs to a person."""

    @classmethod
    async def open(cls, url: str, secret: bytes, clock: Clock = utc_now) -> Store:
        """Makes or migrates the database and opens it for writing; only one process may.

        Args:
            url: SQLAlchemy URL; `sqlite:///path` is opened asynchronously too.
            secret: key of the hashes; another key makes known chats and people unknown.
            clock: gives the present time, aware.

        Raises:
            StoreError: not writable, not a database, another program's, or of a newer version.
        """
        store = cls(await Database.open(url), Hasher(secret), clock)
        await store.handoffs.load()
        return store

    # inbox

    async def receive(self, message: IncomingMessage, raw: Mapping[str, Any] | None = None) -> int | None:
        """Keeps a message before it is acknowledged.

        Returns the inbox id; None where (channel, external_id) is known already. On return it is on disk.
        """
        return (await self.receive_many([(message, raw)]))[0]

    async def receive_many(
        self,
        batch: Sequence[tuple[IncomingMessage, Mapping[str, Any] | None]],
        cursor: tuple[str, str] | None = None,
    ) -> list[int | None]:
        """Keeps several messages, and the channel's new cursor (channel, value), in one transaction."""
        return await self._database.write(self._receive, batch, cursor, self._clock())

    async def _receive(
        self,
        connection: AsyncConnection,
        batch: Sequence[tuple[IncomingMessage, Mapping[str, Any] | None]],
        cursor: tuple[str, str] | None,
        now: datetime,
    ) -> list[int | None]:
        ids = await inbox.receive(connection, self.hasher, batch, now)
        if cursor is not None:
            await connection.execute(delete(cursors).where(cursors.c.channel == cursor[0]))
            await connection.execute(insert(cursors).values(channel=cursor[0], value=cursor[1]))
        return ids

    async def next_messages(self, limit: int, busy: Collection[tuple[str, str]] = ()) -> list[InboxItem]:
        """The oldest waiting message of each (channel, chat) that is not busy, oldest first.

        A chat whose oldest message has failed and is not due again keeps its later ones back.
        """
        return await self._database.read(inbox.next_messages, limit, set(busy), self._clock())

    async def fail(self, inbox_id: int, error: str) -> InboxState:
        """Counts a failed try: `waiting` with a growing delay, after the third `dead`. Masks the cause."""
        return await self._database.write(inbox.fail, inbox_id, error, self._clock())

    async def memory(self, channel: str, chat: str) -> dict[str, Any]:
        """What the chat remembers; empty where nothing."""
        return (await self.memories([(channel, chat)])).get((channel, chat), {})

    async def memories(self, chats: Sequence[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
        """What several chats (channel, chat) remember; those that remember nothing are missing."""
        return await self._database.read(turns.recall, self.hasher, chats)

    async def commit_turn(
        self,
        inbox_id: int,
        turn: Turn,
        replies: Sequence[OutboxDraft],
        memory: Mapping[str, Any],
        also: Sequence[Write] = (),
    ) -> bool:
        """As `commit_turns`, for one."""
        return (await self.commit_turns([TurnDraft(inbox_id, turn, replies, memory, also)]))[0]

    async def commit_turns(self, drafts: Sequence[TurnDraft]) -> list[bool]:
        """Writes turns, replies and memories, ends the inbox rows and erases their texts: all or nothing.

        False for a message that has its turn already: then only its inbox row is ended.
        """
        news = await self._database.write(committing.commit_turns, self.hasher, drafts, self._clock())
        if any(draft.also for draft in drafts):
            await self.handoffs.load()
        return news

    async def commit_rest(
        self, inbox_id: int | None, messages: Sequence[OutboxDraft] = (), also: Sequence[Write] = ()
    ) -> bool:
        """Ends an inbox row that gets no turn (None: there is none), and writes what it led to: all or nothing.

        False where the row was ended before: then nothing is written.
        """
        is_new = await self._database.write(
            committing.commit_rest, self.hasher, inbox_id, messages, also, self._clock()
        )
        if also:
            await self.handoffs.load()
        return is_new

    async def note_blocked(self, channel: str, chat: str) -> None:
        """Records that a chat has blocked the bot; kept under its hash."""
        row = {"channel": channel, "chat": self.hasher.chat(channel, clean(chat)), "at": self._clock()}
        await self._database.write(upsert, blocked, [row], (blocked.c.channel, blocked.c.chat))

    # outbox

    async def next_outgoing(
        self, channel: str, limit: int, busy: Collection[tuple[str, str]] = ()
    ) -> list[OutboxItem]:
        """The oldest reply of each (channel, chat) that is not busy, where it is due; oldest first."""
        return await self._database.read(outbox.next_outgoing, channel, limit, set(busy), self._clock())

    async def sent(self, outbox_id: int, external_message_id: str | None = None) -> None:
        """Ends a reply: its text and chat id are erased."""
        await self.sent_many({outbox_id: external_message_id})

    async def sent_many(self, messages: Mapping[int, str | None]) -> None:
        """As `sent`, for several: outbox id -> the channel's id of the message."""
        await self._database.write(outbox.sent, messages, self._clock())

    async def retry_later(self, outbox_id: int, error: str, seconds: float) -> None:
        """Puts a reply off by so many seconds; its chat's later replies wait behind it."""
        await self._database.write(outbox.retry_later, outbox_id, error, seconds, self._clock())

    async def give_up(self, outbox_id: int, error: str) -> None:
        """Makes a reply a dead letter; the chat's later replies go on."""
        await self._database.write(outbox.give_up, outbox_id, error, self._clock())

    async def sent_ids(self, channel: str, external_id: str) -> list[str]:
        """The channel's own ids of the replies sent to a message (known for seven days), for editing them."""
        return await self._database.read(outbox.sent_ids, channel, self.hasher.message(channel, external_id))

    async def answered(self, message: IncomingMessage) -> Answered | None:
        """For an edit: how the message that it is about was answered; None where not, or over seven days ago."""
        about, text = message.about or "", message.text
        return await self._database.read(asker.answered, self.hasher, message.channel, about, text)

    async def rated(self, message: IncomingMessage) -> Rated | None:
        """The turn of the message of ours that this one is about; None where there is none, or no longer."""
        chat = self.hasher.chat(message.channel, clean(message.chat))
        return await self._database.read(feedback.rated, message.channel, chat, message.about or "")

    async def kept(self, channel: str, chat: str | None, user: str, latest: int = 0) -> Kept:
        """What the log keeps of a chat (None: of the person alone) and a person, with the latest texts."""
        return await self._database.read(asker.kept, self.hasher, channel, chat, user, latest)

    async def revive(self, box: Literal["inbox", "outbox"], row_id: int) -> bool:
        """Lets a dead letter try again; False where there is none with that id or its text is gone."""
        table = inbox_table if box == "inbox" else outbox_table
        dead = (table.c.id == row_id) & (table.c.state == InboxState.DEAD) & table.c.chat.is_not(None)
        values = {"state": InboxState.WAITING, "tries": 0, "due_at": self._clock(), "ended_at": None}
        return await self._database.write(_changes, update(table).where(dead).values(values)) == 1

    # polling

    async def get_cursor(self, channel: str) -> str | None:
        """Where the channel's polling stands."""
        query = select(cursors.c.value).where(cursors.c.channel == channel)
        rows = await self._rows(query)
        return rows[0].value if rows else None

    async def set_cursor(self, channel: str, value: str) -> None:
        """Keeps where the channel's polling stands; better done with the messages by `receive_many`."""
        await self.receive_many([], (channel, value))

    # forgetting

    async def forget(
        self,
        channel: str,
        *,
        chat: str | None = None,
        user: str | None = None,
        keep_inbox: int | None = None,
        farewell: Sequence[OutboxDraft] = (),
    ) -> int:
        """Deletes all that is kept of a chat or of a person, in every table; returns the number of rows.

        `keep_inbox` spares the very message that asks for it, so that it is still answered after a crash; its
        own `commit_turn` ends it. Hashed keys of handled messages stay for seven days: they lead to nobody.
        `farewell` is sent to each room in which the staff talked with them.
        """
        rooms, count = await self._database.write(self._forget, channel, chat, user, keep_inbox, farewell)
        if rooms:
            await self.handoffs.load()
        await self._database.scrub()
        return count

    async def _forget(
        self,
        connection: AsyncConnection,
        channel: str,
        chat: str | None,
        user: str | None,
        keep_inbox: int | None,
        farewell: Sequence[OutboxDraft],
    ) -> tuple[bool, int]:
        """Whether there were hand-offs, and the number of rows."""
        chat_hash = self.hasher.chat(channel, clean(chat or ""))
        user_hash = self.hasher.user(channel, clean(user or ""))
        rooms, count = await forgetting.forget_handoffs(connection, channel, chat_hash, user_hash)
        told = [(None, replace(draft, chat=room)) for room in rooms if room for draft in farewell]
        await outbox.enqueue(connection, told, self._clock())
        if chat:
            count += await forgetting.forget_chat(connection, self.hasher, channel, clean(chat), keep_inbox)
        if user:
            count += await forgetting.forget_user(connection, self.hasher, channel, clean(user), keep_inbox)
        return bool(rooms), count

    async def sweep(self, retention_days: int, now: datetime | None = None) -> SweepReport:
        """Erases texts and chat memories older than `retention_days`, and of dead letters after seven days.

        Outcomes, intents and times stay, so that the figures go on.
        """
        report = await self._database.write(forgetting.sweep, retention_days, now or self._clock())
        await self._database.scrub()
        return report


async def _changes(connection: AsyncConnection, statement: Update) -> int:
    """How many rows the statement changed."""
    return (await connection.execute(statement)).rowcount
