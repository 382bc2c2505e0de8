"""The HTTP client under PTB: what it makes of an answer, and of none."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from loopback import LoopbackApi
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)
from telegram.request import RequestData

from bot.channels.telegram.failures import FloodWaitError
from bot.channels.telegram.request import ApiRequest, system_proxy

TOKEN = "123456:secret-Token_0123456789"
OK = b'HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n{"ok":true,"result":[]}'


class Wire:
    """A server that says word for word what a test tells it to, and counts its connections."""

    def __init__(self, answer: bytes | None, *, reset: bool = False, close: bool = False) -> None:
        """`answer` None: never any; `reset`: broken off after it; `close`: ended after it."""
        self.answer, self.reset, self.close = answer, reset, close
        self.requests: list[str] = []
        self.connections = 0
        self.asked = asyncio.Event()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """Gives the address."""
        self._open: set[asyncio.StreamWriter] = set()
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            for writer in self._open:
                writer.close()
            await asyncio.gather(*(writer.wait_closed() for writer in self._open), return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._open.add(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while not writer.is_closing():
                self.requests.append((await reader.readuntil(b"\r\n\r\n")).decode())
                self.asked.set()
                self._say(writer)

    def _say(self, writer: asyncio.StreamWriter) -> None:
        writer.write(self.answer or b"")
        if self.reset:
            writer.transport.abort()
        elif self.close:
            writer.close()


class Dripping(Wire):
    """Sends the head of an answer and then a byte now and then, for ever."""

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        writer.write(self.answer or b"")
        with suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.05)


@pytest.fixture
async def request_() -> AsyncIterator[ApiRequest]:
    made = ApiRequest(read_timeout=0.2)
    yield made
    await made.shutdown()


async def failure(client: ApiRequest, url: str) -> TelegramError:
    """What a call raises; nothing of it may hold the token."""
    with pytest.raises(TelegramError) as caught:
        await client.post(f"{url}/bot{TOKEN}/getMe")
    assert TOKEN not in "".join(traceback.format_exception(caught.value))
    return caught.value


@pytest.mark.parametrize(
    ("wire", "kind"),
    [
        pytest.param(Wire(None), TimedOut, id="black hole"),
        pytest.param(Wire(OK[:-5]), TimedOut, id="an answer that stops"),
        pytest.param(Wire(None, reset=True), NetworkError, id="reset"),
        pytest.param(Wire(None, close=True), NetworkError, id="closed without an answer"),
        pytest.param(Wire(OK[:-5], close=True), NetworkError, id="half an answer"),
        pytest.param(Wire(OK[:-5], reset=True), NetworkError, id="half an answer, reset"),
        pytest.param(Wire(b"SSH-2.0-OpenSSH\r\n\r\n"), NetworkError, id="another protocol"),
        pytest.param(Wire(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"), NetworkError, id="bad header"),
    ],
)
async def test_what_the_network_does(request_: ApiRequest, wire: Wire, kind: type[TelegramError]) -> None:
    async with wire.open() as url:
        assert type(await failure(request_, url)) is kind


async def test_an_answer_that_drips_has_an_end(request_: ApiRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.request.CONNECT_SECONDS", 0.05)
    async with Dripping(OK[:-23]).open() as url:
        assert type(await failure(request_, url)) is TimedOut


async def test_nobody_there(request_: ApiRequest) -> None:
    assert type(await failure(request_, "http://127.0.0.1:1")) is NetworkError
    assert type(await failure(request_, "http://no-such-host.invalid")) is NetworkError


async def test_no_free_connection_is_not_a_message_that_may_have_arrived(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.channels.telegram.request.CONNECT_SECONDS", 0.05)
    client, wire = ApiRequest(connections=1, read_timeout=5), Wire(None)
    async with wire.open() as url:
        holding = asyncio.create_task(client.post(f"{url}/bot{TOKEN}/getMe"))
        await wire.asked.wait()
        assert type(await failure(client, url)) is NetworkError
        holding.cancel()
        await asyncio.gather(holding, return_exceptions=True)
    await client.shutdown()
    assert len(wire.requests) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequest),
        (401, InvalidToken),
        (403, Forbidden),
        (404, InvalidToken),
        (409, Conflict),
        (500, NetworkError),
        (502, NetworkError),
        (503, NetworkError),
    ],
)
async def test_statuses(
    api: LoopbackApi, request_: ApiRequest, status: int, kind: type[TelegramError]
) -> None:
    api.fail("getMe", status, "no")
    with pytest.raises(kind):
        await request_.post(f"{api.url}/bot{api.token}/getMe")
    assert await request_.post(f"{api.url}/bot{api.token}/getMe")


@pytest.mark.parametrize(
    "body", ["<html>log in</html>", "", "[]", "7", '{"ok": true}', '"\\ud800', "null"], ids=repr
)
async def test_an_answer_that_is_not_telegrams(api: LoopbackApi, request_: ApiRequest, body: str) -> None:
    api.spoil("getMe", body=body)
    await failure_at(api, request_)


async def failure_at(api: LoopbackApi, client: ApiRequest) -> None:
    with pytest.raises(TelegramError) as caught:
        await client.post(f"{api.url}/bot{api.token}/getMe")
    assert api.token not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(("parameters", "seconds"), [({"retry_after": 7}, 7.0), ({}, 5.0)], ids=str)
async def test_a_flood_wait(
    api: LoopbackApi, request_: ApiRequest, parameters: dict[str, int], seconds: float
) -> None:
    api.fail("getMe", 429, **parameters)
    with pytest.raises(FloodWaitError) as caught:
        await request_.post(f"{api.url}/bot{api.token}/getMe")
    assert caught.value.seconds == seconds


async def test_a_connection_is_used_again(request_: ApiRequest) -> None:
    wire = Wire(OK)
    async with wire.open() as url:
        for _ in range(5):
            assert await request_.post(f"{url}/bot{TOKEN}/getUpdates") == []
    assert (wire.connections, len(wire.requests)) == (1, 5)


async def test_a_redirect_is_not_followed(request_: ApiRequest) -> None:
    wire = Wire(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
    async with wire.open() as url:
        assert type(await failure(request_, url)) is NetworkError
    assert len(wire.requests) == 1


async def test_closed_is_closed_until_it_is_initialized_again(api: LoopbackApi) -> None:
    client = ApiRequest()
    await client.post(f"{api.url}/bot{api.token}/getMe")
    await client.shutdown()
    await client.shutdown()
    await failure_at(api, client)
    async with client:
        assert await client.post(f"{api.url}/bot{api.token}/getMe")


async def test_a_call_may_have_a_time_of_its_own(request_: ApiRequest) -> None:
    assert request_.read_timeout == 0.2
    async with Wire(None).open() as url, asyncio.timeout(5):
        with pytest.raises(TimedOut):
            await ApiRequest.post(request_, f"{url}/bot{TOKEN}/getMe", RequestData(), read_timeout=0.01)


@pytest.mark.parametrize("scheme", ["", "http://"])
async def test_the_systems_proxy_is_used(
    request_: ApiRequest, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    wire = Wire(OK)
    async with wire.open() as url:
        monkeypatch.setenv("http_proxy", url.replace("http://", f"{scheme}me:word@"))
        assert await request_.post(f"http://telegram.invalid/bot{TOKEN}/getUpdates") == []
    assert wire.requests[0].startswith(f"POST http://telegram.invalid/bot{TOKEN}/getUpdates HTTP/1.1")
    assert "Proxy-Authorization: Basic bWU6d29yZA==" in wire.requests[0]


def test_addresses_that_go_past_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    assert system_proxy("https://api.telegram.org") == {}
    monkeypatch.setenv("all_proxy", "http://proxy:3128")
    assert str(system_proxy("https://api.telegram.org")["proxy"]) == "http://proxy:3128"
    monkeypatch.setenv("no_proxy", "localhost,127.0.0.1,.telegram.org")
    assert system_proxy("https://api.telegram.org") == {}
    assert system_proxy("http://127.0.0.1:8081") == {}
