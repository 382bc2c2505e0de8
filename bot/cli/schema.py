"""`talentbot schema`: the formats of the YAML files for editors' programs, with the ids that there are now."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.config import load_settings
from bot.errors import TalentBotError
from bot.kb.loader import load
from bot.kb.paths import shown_path
from bot.kb.schema import FOLDER, NAMES, refresh, rendered, stale


def schema(
    name: Annotated[
        str, typer.Argument(help=f"只打印这一个 / print this one only: {', '.join(NAMES)}", metavar="[NAME]")
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help="只看是不是最新，过期则退出码为 1 / exit 1 where stale")
    ] = False,
) -> None:
    """把格式写进 content/schema，VS Code 据此补全编号、边打边查 / Write content/schema for VS Code and the like.

    VS Code 里装上 YAML 扩展（redhat.vscode-yaml）就行，文件第一行已经指向它 / with the YAML extension it works at once.

    例 / Example: talentbot schema

    打印一个 / print one: talentbot schema intents
    """
    settings = load_settings()
    draft = load(settings.content_dir, settings.intents_dir, passed=lambda _version: True).draft
    if name:
        if name not in NAMES:
            raise typer.BadParameter(f"可以写 / one of: {', '.join(NAMES)}")
        typer.echo(rendered(draft)[f"{name}.json"], nl=False)
        return
    folder = shown_path(settings.content_dir / FOLDER)
    if check and stale(draft, settings.content_dir):
        raise TalentBotError(
            f"{folder} 已过期，请运行 talentbot schema / {folder} is stale: run talentbot schema"
        )
    written = [] if check else refresh(draft, settings.content_dir)
    for path in written:
        typer.echo(f"已写入 / written: {shown_path(path)}")
    if not written:
        typer.echo(f"{folder} 是最新的 / {folder} is up to date")
