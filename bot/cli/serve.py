"""`talentbot serve`: the bot with its web page, and Telegram where there is a token."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot import app as bot_app
from bot.config import load_settings
from bot.core.knowledge import Lang
from bot.kb.frames import headline
from bot.service.live import Refused, WentLive

app = typer.Typer(rich_markup_mode=None)
_SHOWN = 5


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="监听的地址，默认 TALENTBOT_HOST / address to listen on")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="端口，0 为任意空闲端口 / port, 0 for a free one"),
    ] = None,
) -> None:
    """启动机器人，直到 Ctrl-C / Run the bot until Ctrl-C.

    例 / Example: talentbot serve --port 8090
    """
    settings = load_settings()
    given = {"host": host, "port": port}
    changes = {name: value for name, value in given.items() if value is not None}
    asyncio.run(bot_app.serve(settings.model_copy(update=changes), _announce, _report))


def _announce(started: bot_app.Started) -> None:
    telegram = "已开启 / on" if started.has_telegram else "未开启（没有令牌）/ off (no token)"
    lines = (
        f"网页 / web page   {started.url}",
        f"Telegram          {telegram}",
        f"内容 / content    {started.facts} 条事实 / facts, {started.intents} 个问题主题 / intents,"
        f" 版本 / version {started.version}",
        "按 Ctrl-C 停止 / Ctrl-C stops",
    )
    for line in lines:
        typer.echo(line)


def _report(event: WentLive | Refused) -> None:
    """One edit of the content: live, or why not."""
    if isinstance(event, WentLive):
        typer.echo(
            f"内容已更新 / content is live: {event.facts} 条事实 / facts, {event.intents} 个问题主题 / intents,"
            f" 版本 / version {event.version}（{event.seconds:.1f} 秒 / s）"
        )
        return
    typer.echo(f"内容有错误，没有换上，继续用版本 {event.version} / content refused, still {event.version}:")
    for problem in event.problems[:_SHOWN]:
        typer.echo(f"  {headline(problem, Lang.ZH)}")
    if len(event.problems) > _SHOWN:
        typer.echo(f"  …… 共 {len(event.problems)} 处 / in all; talentbot check")
