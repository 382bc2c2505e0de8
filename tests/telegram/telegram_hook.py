"""A channel in webhook mode with the web server before it, and what strangers send to its address."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Self

import httpx
from local_server import LocalServer
from loopback import LoopbackApi

from bot.channels.base import Receive
from bot.channels.telegram import TelegramChannel, Webhook
from bot.channels.telegram.failures import Backoff
from bot.channels.telegram.webhook import SECRET_HEADER
from bot.channels.web import WebChannel, site

SECRET = "s3cret-Token_1"
PATH = "/telegram/hook"


class HookedBot:
    """The web server is up from entering to leaving, the channel within `talking` alone."""

    def __init__(self, api: LoopbackApi, *, watch_seconds: float = 60.0) -> None:
        self.api = api
        api.webhooks.unit = 0.01
        self.server = LocalServer()
        self.url = self.server.url + PATH
        self.webhook = Webhook(self.url, SECRET, watch_seconds=watch_seconds)

    async def __aenter__(self) -> Self:
        await self.server.start(site(WebChannel(), [self.webhook.route()]))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.server.close()

    def channel(self) -> TelegramChannel:
        """A channel that has not been started."""
        backoff = Backoff(first=0.01, most=0.1)
        return TelegramChannel(self.api.token, self.api.url, backoff=backoff, webhook=self.webhook)

    @asynccontextmanager
    async def talking(self, receive: Receive) -> AsyncIterator[TelegramChannel]:
        """Runs the channel, from its start on."""
        channel = self.channel()
        task = asyncio.create_task(channel.run(receive))
        try:
            yield channel
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await channel.close()

    async def ready(self) -> None:
        """Until Telegram knows the address and the menu is out: the start is over."""
        await self.api.until(lambda: len(self.api.called("setMyCommands")) >= 3)

    async def post(self, body: Any, secret: str | None = SECRET, method: str = "POST") -> httpx.Response:
        """Send something to the address, with a secret or without."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {} if secret is None else {SECRET_HEADER: secret.encode()}
        async with httpx.AsyncClient(verify=False) as client:
            return await client.request(method, self.url, content=content, headers=headers)

    async def begin(self, *lines: str, secret: str = SECRET, body: bytes = b"") -> bytes:
        """Begin a request and never end it; gives the first line of the answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        head = [f"POST {PATH} HTTP/1.1", "Host: x", f"{SECRET_HEADER}: {secret}", *lines, "", ""]
        writer.write("\r\n".join(head).encode() + body)
        try:
            async with asyncio.timeout(10):
                return await reader.readline()
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
