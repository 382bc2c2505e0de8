"""Webhook mode: Telegram brings each update and is told 200 only once it is safe in the inbox.

What is not answered with 2xx Telegram brings again, and brings nothing else of that chat until then. So what can
never be used is logged and taken off its hands, and what could not be stored is refused, to come again soon.

Telegram brings the messages of a chat one after the other, in order. A press of a button is in another row of its
and may arrive beside a message that the same person sent in that very moment; then either order is as good.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from typing import Any, NoReturn
from urllib.parse import urlsplit

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.base import Receive, Received
from bot.channels.telegram.account import register
from bot.channels.telegram.failures import describe, scrub
from bot.channels.telegram.polling import Read
from bot.errors import TalentBotError

BODY_LIMIT = 1024 * 1024
"""Bytes of an update; real ones are a few thousand."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header, not a secret
RETRY_SECONDS = 5
"""When Telegram is asked to come again with what could not be stored; left alone it waits up to two minutes."""
WATCH_SECONDS = 300.0
"""Between two looks at whether Telegram still knows our address, and at what it complains of."""

log = structlog.get_logger(__name__)


class Together:
    """Hands over as one batch what comes while the last one is being stored: a commit costs more than a message.

    The first is handed over at once, and nobody waits for what may come.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._storing = asyncio.Lock()
        self._gathered: list[Received] = []
        self._next: asyncio.Task[None] | None = None

    async def __call__(self, received: Received) -> None:
        """Returns when the message is in the inbox; raises what `receive` raised for its batch."""
        if self._next is None:
            self._gathered = []
            self._next = asyncio.create_task(self._hand_over(self._gathered))
        self._gathered.append(received)
        # One who is cancelled must not take the others' messages along.
        await asyncio.shield(self._next)

    async def _hand_over(self, batch: list[Received]) -> None:
        async with self._storing:
            self._next = None
            await self._receive(batch)


class Webhook:
    """The address at which Telegram reaches this bot.

    Args:
        url: as Telegram is told it; its path is served.
        secret: what Telegram is to show with each update.
        watch_seconds: between two looks at what Telegram says of the address.
    """

    def __init__(self, url: str, secret: str, *, watch_seconds: float = WATCH_SECONDS) -> None:
        self.url = url
        self.path = urlsplit(url).path
        self._secret = secret
        self._watch_seconds = watch_seconds
        self._inward: tuple[Read, Together] | None = None
        self._told: datetime | None = None
        self._strangers = 0
        self._failures = 0

    def route(self) -> Route:
        """What the web server is to serve."""
        return Route(self.path, self._take, methods=["POST"])

    # towards Telegram

    @contextmanager
    def taking_in(self, read: Read, receive: Receive) -> Iterator[None]:
        """Updates are read and taken in meanwhile; before and after, Telegram is asked to come again."""
        self._inward = (read, Together(receive))
        try:
            yield
        finally:
            self._inward = None

    async def register(self, bot: Bot) -> None:
        """Tell Telegram the address and the secret. Raises TelegramError."""
        await register(bot, self.url, self._secret)

    async def watch(self, bot: Bot) -> NoReturn:
        """Until cancelled: mend an address that somebody took away, and log what Telegram complains of."""
        while True:
            await asyncio.sleep(self._watch_seconds)
            try:
                await self._look(bot)
            except TelegramError as error:
                log.warning("telegram.webhook_not_checked", problem=describe(error))

    async def _look(self, bot: Bot) -> None:
        info = await bot.get_webhook_info()
        if info.url != self.url:
            log.warning("telegram.webhook_was_changed", found=info.url)
            await self.register(bot)
        if info.last_error_date is not None and info.last_error_date != self._told:
            problem = scrub(info.last_error_message or "")
            log.warning("telegram.deliveries_failed", pending=info.pending_update_count, problem=problem)
            self._told = info.last_error_date

    # from Telegram

    async def _take(self, request: Request) -> Response:
        if not self._knows_secret(request):
            return self._send_away()
        self._strangers = 0
        inward = self._inward
        if inward is None:
            return _come_again()
        try:
            body = await _read(request)
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        if body is None:
            return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return await self._take_in(body, *inward)

    def _knows_secret(self, request: Request) -> bool:
        shown = request.headers.get(SECRET_HEADER, "")
        return hmac.compare_digest(shown.encode("latin-1"), self._secret.encode())

    def _send_away(self) -> Response:
        """Said once until Telegram itself comes: strangers must not be able to fill the log."""
        if self._strangers == 0:
            log.warning("telegram.wrong_secret")
        self._strangers += 1
        return Response(status_code=HTTPStatus.FORBIDDEN)

    async def _take_in(self, body: bytes, read: Read, keep: Together) -> Response:
        update = _update(body)
        if update is None:
            log.warning("telegram.unusable_update", size=len(body))
            return Response()
        received = read(update)
        if received is None:
            return Response()
        try:
            await keep(received)
        except (TalentBotError, OSError) as error:  # any other is a bug: 500, and Telegram comes again too
            return self._put_off(error)
        self._stored()
        return Response()

    def _put_off(self, error: Exception) -> Response:
        """Said once for each row of failures, as many updates may be on their way."""
        if self._failures == 0:
            log.warning("telegram.not_stored", problem=describe(error), retry_in=RETRY_SECONDS)
        self._failures += 1
        return _come_again()

    def _stored(self) -> None:
        if self._failures:
            log.info("telegram.recovered", failures=self._failures)
        self._failures = 0


async def _read(request: Request) -> bytes | None:
    """The body; None as soon as it is too long, whatever its header says. Raises ClientDisconnect."""
    size = 0
    chunks = []
    async for chunk in request.stream():
        size += len(chunk)
        if size > BODY_LIMIT:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


def _update(body: bytes) -> dict[str, Any] | None:
    """The update in a body; None where there is none, nor ever will be."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    is_update = isinstance(found, dict) and type(found.get("update_id")) is int
    return found if is_update else None


def _come_again() -> Response:
    return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": str(RETRY_SECONDS)})
