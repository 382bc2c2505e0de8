"""The web page as a channel: its replies wait in a mailbox until the page fetches them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from bot.channels.base import Outgoing, Receive, Received, SendLater
from bot.channels.web.body import Posted
from bot.channels.web.limits import RateLimit
from bot.channels.web.mailbox import Mailboxes
from bot.core.model import IncomingMessage, Kind

GAP = 5.0
"""Seconds between two looks of a page that is still open: it will be back for what is in the mailbox."""
PATIENCE = 60.0
"""Seconds that a reply stays in the outbox for a page that is not there, or not there yet after a restart."""
AGAIN = 1.0
_SEPARATOR = ":"


class WebChannel:
    """Chats of the web page. `site` in this package gives it its addresses."""

    name = "web"

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, *, limit: RateLimit | None = None
    ) -> None:
        """`clock` gives monotonic seconds."""
        self.limit = limit or RateLimit(clock=clock)
        self.mailboxes = Mailboxes(clock)
        self._clock = clock
        self._receive: Receive | None = None
        self._is_closed = False

    @property
    def is_open(self) -> bool:
        """Whether messages can be taken in."""
        return self._receive is not None

    async def run(self, receive: Receive) -> None:
        """Take in what the page posts, until cancelled."""
        self._receive = receive
        try:
            await asyncio.Event().wait()
        finally:
            self._receive = None

    async def post(self, chat: str, posted: Posted) -> None:
        """Put a message into the inbox. Raises StoreError; call it only while the channel is open."""
        assert self._receive is not None
        if posted.text.strip().lower() == "/forget":
            self.mailboxes.forget(chat)
        await self._receive([Received(_message(chat, posted))])

    async def send(self, item: Outgoing) -> str | None:
        """Lay the reply into the mailbox.

        Raises SendLater while the page is not there: a reply stays in the outbox, where a restart does not
        lose it, until its page asks again or has been away for a minute.
        """
        away = self.mailboxes.away(item.chat)
        unknown = self._clock() - self.mailboxes.opened_at
        is_coming = GAP < away < PATIENCE if away is not None else unknown < PATIENCE
        if self._is_closed or is_coming:
            raise SendLater("网页未连接 / the page is not connected", AGAIN)
        return self.mailboxes.put(item.chat, _reply(item))

    def settled(self, chat: str) -> None:
        """Tell the page, if it is there."""
        if self.mailboxes.away(chat) is not None:
            self.mailboxes.put(chat, {"settled": True})

    async def close(self) -> None:
        """Let the waiting pages go; what comes from now on stays in the outbox."""
        self._is_closed = True
        self.mailboxes.close()


def _message(chat: str, posted: Posted) -> IncomingMessage:
    kind = Kind.COMMAND if posted.text.lstrip().startswith("/") else Kind.TEXT
    return IncomingMessage(
        channel=WebChannel.name,
        chat=chat,
        external_id=f"{chat}{_SEPARATOR}{posted.id}",
        text=posted.text,
        kind=kind if posted.press is None else Kind.PRESS,
        user=chat,
        press=posted.press,
        about=posted.about,
        lang_hint=posted.lang,
    )


def _reply(item: Outgoing) -> dict[str, Any]:
    body = item.text.removesuffix(item.closing).rstrip() if item.closing else item.text
    return {
        "body": body,
        "closing": item.closing,
        "notice": item.notice,
        "toast": item.toast,
        "rating": item.rating,
        "options": [asdict(option) for option in item.options],
        "reply_to": (item.reply_to or "").rpartition(_SEPARATOR)[2],
    }
