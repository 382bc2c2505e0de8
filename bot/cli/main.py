"""The command line. A command's module is imported only when that command is used, so that each starts fast."""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Sequence
from types import ModuleType

import typer

from bot import __version__
from bot.errors import TalentBotError

# Name -> (module, one-line help). The module holds a typer app, or a function of the command's name.
_COMMANDS: dict[str, tuple[str, str]] = {
    "serve": (
        "bot.cli.serve",
        "启动机器人：网页，有令牌时还有 Telegram / Run the bot: the web page, and Telegram with a token",
    ),
    "chat": ("bot.cli.chat", "在终端里对话 / Talk to the bot in the terminal"),
    "ask": ("bot.cli.ask", "问一句，或按行处理 JSON / Ask one question, or JSON lines"),
    "check": ("bot.cli.check", "检查 content 和 intents / Check content and intents"),
    "test": ("bot.cli.test", "跑问答用例 / Run the cases"),
    "add": ("bot.cli.add", "给意图加一个问法 / Add a way of asking"),
    "new": ("bot.cli.new", "新建意图、事实或地方 / A new intent, fact or place"),
    "diff": ("bot.cli.diff", "改动会改变哪些回答 / Which answers an edit changes"),
    "schema": ("bot.cli.schema", "给 VS Code 用的格式 / Formats for VS Code and the like"),
    "log": ("bot.cli.log", "看、搜、导出对话记录 / Show, search and export the log"),
    "telegram": ("bot.cli.telegram", "Telegram 怎样送消息 / How Telegram delivers: info, set, remove"),
    "doctor": ("bot.cli.doctor", "检查安装 / Check the installation"),
}


def late(module: str) -> ModuleType:
    """A module of a command, or of an option that is as dear as a command: imported when it is used."""
    return importlib.import_module(module)


def _app(module: ModuleType, name: str) -> typer.Typer:
    """A module's own typer app, or one made of its function of the command's name."""
    if isinstance(found := getattr(module, "app", None), typer.Typer):
        return found
    made = typer.Typer(rich_markup_mode=None)
    made.command(name)(getattr(module, name))
    return made


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"talentbot {__version__}")
        raise typer.Exit()


def _talentbot(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="版本 / Version"),
) -> None:
    """嘉兴人才服务问答机器人 / The talent-service chat bot.

    例 / Example: talentbot ask "平湖有免费的公寓吗"
    """


def _line(arguments: Sequence[str]) -> typer.Typer:
    """The command line for some arguments: the command they name in full, the others by their help alone."""
    app = typer.Typer(
        no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )
    app.callback()(_talentbot)
    wanted = next((word for word in arguments if not word.startswith("-")), None)
    for name, (module, text) in _COMMANDS.items():
        if name == wanted:
            _mount(app, _app(late(module), name), name)
        else:
            app.command(name, help=text)(lambda: None)
    return app


def _mount(app: typer.Typer, command: typer.Typer, name: str) -> None:
    """Put a module's app under the main one: as a command where it has just one, as a group where it has several."""
    commands = command.registered_commands
    only = commands[0].callback if len(commands) == 1 and command.registered_callback is None else None
    if only is not None:
        app.command(name)(only)
    else:
        app.add_typer(command, name=name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; gives the exit status: 0 done, 1 something to mend, 2 wrong usage, 3 our own bug."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        _line(given)(args=given, prog_name="talentbot")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except TalentBotError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0
    except Exception:  # noqa: BLE001 - the last stop: whatever arrives here is our own bug and says so
        traceback.print_exc()
        print(
            "这是程序的错误，请把上面的内容交给开发者 / This is a bug of ours: please report the lines above.",
            file=sys.stderr,
        )
        return 3
    return 0
