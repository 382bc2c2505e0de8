"""`talentbot serve`: the bot with its web page, and Telegram where there is a token."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot import app as bot_app
from bot.config import load_settings

app = typer.Typer(rich_markup_mode=None)


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
    asyncio.run(bot_app.serve(settings.model_copy(update=changes), _announce))


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
