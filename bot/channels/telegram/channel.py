"""The Telegram channel: start, poll, send, close."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram import Bot, Update, User
from telegram.error import InvalidToken, TelegramError

from bot.channels.base import Outgoing, Receive, Received
from bot.channels.telegram import toast
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.failures import Backoff, describe
from bot.channels.telegram.menu import publish_menu
from bot.channels.telegram.parsing import NAME, read
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.request import make_request
from bot.channels.telegram.typing import Typing
from bot.errors import ChannelError

API_URL = "https://api.telegram.org"
ALLOWED = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY)
"""Kinds of update asked for; Telegram remembers the list, so it is sent each time."""
POLL_SECONDS = 30
SLACK = 15.0
"""Seconds beyond the poll's own time before an answer counts as missing."""
BATCH = 100

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")

log = structlog.get_logger(__name__)


class TelegramChannel:
    """Talks to people over a bot account by long polling.

    Args:
        token: from BotFather.
        api_url: Bot API server, without the trailing `/bot`.
        poll_seconds: how long Telegram holds an empty poll, 0 to 50.
        backoff: waits after failures.
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
        typing_after: float = 1.5,
    ) -> None:
        if not _TOKEN.fullmatch(token):
            raise ChannelError(_bad_token("形状不对 / it has not the shape 123456:ABC..."))
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
        self._delivery = Delivery(self._bot)
        self._typing = Typing(self._bot, after=typing_after)

    async def run(self, receive: Receive) -> None:
        """Take in messages until cancelled; network failures are waited out.

        Raises:
            ChannelError: Telegram refuses the token.
        """
        me = await self._start()

        def read_update(raw: Mapping[str, Any]) -> Any:
            return read(raw, me)

        async def take(batch: Sequence[Received]) -> None:
            self._typing.expect(received.message.chat for received in batch)
            await receive(batch)

        await Poller(self._fetch, read_update, take, self._backoff).run()

    async def send(self, item: Outgoing) -> str | None:
        """Send a reply; gives the external id of the (last) message sent. Raises SendLater or SendRefused."""
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

    async def _start(self) -> User:
        """Learn who the bot is and make polling possible; waits until Telegram can be reached."""
        while True:
            try:
                return await self._introduce()
            except InvalidToken:
                # From None: PTB's own message quotes the token.
                raise ChannelError(_bad_token("Telegram 拒绝了它 / Telegram refuses it")) from None
            except TelegramError as error:
                seconds = self._backoff.after(error)
                log.warning("telegram.not_started", problem=describe(error), retry_in=round(seconds, 1))
                await asyncio.sleep(seconds)

    async def _introduce(self) -> User:
        await self._bot.initialize()
        # A webhook left over from another deployment would answer every poll with 409; waiting updates stay.
        await self._bot.delete_webhook(drop_pending_updates=False)
        await publish_menu(self._bot)
        self._backoff.reset()
        log.info("telegram.started", bot=self._bot.username)
        return self._bot.bot

    async def _fetch(self, offset: int) -> Any:
        """Raw updates from the offset on; nothing is parsed, so that nothing can fail before it is stored."""
        query = {
            "offset": offset,
            "limit": BATCH,
            "timeout": self._poll_seconds,
            "allowed_updates": json.dumps(ALLOWED),
        }
        return await self._poll_request.post(f"{self._poll_url}?{urlencode(query)}")


def _bad_token(why: str) -> str:
    return (
        f"Telegram 令牌不可用，{why}。请核对 TALENTBOT_TELEGRAM_TOKEN 和 TALENTBOT_TELEGRAM_API_URL / "
        "the Telegram token cannot be used: check TALENTBOT_TELEGRAM_TOKEN and TALENTBOT_TELEGRAM_API_URL."
    )
