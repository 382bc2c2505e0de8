"""Around a channel: messages for the staff find their room, and the staff learn what did not arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

import structlog

from bot.channels.base import Channel, Outgoing, Receive, SendRefused
from bot.service.handoff import texts
from bot.service.handoff.briefing import name_of
from bot.service.handoff.post import CLOSE_ROOM, LINE, OPEN_ROOM, ROOM, TITLE, Post
from bot.store import OutboxItem, asker_of

log = structlog.get_logger(__name__)

JOINED = 3500
"""Characters to which lines that wait together are joined: Telegram takes 20 messages a minute in a group."""

Asker = tuple[str, str]
"""Channel and chat hash."""


class Routed:
    """A Channel that knows the rooms. One message of a room is sent at a time, as with every chat."""

    def __init__(self, channel: Channel, post: Post) -> None:
        self.name = channel.name
        self._channel = channel
        self._post = post
        self._handoffs = post.store.handoffs
        self._rooms = post.staff.rooms

    async def run(self, receive: Receive) -> None:
        """As the channel."""
        await self._channel.run(receive)

    def settled(self, chat: str) -> None:
        """As the channel."""
        self._channel.settled(chat)

    async def close(self) -> None:
        """As the channel."""
        await self._channel.close()

    async def send(self, item: Outgoing) -> str | None:
        """As the channel; a chat may be a room's key."""
        asker = asker_of(item.chat)
        if asker is not None:
            return await self._to_room(asker, item)
        if self.name == self._post.staff.channel and self._rooms.owns(item.chat):
            return await self._to_known_room(item)
        return await self._to_asker(item)

    async def _to_asker(self, item: Outgoing) -> str | None:
        try:
            return await self._channel.send(item)
        except SendRefused as error:
            handoff = self._handoffs.of_chat(self.name, item.chat)
            if handoff is not None:
                text = texts.BLOCKED if error.blocked else texts.NOT_DELIVERED
                await self._post.commit(None, [self._post.to_staff(handoff.key, text)])
            raise

    async def _to_known_room(self, item: Outgoing) -> str | None:
        """Named by the channel's own id: its hand-off is over. Deleted meanwhile, it needs nothing more."""
        try:
            return await self._in_room(item.chat, item)
        except SendRefused as error:
            if not error.topic_gone:
                raise
            return None

    async def _to_room(self, asker: Asker, item: Outgoing) -> str | None:
        item, followers = await self._joined(item)
        room = await self._room(asker, item)
        if room is None:
            return None
        try:
            sent = await self._in_room(room, item)
        except SendRefused as error:
            if not error.topic_gone:
                raise
            sent = await self._once_more(asker, room, item)
        # A crash before this sends them once more: better twice than never.
        for follower in followers:
            await self._post.store.sent(follower.id, sent)
        return sent

    async def _once_more(self, asker: Asker, room: str, item: Outgoing) -> str | None:
        """The room takes nothing: it is opened again or, where it was deleted, made anew. Once."""
        try:
            await self._rooms.reopen_room(room)
        except SendRefused as error:
            if not error.topic_gone:
                raise
            log.info("room was deleted, another one is made")
            room = await self._make(asker, item)
            item = replace(item, text=f"{texts.NEW_TOPIC}\n{item.text}")
        return await self._in_room(room, item)

    async def _in_room(self, room: str, item: Outgoing) -> str | None:
        if item.extra.get(ROOM) == CLOSE_ROOM:
            await self._rooms.close_room(room)
            return None
        return await self._channel.send(replace(item, chat=room))

    async def _room(self, asker: Asker, item: Outgoing) -> str | None:
        """The asker's room, open where that is asked for; None where one that is not there is to be closed."""
        known = await self._handoffs.room(*asker)
        if known is None or not self._rooms.owns(known):
            return None if item.extra.get(ROOM) == CLOSE_ROOM else await self._make(asker, item)
        if item.extra.get(ROOM) == OPEN_ROOM:
            try:
                await self._rooms.reopen_room(known)
            except SendRefused as error:
                if not error.topic_gone:
                    raise
                return await self._make(asker, item)
        return known

    async def _make(self, asker: Asker, item: Outgoing) -> str:
        """A crash between the two steps leaves an empty topic behind, and the next try makes another one."""
        title = item.extra.get(TITLE) or texts.TITLE.format(name=name_of(asker[1]))
        room = await self._rooms.open_room(title)
        await self._handoffs.set_room(*asker, room)
        return room

    async def _joined(self, item: Outgoing) -> tuple[Outgoing, Sequence[OutboxItem]]:
        """A line with the lines that wait behind it. Other things (a picture, an ending) stand alone."""
        if item.extra.get(ROOM) != LINE:
            return item, ()
        _, *behind = await self._handoffs.waiting(item.chat)
        lines = list(takewhile(_is_line, behind))
        while lines and sum(len(line.payload["text"]) for line in lines) + len(item.text) > JOINED:
            lines.pop()
        return replace(item, text="\n".join([item.text, *(line.payload["text"] for line in lines)])), lines


def _is_line(item: OutboxItem) -> bool:
    return (item.payload.get("extra") or {}).get(ROOM) == LINE
