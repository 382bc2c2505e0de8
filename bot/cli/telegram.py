"""`talentbot telegram`: how Telegram delivers to this bot, looked at and changed by hand.

`talentbot serve` sets at each start what its settings say; these commands are for looking, and for changing over
while it is stopped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Annotated, TypeVar

import typer

from bot import app as bot_app
from bot.config import Settings, load_settings, load_webhook_secret
from bot.errors import SettingsError

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Telegram 怎样送消息：查看、设置、取消 / How Telegram delivers: look, set, remove.\n\n"
    "例 / Example: talentbot telegram info",
)

T = TypeVar("T")


@app.command("info")
def info() -> None:
    """显示机器人账号和送达方式，以及要改的地方 / Show the account, how messages come, and what to mend.

    例 / Example: talentbot telegram info
    """
    settings = load_settings()
    found = _ask(settings, lambda account: account.info())
    for line in _report(found, settings):
        typer.echo(line)


@app.command("set-webhook")
def set_webhook() -> None:
    """让 Telegram 把消息送到设置里的地址 / Have Telegram bring messages to the address of the settings.

    例 / Example: talentbot telegram set-webhook
    """
    settings = load_settings()
    url = settings.telegram_webhook_url
    if url is None:
        raise SettingsError(
            "没有地址：请设置 TALENTBOT_TELEGRAM_WEBHOOK_URL / there is no address: set "
            "TALENTBOT_TELEGRAM_WEBHOOK_URL, as https://bot.example.org/telegram/hook."
        )
    _ask(settings, lambda account: account.set_webhook(url, load_webhook_secret(settings)))
    typer.echo(f"已设置，消息送到 / set, messages are brought to: {url}")
    typer.echo("密钥 / secret: " + _whence(settings))
    if settings.telegram_mode == "polling":
        typer.echo(
            "注意：TALENTBOT_TELEGRAM_MODE 是 polling，serve 启动时会取消它 / note: the mode is polling; "
            "`talentbot serve` removes it at its start"
        )


@app.command("delete-webhook")
def delete_webhook(
    drop_pending: Annotated[
        bool,
        typer.Option(
            "--drop-pending", help="丢掉还没收的消息 / throw away the messages that wait at Telegram"
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问 / do not ask")] = False,
) -> None:
    """取消送达，未收的消息留在 Telegram / Stop deliveries; messages that wait stay at Telegram.

    例 / Example: talentbot telegram delete-webhook
    """
    settings = load_settings()
    if drop_pending and not yes:
        typer.confirm(
            "未收的消息会永远丢失，继续吗 / waiting messages will be lost for good, go on", abort=True
        )
    _ask(settings, lambda account: account.delete_webhook(drop_pending=drop_pending))
    kept = "未收的已丢掉 / waiting messages thrown away" if drop_pending else "未收的保留 / waiting ones kept"
    typer.echo(f"已取消 / removed; {kept}")
    if settings.telegram_mode == "webhook":
        typer.echo(
            "注意：TALENTBOT_TELEGRAM_MODE 是 webhook，serve 会重新设置它 / note: the mode is webhook; "
            "`talentbot serve` sets it again"
        )


def _ask(settings: Settings, what: Callable[[bot_app.Account], Awaitable[T]]) -> T:
    async def ask() -> T:
        async with bot_app.telegram_account(settings) as account:
            return await what(account)

    return asyncio.run(ask())


def _whence(settings: Settings) -> str:
    if settings.telegram_webhook_secret is not None:
        return "TALENTBOT_TELEGRAM_WEBHOOK_SECRET"
    return (
        "由 secret.key 算出 / made of secret.key" if settings.secret_key is None else "TALENTBOT_SECRET_KEY"
    )


def _report(found: bot_app.AccountInfo, settings: Settings) -> Iterator[str]:
    """A line for each figure, then one for each thing to mend."""
    limit = "" if found.max_connections is None else str(found.max_connections)
    figures = (
        ("机器人 / bot", f"@{found.name}"),
        ("设置的方式 / mode of the settings", settings.telegram_mode),
        ("送达地址 / webhook", found.url or "没有，等着轮询 / none, polling"),
        ("地址的 IP / its address", found.ip),
        ("未收的消息 / waiting messages", str(found.pending)),
        ("同时送达 / deliveries at once", limit),
        ("收取的种类 / kinds asked for", ", ".join(found.allowed_updates) or "默认 / default"),
        ("最近的错误 / last error", _last_error(found)),
    )
    yield from (f"{name}: {value}" for name, value in figures if value)
    wanted = settings.telegram_webhook_url if settings.telegram_mode == "webhook" else None
    yield from (f"→ {todo}" for todo in bot_app.advice(found, wanted))


def _last_error(found: bot_app.AccountInfo) -> str:
    if not found.last_error:
        return "没有 / none"
    when = "" if found.last_error_at is None else f"{found.last_error_at.astimezone():%Y-%m-%d %H:%M:%S}, "
    return when + found.last_error
