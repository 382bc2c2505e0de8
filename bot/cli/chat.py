"""`talentbot chat`: a conversation in the terminal."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import Annotated

import typer
from rich.console import Console

from bot import app as bot_app
from bot.cli.explain import explain
from bot.cli.lines import line_reader, terminal_restored
from bot.config import load_settings

app = typer.Typer(rich_markup_mode=None)


@app.command()
def chat(
    no_log: Annotated[
        bool, typer.Option("--no-log", help="不写入数据库 / keep the conversation in memory only")
    ] = False,
    lang: Annotated[str, typer.Option(help="您的语言 / your language: zh, zh-Hant, en")] = "",
) -> None:
    """在终端里对话；输入编号选择选项，/why 看怎样理解的，/quit 或 Ctrl-D 结束。
    Talk to the bot; a number chooses an option, /why explains, /quit or Ctrl-D ends.

    例 / Example: echo "平湖有免费的公寓吗" | talentbot chat --no-log
    """
    settings = load_settings()
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    if sys.stdin.isatty():
        console.print("直接输入问题；/help 帮助，/quit 结束 / Ask away; /help, /quit", style="dim")
    talk = bot_app.chat(
        settings, line_reader("› "), console, explain, keep_log=not no_log, lang_hint=lang or None
    )
    with terminal_restored(), suppress(KeyboardInterrupt):
        asyncio.run(talk)
