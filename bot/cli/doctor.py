"""`talentbot doctor`: what is needed, whether it is there, and what to do where it is not."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import sqlite3
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

import typer

from bot.app import office_hours
from bot.config import Settings, load_settings
from bot.errors import TalentBotError
from bot.kb.loader import load
from bot.service.status import read_status
from bot.store import LogReader

app = typer.Typer(rich_markup_mode=None)

OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 35, 0)
_SECONDS = 10.0
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    ok: bool
    what: str
    """What was looked at and what was found."""
    todo: str = ""
    """What to do; empty where it is in order."""

    def __str__(self) -> str:
        mark = "✓" if self.ok else "✗"
        return f"{mark} {self.what}" + (f" → {self.todo}" if self.todo else "")


@app.command()
def doctor(
    online: Annotated[
        bool, typer.Option("--online", help="也向 Telegram 核对令牌 / ask Telegram about the token, too")
    ] = False,
) -> None:
    """检查安装，一行一项；全部正常时退出码为 0 / Check the installation, a line each; exit 0 if all is well.

    例 / Example: talentbot doctor --online
    """
    all_ok = True
    for finding in examine(online=online):
        typer.echo(str(finding))
        all_ok = all_ok and finding.ok
    raise typer.Exit(0 if all_ok else 1)


def examine(*, online: bool = False) -> Iterator[Finding]:
    """The findings, one after the other."""
    yield _python()
    yield _sqlite()
    try:
        settings = load_settings()
    except TalentBotError as error:
        yield Finding(False, _one_line(error))
        return
    yield Finding(True, "设置可用 / settings can be read")
    checks: list[Callable[[Settings], Iterator[Finding]]] = [
        _data_dir,
        _content,
        _live,
        _database,
        _port,
        _token,
        _staff,
    ]
    for check in checks:
        yield from check(settings)
    if online and settings.telegram_token is not None:
        yield _ask_telegram(settings)
        yield from _ask_about_staff(settings)


def _python() -> Finding:
    found = ".".join(str(part) for part in sys.version_info[:3])
    wanted = ".".join(str(part) for part in OLDEST_PYTHON)
    ok = sys.version_info >= OLDEST_PYTHON
    return Finding(ok, f"Python {found}", "" if ok else f"请安装 {wanted} 以上 / install {wanted} or later")


def _sqlite() -> Finding:
    ok = sqlite3.sqlite_version_info >= OLDEST_SQLITE
    wanted = ".".join(str(part) for part in OLDEST_SQLITE)
    return Finding(
        ok, f"SQLite {sqlite3.sqlite_version}", "" if ok else f"需要 {wanted} 以上 / needs {wanted} or later"
    )


def _data_dir(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    ok = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
    todo = "检查权限或设置 TALENTBOT_DATA_DIR / check permissions or set TALENTBOT_DATA_DIR"
    yield Finding(ok, f"数据目录 / data folder {folder}", "" if ok else todo)


def _content(settings: Settings) -> Iterator[Finding]:
    loaded = load(settings.content_dir, settings.intents_dir)
    for problem in loaded.errors:
        yield Finding(False, str(problem))
    if loaded.base is not None:
        counts = f"{len(loaded.base.facts)} 条事实 / facts, {len(loaded.base.intents)} 个意图 / intents"
        yield Finding(True, f"内容 / content: {counts}, 版本 / version {loaded.base.version}")


def _live(settings: Settings) -> Iterator[Finding]:
    """What the running bot answers from, where that is not what the files say."""
    status = read_status(settings.data_dir / "content.json")
    if not status.refused_since:
        return
    todo = "改好后保存，会自动换上 / mend and save: it goes live by itself"
    what = f"{status.refused_since} 起内容有错误，线上仍是 {status.version} / refused since; that version is live"
    yield Finding(False, what, todo)


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        exists = asyncio.run(_peek(settings.database))
    except TalentBotError as error:
        yield Finding(False, _one_line(error), "检查 TALENTBOT_DATABASE_URL / check TALENTBOT_DATABASE_URL")
        return
    state = "结构是最新的 / schema up to date" if exists else "首次启动时建立 / made at the first start"
    yield Finding(True, f"数据库 / database: {state}")


async def _peek(url: str) -> bool:
    reader = await LogReader.peek(url)
    if reader is None:
        return False
    await reader.close()
    return True


def _port(settings: Settings) -> Iterator[Finding]:
    where = f"{settings.host}:{settings.port}"
    try:
        _bind(settings.host, settings.port)
    except OSError as error:
        if _is_ours(settings):
            yield Finding(True, f"网页 / web page: talentbot 正在 {where} 运行 / is running there")
            return
        todo = "换一个 TALENTBOT_PORT，或停掉占用它的程序 / set another TALENTBOT_PORT or stop that program"
        yield Finding(False, f"网页地址 / web address {where}: {error.strerror}", todo)
        return
    yield Finding(True, f"网页地址 / web address {where} 空闲 / free")


def _bind(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)


def _is_ours(settings: Settings) -> bool:
    try:
        return "version" in _get_json(f"http://{settings.host}:{settings.port}/healthz", 2.0, direct=True)
    except (OSError, ValueError):
        return False


def _get_json(url: str, seconds: float, *, direct: bool = False) -> dict[str, object]:
    """An address's JSON object; `direct` passes by the proxies of the environment."""
    opener = urllib.request.build_opener(*([urllib.request.ProxyHandler({})] if direct else []))
    with opener.open(url, timeout=seconds) as response:
        found = json.load(response)
    return found if isinstance(found, dict) else {}


def _token(settings: Settings) -> Iterator[Finding]:
    if settings.telegram_token is None:
        yield Finding(True, "Telegram 未开启（没有令牌） / off (no token)")
        return
    ok = _TOKEN.fullmatch(settings.telegram_token.get_secret_value()) is not None
    todo = "形状应为 123456:ABC…，请向 @BotFather 核对 / should look like 123456:ABC…; ask @BotFather"
    yield Finding(ok, "Telegram 令牌的形状 / token's shape", "" if ok else todo)


def _ask_telegram(settings: Settings) -> Finding:
    assert settings.telegram_token is not None
    token = settings.telegram_token.get_secret_value()
    try:
        found = _get_json(f"{settings.telegram_api_url}/bot{token}/getMe", _SECONDS)
    except urllib.error.HTTPError as error:
        todo = "请向 @BotFather 核对令牌 / check the token with @BotFather"
        return Finding(False, f"Telegram 拒绝了令牌 / refuses the token: {error.code}", todo)
    except (OSError, ValueError) as error:
        todo = "检查网络或 TALENTBOT_TELEGRAM_API_URL / check the network or TALENTBOT_TELEGRAM_API_URL"
        return Finding(False, f"连不上 Telegram / cannot be reached: {type(error).__name__}", todo)
    me = found.get("result")
    name = me.get("username", "?") if isinstance(me, dict) else "?"
    return Finding(True, f"Telegram: @{name}")


def _staff(settings: Settings) -> Iterator[Finding]:
    """Where nobody takes over there is nothing to say."""
    if settings.telegram_staff_chat is None:
        return
    try:
        hours = office_hours(settings).describe("zh")
    except TalentBotError as error:
        yield Finding(False, _one_line(error))
        return
    yield Finding(True, f"转人工 / hand-off: {hours or '任何时间 / at any time'}")


def _ask_about_staff(settings: Settings) -> Iterator[Finding]:
    """The staff's group as the bot finds it."""
    chat, token = settings.telegram_staff_chat, settings.telegram_token
    if chat is None or token is None:
        return
    base = f"{settings.telegram_api_url}/bot{token.get_secret_value()}"
    bot = token.get_secret_value().partition(":")[0]
    todo = "把机器人设为能管理话题的管理员 / make the bot an administrator who may manage topics"
    try:
        group = _get_json(f"{base}/getChat?chat_id={chat}", _SECONDS).get("result")
        me = _get_json(f"{base}/getChatMember?chat_id={chat}&user_id={bot}", _SECONDS).get("result")
    except (OSError, ValueError) as error:
        yield Finding(False, f"工作人员群打不开 / staff group cannot be read: {type(error).__name__}", todo)
        return
    is_forum = isinstance(group, dict) and group.get("is_forum") is True
    may = isinstance(me, dict) and me.get("can_manage_topics") is True
    yield Finding(
        is_forum,
        "工作人员群的话题 / topics in the staff group",
        "" if is_forum else "在群设置里开启 / turn them on",
    )
    yield Finding(may, "机器人能管理话题 / the bot may manage topics", "" if may else todo)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
