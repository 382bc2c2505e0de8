"""The Telegram channel: start, poll or be called, send, close."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.channels.base import Outgoing, Receive, Received
from bot.channels.telegram import toast
from bot.channels.telegram.account import ALLOWED, check_token, refused_token
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.failures import Backoff, describe
from bot.channels.telegram.menu import publish_menu
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.parsing import NAME, read
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.request import make_request
from bot.channels.telegram.rooms import ForumRooms
from bot.channels.telegram.typing import Typing
from bot.channels.telegram.webhook import Webhook
from bot.errors import ChannelError

API_URL = "https://api.telegram.org"
POLL_SECONDS = 20
SLACK = 5.0
"""Seconds beyond the poll's own time before an answer counts as missing. A poll may have been swallowed by a dead
line: together with the wait after it this is how long the bot stays deaf once the line is back."""
BATCH = 100

log = structlog.get_logger(__name__)


class TelegramChannel:
    """Talks to people over a bot account, by long polling or, with a webhook, by being called.

    Args:
        token: from BotFather.
        api_url: Bot API server, without the trailing `/bot`.
        poll_seconds: how long Telegram holds an empty poll, 0 to 50.
        backoff: waits after failures.
        webhook: whose route a web server serves; without one the channel polls.
        pace: of the messages sent; Telegram's limits where absent.
        staff_chat: id of the group in whose topics the staff talk with askers.
        typing_after: seconds without a reply after which people see that one is under way.

    Raises:
        ChannelError: the token does not look like one.
    """

    name = NAME

    def __init__(
        self,
        token: str,
        api_url: str = API_URL,
        *,
        poll_seconds: int = POLL_SECONDS,
        backoff: Backoff | None = None,
        webhook: Webhook | None = None,
        pace: Pace | None = None,
        staff_chat: int | None = None,
        typing_after: float = 1.5,
    ) -> None:
        check_token(token)
        self._webhook = webhook
        self._poll_seconds = poll_seconds
        self._backoff = backoff or Backoff()
        self._poll_url = f"{api_url.rstrip('/')}/bot{token}/getUpdates"
        self._poll_request = make_request(connections=2, read_timeout=poll_seconds + SLACK)
        self._request = make_request()
        self._bot = Bot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            request=self._request,
            get_updates_request=self._poll_request,
        )
        self._pace = pace or Pace()
        self._delivery = Delivery(self._bot, self._pace)
        self._staff_chat = staff_chat
        self.rooms = None if staff_chat is None else ForumRooms(self._bot, staff_chat)
        """The staff's topics."""
        self._typing = Typing(self._bot, self._pace, after=typing_after)

    async def run(self, receive: Receive) -> None:
        """Take in messages until cancelled; network failures are waited out.

        Raises:
            ChannelError: Telegram refuses the token.
        """
        self._pace.resume()
        try:
            await self._receive(receive)
        except asyncio.CancelledError:
            # Only what is on the network is finished from now on; replies that wait stay in the outbox.
            self._pace.stop()
            raise

    async def _receive(self, receive: Receive) -> None:
        async def take(batch: Sequence[Received]) -> None:
            self._typing.expect(received.message.chat for received in batch)
            await receive(batch)

        await self._insist(self._bot.initialize)
        if self._webhook is None:
            await self._poll(take)
        else:
            await self._be_called(self._webhook, take)

    async def send(self, item: Outgoing) -> str | None:
        """Send a reply; gives the external id of the (last) message sent. Raises as the protocol says."""
        self._typing.done(item.chat)
        if item.toast and await toast.shown(self._bot, item):
            return None
        return await self._delivery.send(item)

    def settled(self, chat: str) -> None:
        """No reply is to come."""
        self._typing.done(chat)

    async def close(self) -> None:
        """Let go of connections."""
        await self._typing.close()
        await asyncio.gather(self._request.shutdown(), self._poll_request.shutdown())

    async def _poll(self, receive: Receive) -> None:
        # A webhook left over from another deployment would answer every poll with 409; waiting updates stay.
        await self._insist(partial(self._bot.delete_webhook, drop_pending_updates=False))
        await self._ready("polling")
        await Poller(self._fetch, self._read, receive, self._backoff).run()

    async def _be_called(self, webhook: Webhook, receive: Receive) -> None:
        """The webhook stays set at the end: Telegram keeps what comes in meanwhile and brings it again."""
        with webhook.taking_in(self._read, receive):
            await self._insist(partial(webhook.register, self._bot))
            await self._ready("webhook")
            await webhook.watch(self._bot)

    def _read(self, raw: Mapping[str, Any]) -> Received | None:
        return read(raw, self._bot.bot, self._staff_chat)

    async def _insist(self, call: Callable[[], Awaitable[object]]) -> None:
        """Carry out a step of the start; waits until Telegram can be reached."""
        while True:
            try:
                await call()
            except InvalidToken:
                # From None: PTB's own message quotes the token.
                raise ChannelError(refused_token()) from None
            except TelegramError as error:
                seconds = self._backoff.after(error)
                log.warning("telegram.not_started", problem=describe(error), retry_in=round(seconds, 1))
                await asyncio.sleep(seconds)
            else:
                return

    async def _ready(self, mode: str) -> None:
        await publish_menu(self._bot)
        self._backoff.reset()
        log.info("telegram.started", bot=self._bot.username, mode=mode)

    async def _fetch(self, offset: int) -> Any:
        """Raw updates from the offset on; nothing is parsed, so that nothing can fail before it is stored."""
        query = {
            "offset": offset,
            "limit": BATCH,
            "timeout": self._poll_seconds,
            "allowed_updates": json.dumps(ALLOWED),
        }
        return await self._poll_request.post(f"{self._poll_url}?{urlencode(query)}")
