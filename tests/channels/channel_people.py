"""People at the other end of each channel: they write, press and read, and deliver a message twice."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx
from loopback import LoopbackApi
from rich.console import Console
from starlette.applications import Starlette
from telegram_people import Person as Sender

from bot.channels.base import Channel, Outgoing
from bot.channels.memory import MemoryChannel
from bot.channels.telegram import Pace, TelegramChannel
from bot.channels.telegram.failures import Backoff
from bot.channels.terminal import TerminalChannel
from bot.channels.web import WebChannel, site
from bot.core.model import IncomingMessage


@dataclass
class Read:
    """A reply as the person sees it."""

    text: str
    options: list[str] = field(default_factory=list)


class Person(Protocol):
    channel: Channel

    async def arrive(self) -> None: ...
    async def say(self, text: str) -> None: ...
    async def say_again(self) -> None:
        """The last message reaches the channel once more."""

    async def press(self, number: int) -> None:
        """Choose an option of the last reply; the first is 1."""

    async def replies(self, count: int) -> list[Read]:
        """The answers so far, without notices, once there are so many."""

    async def restart(self) -> None:
        """The process ended and a new one began: a new channel, the same person."""

    async def leave(self) -> None: ...


class AtTelegram:
    """In the app, over a loopback Bot API."""

    async def arrive(self) -> None:
        self._api = await LoopbackApi().__aenter__()
        self._sender = Sender(self._api)
        self._message: dict[str, Any] = {}
        self.channel: Any = self._make()

    def _make(self) -> TelegramChannel:
        backoff = Backoff(first=0.01, most=0.1)
        return TelegramChannel(self._api.token, self._api.url, poll_seconds=1, backoff=backoff, pace=Pace(0))

    async def say(self, text: str) -> None:
        self._message = self._sender.say(text)

    async def say_again(self) -> None:
        self._api.push(message=self._message)

    async def press(self, number: int) -> None:
        self._sender.press((await self._sent(1))[-1], number - 1)

    async def replies(self, count: int) -> list[Read]:
        return [Read(sent["text"], _labels(sent)) for sent in await self._sent(count)]

    async def restart(self) -> None:
        await self.channel.close()
        self._api.expected.append("Conflict")  # for the poll that was broken off; nobody hears it
        self.channel = self._make()

    async def leave(self) -> None:
        await self.channel.close()
        await self._api.__aexit__(None, None, None)
        assert self._api.unexpected() == []

    async def _sent(self, count: int) -> list[dict[str, Any]]:
        sent = await self._api.wait_sent(self._sender.id, count + 1)  # the privacy notice is one
        return [message for message in sent if not message["text"].startswith("隐私提示")]


def _labels(message: dict[str, Any]) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [b["text"] for row in rows for b in row if not b["callback_data"].startswith("v:")]


class AtMemory:
    async def arrive(self) -> None:
        self.channel = MemoryChannel()
        self._sent: list[Outgoing] = []
        self._last: IncomingMessage | None = None

    async def say(self, text: str) -> None:
        self._last = await self.channel.say(text)

    async def say_again(self) -> None:
        assert self._last is not None
        await self.channel.deliver([self._last])

    async def press(self, number: int) -> None:
        options = (await self._all(1))[-1].options
        await self.channel.say("", press=options[number - 1].value)

    async def replies(self, count: int) -> list[Read]:
        return [Read(item.text, [one.label for one in item.options]) for item in await self._all(count)]

    async def restart(self) -> None:
        self._sent += self.channel.sent
        self.channel = MemoryChannel()

    async def leave(self) -> None:
        pass

    async def _all(self, count: int) -> list[Outgoing]:
        return self._sent + await self.channel.wait(count - len(self._sent))


class AtTerminal:
    """Types lines; what is printed is recorded."""

    async def arrive(self) -> None:
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._received: asyncio.Queue[Any] = asyncio.Queue()
        self._printed: list[Outgoing] = []
        self._news = asyncio.Condition()
        self.channel: Any = self._make()

    def _make(self) -> TerminalChannel:
        person = self

        class Recorded(TerminalChannel):
            async def run(self, receive: Any) -> None:
                async def keep(batch: Any) -> None:
                    person._received.put_nowait(list(batch))
                    await receive(batch)

                person._receive = receive
                await super().run(keep)
                await asyncio.Event().wait()

            async def send(self, item: Outgoing) -> str | None:
                sent = await super().send(item)
                if not item.notice:
                    async with person._news:
                        person._printed.append(item)
                        person._news.notify_all()
                return sent

        return Recorded(self._lines.get, Console(quiet=True))

    async def say(self, text: str) -> None:
        await self._lines.put(text)

    async def say_again(self) -> None:
        async with asyncio.timeout(20):
            batch = await self._received.get()
        await self._receive(batch)

    async def press(self, number: int) -> None:
        await self.say(str(number))

    async def replies(self, count: int) -> list[Read]:
        async with asyncio.timeout(20), self._news:
            await self._news.wait_for(lambda: len(self._printed) >= count)
        return [Read(item.text, [one.label for one in item.options]) for item in self._printed]

    async def restart(self) -> None:
        chat = self.channel._chat
        self._lines = asyncio.Queue()
        self.channel = self._make()
        self.channel._chat = chat  # the same terminal, though a new process would open a new conversation

    async def leave(self) -> None:
        await self._lines.put(None)


class AtWeb:
    """A browser tab that polls."""

    def __init__(self) -> None:
        self._client: httpx.AsyncClient | None = None
        self._cookies = httpx.Cookies()
        self._after = ""
        self._replies: list[dict[str, Any]] = []
        self._posted: dict[str, Any] = {}
        self._count = 0
        self.channel: Any = WebChannel()

    async def arrive(self) -> None:
        """Opened by the first thing that is done."""

    async def client(self) -> httpx.AsyncClient:
        if self._client is None:
            app: Starlette = site(self.channel)
            transport = httpx.ASGITransport(app)
            self._client = httpx.AsyncClient(
                transport=transport, base_url="http://test", cookies=self._cookies, timeout=30
            )
            await self._client.get("/")
        return self._client

    async def say(self, text: str, **fields: Any) -> None:
        self._count += 1
        await self._post({"id": f"m{self._count}", "text": text, **fields})

    async def say_again(self) -> None:
        await self._post(self._posted)

    async def press(self, number: int) -> None:
        option = self._replies[-1]["options"][number - 1]
        await self.say(option["label"], press=option["value"])

    async def replies(self, count: int) -> list[Read]:
        client = await self.client()
        async with asyncio.timeout(8):
            while len(self._replies) < count:
                found = (await client.get(f"/chat/replies?after={self._after}&wait=2")).json()
                self._after = found["after"]
                self._replies += [
                    reply for reply in found["replies"] if "body" in reply and not reply["notice"]
                ]
        return [_read(reply) for reply in self._replies]

    async def restart(self) -> None:
        if self._client is not None:
            self._cookies = self._client.cookies
            await self._client.aclose()
        self._client = None
        self.channel = WebChannel()

    async def leave(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def _post(self, message: dict[str, Any]) -> None:
        self._posted = message
        client = await self.client()
        response = await client.post("/chat/messages", json=message)
        while response.status_code == 503:
            await asyncio.sleep(0.01)
            response = await client.post("/chat/messages", json=message)
        assert response.status_code == 202, response.text


def _read(reply: dict[str, Any]) -> Read:
    return Read(f"{reply['body']}\n{reply['closing']}", [one["label"] for one in reply["options"]])


PEOPLE = {"memory": AtMemory, "terminal": AtTerminal, "web": AtWeb, "telegram": AtTelegram}
"""How a person at each channel is made; every channel has one."""
