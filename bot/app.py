"""Composition root: builds knowledge, store, channels and the web server; starts and stops them."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import uvicorn
from rich.console import Console
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route

from bot.channels.base import Channel
from bot.channels.telegram import Account as Account  # the commands' names for it
from bot.channels.telegram import AccountInfo as AccountInfo
from bot.channels.telegram import Pace, TelegramChannel, Webhook, open_account
from bot.channels.telegram import advice as advice
from bot.channels.terminal import ReadLine, TerminalChannel
from bot.channels.web import WebChannel, site
from bot.config import PREFIX, Settings, load_secret, load_webhook_secret
from bot.core.engine import Engine
from bot.core.model import Exchange, Turn
from bot.errors import ChannelError, SettingsError
from bot.service.handoff import Staff
from bot.service.handoff.hours import Hours
from bot.service.handoff.hours import parse as parse_hours
from bot.service.knowledge import load_engine
from bot.service.limits import Limits
from bot.service.live import LiveKnowledge, Places, Tell
from bot.service.lock import AlreadyRunning, only_writer
from bot.service.logs import configure_logging
from bot.service.service import Service
from bot.service.snapshots import Folders
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


async def serve(settings: Settings, announce: Callable[[Started], None], report: Tell) -> None:
    """Run the bot until Ctrl-C or SIGTERM.

    `announce` is called once the page can be opened, `report` when an edit of the content goes live or is refused.

    Raises:
        KnowledgeError, StoreError, SettingsError, ChannelError: it cannot start; says why and what to do.
    """
    configure_logging()
    hours = office_hours(settings)
    with _listening(settings.host, settings.port) as listener, only_writer(settings.data_dir):
        live = await LiveKnowledge.start(_places(settings), report)
        async with _open(settings.database, load_secret(settings)) as store:
            web, webhook = WebChannel(), _webhook(settings)
            telegram = _telegram(settings, webhook)
            channels: list[Channel] = [web, *telegram]
            service = Service(
                store,
                live.current,
                channels,
                retention_days=settings.retention_days,
                replays=settings.replay_dir,
                limits=_limits(settings),
                staff=_staff(settings, telegram, hours),
            )
            started = _started(settings.host, listener, live.current(), len(channels) > 1)
            server = _Server(_site(web, live, webhook), lambda: announce(started))
            await _run(service, server, listener, web, live)


def _places(settings: Settings) -> Places:
    folders = Folders(settings.content_dir, settings.intents_dir)
    return Places.within(settings.data_dir, folders, settings.cache_dir)


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


def telegram_account(settings: Settings) -> AbstractAsyncContextManager[Account]:
    """The bot's account at Telegram, for the operator's commands.

    Raises:
        SettingsError: no token is set.
        ChannelError: on entering: the token is refused, or Telegram cannot be reached.
    """
    if settings.telegram_token is None:
        raise SettingsError(
            f"没有 Telegram 令牌：请设置 {PREFIX}TELEGRAM_TOKEN / there is no token: set {PREFIX}TELEGRAM_TOKEN."
        )
    return open_account(settings.telegram_token.get_secret_value(), settings.telegram_api_url)


def _webhook(settings: Settings) -> Webhook | None:
    if settings.telegram_token is None or settings.telegram_mode != "webhook":
        return None
    assert settings.telegram_webhook_url is not None  # the settings see to it
    return Webhook(settings.telegram_webhook_url, load_webhook_secret(settings))


def _telegram(settings: Settings, webhook: Webhook | None) -> list[TelegramChannel]:
    if settings.telegram_token is None:
        return []
    token = settings.telegram_token.get_secret_value()
    pace = Pace(settings.telegram_sends_per_second)
    staff_chat = settings.telegram_staff_chat
    return [
        TelegramChannel(token, settings.telegram_api_url, webhook=webhook, pace=pace, staff_chat=staff_chat)
    ]


def office_hours(settings: Settings) -> Hours:
    """When the staff are there. Raises SettingsError where the setting cannot be read."""
    try:
        return parse_hours(settings.office_hours, ZoneInfo(settings.timezone))
    except ValueError as error:
        raise SettingsError(f"设置 {PREFIX}OFFICE_HOURS 不可用 / setting cannot be used: {error}") from error


def _staff(settings: Settings, telegram: Sequence[TelegramChannel], hours: Hours) -> Staff | None:
    rooms = [(channel.name, channel.rooms) for channel in telegram if channel.rooms is not None]
    return Staff(*rooms[0], hours, settings.handoff_minutes) if rooms else None


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


def _site(web: WebChannel, live: LiveKnowledge, webhook: Webhook | None) -> Starlette:
    async def health(_request: Request) -> Response:
        version, refused = live.current().base.version, live.status.refused_since or None
        return JSONResponse({"ok": web.is_open, "version": version, "refused_since": refused})

    own = [Route("/healthz", health)]
    if webhook is None:
        return site(web, own)
    _check_free(webhook.path, site(web, own))
    return site(web, [*own, webhook.route()])


def _check_free(path: str, pages: Starlette) -> None:
    """Raises SettingsError where a path of the webhook is one of the pages'."""
    wanted = {"type": "http", "method": "POST", "path": path, "root_path": "", "headers": []}
    if any(route.matches(wanted)[0] is not Match.NONE for route in pages.routes):
        raise SettingsError(
            f"{PREFIX}TELEGRAM_WEBHOOK_URL 的路径 {path} 是网页用的，请换一个，例如 /telegram/hook / "
            f"its path {path} belongs to the web page: take another, as /telegram/hook."
        )


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


async def _run(
    service: Service, server: _Server, listener: socket.socket, web: WebChannel, live: LiveKnowledge
) -> None:
    stop = asyncio.Event()
    watching = asyncio.create_task(live.watch())
    serving = asyncio.create_task(server.serve([listener]))
    working = asyncio.create_task(service.run())
    stopping = asyncio.create_task(stop.wait())
    with _on_signals(stop):
        try:
            await asyncio.wait({serving, working, stopping, watching}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await web.close()
            server.should_exit = True
            stopping.cancel()
            working.cancel()
            watching.cancel()
            await asyncio.gather(serving, working, stopping, watching, return_exceptions=True)
    for task in (working, serving, watching):
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
