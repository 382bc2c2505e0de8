"""Composition root: builds knowledge, store, channels and the web server; starts and stops them."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import Any

import uvicorn
from rich.console import Console
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.base import Channel
from bot.channels.telegram import TelegramChannel
from bot.channels.terminal import ReadLine, TerminalChannel
from bot.channels.web import WebChannel, site
from bot.config import Settings, load_secret
from bot.core.engine import Engine
from bot.core.model import Exchange, Turn
from bot.errors import ChannelError
from bot.service.knowledge import load_engine, load_engine_apart
from bot.service.limits import Limits
from bot.service.lock import AlreadyRunning, only_writer
from bot.service.logs import configure_logging
from bot.service.responder import Current
from bot.service.service import Service
from bot.store import Store

IN_MEMORY = "sqlite+aiosqlite://"
_BACKLOG = 128


@dataclass(frozen=True, slots=True)
class Started:
    """What there is to say once the bot runs."""

    url: str
    """Address of the chat page."""
    has_telegram: bool
    facts: int
    intents: int
    version: str
    """Of the content."""


async def serve(settings: Settings, announce: Callable[[Started], None]) -> None:
    """Run the bot until Ctrl-C or SIGTERM; `announce` is called once the page can be opened.

    Raises:
        KnowledgeError, StoreError, SettingsError, ChannelError: it cannot start; says why and what to do.
    """
    configure_logging()
    engine = await load_engine_apart(settings.content_dir, settings.intents_dir, settings.cache_dir)
    with _listening(settings.host, settings.port) as listener, only_writer(settings.data_dir):
        async with _open(settings.database, load_secret(settings)) as store:
            web = WebChannel()
            channels = [web, *_telegram(settings)]
            service = Service(
                store,
                lambda: engine,
                channels,
                retention_days=settings.retention_days,
                limits=_limits(settings),
            )
            started = _started(settings.host, listener, engine, len(channels) > 1)
            server = _Server(_site(web, lambda: engine), lambda: announce(started))
            await _run(service, server, listener, web)


async def chat(
    settings: Settings,
    read: ReadLine,
    console: Console,
    explain: Callable[[Mapping[str, Any], Console], None],
    *,
    keep_log: bool = True,
    lang_hint: str | None = None,
) -> None:
    """One conversation in the terminal, until its input ends.

    Args:
        settings: where knowledge and data are.
        read: gives the lines.
        console: where replies are written.
        explain: prints how the last message was understood, for `/why`.
        keep_log: false keeps the conversation in memory only, as where another process has the database.
        lang_hint: zh, zh-Hant or en.

    Raises:
        KnowledgeError, StoreError, SettingsError: as `serve`.
    """
    configure_logging(logging.ERROR)
    engine = load_engine(settings.content_dir, settings.intents_dir, settings.cache_dir)
    last: list[Exchange] = []

    def observe(turn: Turn) -> None:
        last[:] = [turn.exchange]

    def why() -> None:
        if last:
            explain(last[0].trace, console)
        else:
            console.print("还没有对话 / nothing has been said yet", style="dim")

    channel = TerminalChannel(read, console, explain=why, lang_hint=lang_hint)
    async with _chat_store(settings, console, keep_log) as store:
        days = settings.retention_days
        await Service(store, lambda: engine, [channel], retention_days=days, observe=observe).run()


@asynccontextmanager
async def _open(url: str, secret: bytes) -> AsyncIterator[Store]:
    store = await Store.open(url, secret)
    try:
        yield store
    finally:
        # Without this the driver's thread would keep the process alive.
        await store.close()


@asynccontextmanager
async def _chat_store(settings: Settings, console: Console, keep_log: bool) -> AsyncIterator[Store]:
    with suppress(AlreadyRunning), only_writer(settings.data_dir) if keep_log else nullcontext():
        url, secret = (settings.database, load_secret(settings)) if keep_log else _nowhere()
        async with _open(url, secret) as store:
            yield store
        return
    console.print(
        "另一个 talentbot 正在使用数据库，这次对话不记录 / "
        "another talentbot uses the database: this conversation is not logged",
        style="dim",
    )
    async with _open(*_nowhere()) as store:
        yield store


def _nowhere() -> tuple[str, bytes]:
    return IN_MEMORY, secrets.token_bytes(32)


def _telegram(settings: Settings) -> list[Channel]:
    if settings.telegram_token is None:
        return []
    return [TelegramChannel(settings.telegram_token.get_secret_value(), settings.telegram_api_url)]


def _limits(settings: Settings) -> Limits:
    staff = settings.telegram_staff_chat
    return Limits(
        per_minute=settings.messages_per_minute,
        length=settings.message_length,
        exempt=None if staff is None else (TelegramChannel.name, str(staff)),
    )


def _started(host: str, listener: socket.socket, engine: Engine, has_telegram: bool) -> Started:
    name = f"[{host}]" if ":" in host else host
    base = engine.base
    url = f"http://{name}:{listener.getsockname()[1]}/"
    return Started(url, has_telegram, len(base.facts), len(base.intents), base.version)


def _site(web: WebChannel, current: Current) -> Starlette:
    async def health(_request: Request) -> Response:
        return JSONResponse({"ok": web.is_open, "version": current().base.version})

    return site(web, [Route("/healthz", health)])


class _Server(uvicorn.Server):
    """A web server that leaves signals to us and says when it is up."""

    def __init__(self, app: Starlette, announce: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._announce = announce

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None: stopping the web server is a part of stopping the whole."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn, then say so."""
        await super().startup(sockets)
        self._announce()


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket bound to the address. Raises ChannelError where it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _no_address(host, port, error) from error
    with listener:
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(_BACKLOG)
        except OSError as error:
            raise _no_address(host, port, error) from error
        yield listener


def _no_address(host: str, port: int, error: OSError) -> ChannelError:
    return ChannelError(
        f"网页地址 {host}:{port} 不能用：{error.strerror}。请换一个端口（--port 或 TALENTBOT_PORT），"
        f"或停掉占用它的程序 / the web address {host}:{port} cannot be used: {error.strerror}. "
        "Take another port (--port or TALENTBOT_PORT), or stop the program that holds it."
    )


async def _run(service: Service, server: _Server, listener: socket.socket, web: WebChannel) -> None:
    stop = asyncio.Event()
    serving = asyncio.create_task(server.serve([listener]))
    working = asyncio.create_task(service.run())
    stopping = asyncio.create_task(stop.wait())
    with _on_signals(stop):
        try:
            await asyncio.wait({serving, working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await web.close()
            server.should_exit = True
            stopping.cancel()
            working.cancel()
            await asyncio.gather(serving, working, stopping, return_exceptions=True)
    for task in (working, serving):
        if not task.cancelled():
            task.result()


@contextmanager
def _on_signals(stop: asyncio.Event) -> Iterator[None]:
    """The first Ctrl-C or SIGTERM stops in order."""
    loop = asyncio.get_running_loop()
    handled = (signal.SIGINT, signal.SIGTERM)
    with suppress(NotImplementedError):  # Windows: there Ctrl-C cancels, which stops in order too
        for name in handled:
            loop.add_signal_handler(name, stop.set)
    try:
        yield
    finally:
        with suppress(NotImplementedError):
            for name in handled:
                loop.remove_signal_handler(name)
