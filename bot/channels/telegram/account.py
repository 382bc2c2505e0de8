"""The bot's account as an operator sees it: who it is, how Telegram delivers, and what is wrong with that."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Bot, Update, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.failures import describe, scrub
from bot.channels.telegram.request import make_request
from bot.errors import ChannelError

ALLOWED = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY)
"""Kinds of update asked for; Telegram remembers the list, so it is sent each time."""
DELIVERIES = 40
"""Updates that Telegram may bring at the same time; it brings those of one chat one after the other."""

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """What getMe and getWebhookInfo tell."""

    name: str
    """User name of the bot, without the @."""
    url: str
    """Where updates are brought; empty where they are waited for by polling."""
    pending: int
    """Updates that Telegram keeps for us."""
    last_error: str
    """Why a delivery failed last, in Telegram's words; empty where none did."""
    last_error_at: datetime | None
    max_connections: int | None
    allowed_updates: tuple[str, ...]
    """Empty means all but a few."""
    ip: str
    """Address that the host of `url` led to."""


class Account:
    """Asks for and changes how Telegram delivers. Made by `open_account`; every method raises ChannelError."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def info(self) -> AccountInfo:
        """Who the bot is and how Telegram delivers."""
        found: WebhookInfo = await _asking(self._bot.get_webhook_info())
        return AccountInfo(
            name=self._bot.username,
            url=found.url,
            pending=found.pending_update_count,
            last_error=scrub(found.last_error_message or ""),
            last_error_at=found.last_error_date,
            max_connections=found.max_connections,
            allowed_updates=tuple(found.allowed_updates),
            ip=found.ip_address or "",
        )

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have updates brought to an address, each with the secret."""
        await _asking(register(self._bot, url, secret))

    async def delete_webhook(self, *, drop_pending: bool) -> None:
        """Have updates kept for polling; waiting ones stay unless `drop_pending`."""
        await _asking(self._bot.delete_webhook(drop_pending_updates=drop_pending))


async def register(bot: Bot, url: str, secret: str) -> None:
    """setWebhook as this bot needs it. Raises TelegramError."""
    await bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED, max_connections=DELIVERIES)


@asynccontextmanager
async def open_account(token: str, api_url: str) -> AsyncIterator[Account]:
    """The account of a token; connections are let go of at the end.

    Raises:
        ChannelError: Telegram refuses the token or cannot be reached.
    """
    check_token(token)
    request, unused = make_request(connections=1), make_request(connections=1)
    bot = Bot(token, base_url=f"{api_url.rstrip('/')}/bot", request=request, get_updates_request=unused)
    try:
        await _asking(bot.initialize())
        yield Account(bot)
    finally:
        await request.shutdown()
        await unused.shutdown()


async def _asking(call: Awaitable[Any]) -> Any:
    try:
        return await call
    except InvalidToken:
        # From None: PTB's own message quotes the token.
        raise ChannelError(refused_token()) from None
    except TelegramError as error:
        raise ChannelError(describe(error)) from None


def check_token(token: str) -> None:
    """Raises ChannelError where a token has not the shape of one."""
    if not _TOKEN.fullmatch(token):
        raise ChannelError(_bad_token("形状不对 / it has not the shape 123456:ABC..."))


def refused_token() -> str:
    """What to say where Telegram does not know the token."""
    return _bad_token("Telegram 拒绝了它 / Telegram refuses it")


def _bad_token(why: str) -> str:
    return (
        f"Telegram 令牌不可用，{why}。请核对 TALENTBOT_TELEGRAM_TOKEN 和 TALENTBOT_TELEGRAM_API_URL / "
        "the Telegram token cannot be used: check TALENTBOT_TELEGRAM_TOKEN and TALENTBOT_TELEGRAM_API_URL."
    )


_CAUSES = (
    (
        r"\b403\b",
        "密钥对不上，或代理挡住了：重新运行 talentbot telegram set-webhook / the secret differs, or a proxy stands "
        "in the way: run `talentbot telegram set-webhook` again",
    ),
    (
        r"\b40[45]\b",
        "地址上没有机器人：代理要原样转发路径，serve 要以 webhook 方式运行 / nobody at that path: the proxy must pass "
        "it on unchanged, and `talentbot serve` must run in webhook mode",
    ),
    (
        r"\b413\b",
        "代理不收这么大的消息：调大它的上限 / the proxy takes no body of that size: raise its limit",
    ),
    (
        r"\b50[0234]\b",
        "机器人没在运行、正在启动，或存不了消息：看它的日志和磁盘 / the bot is stopped, starting, or cannot "
        "store: see its log and the disk",
    ),
    (
        r"SSL|certificate",
        "HTTPS 证书不被接受：检查代理的证书链 / the certificate is not accepted: check the proxy's chain",
    ),
    (
        r"refused|timed? ?out|timeout|resolve|closed|reset",
        "Telegram 连不上这个地址：检查域名、防火墙和代理 / Telegram cannot reach the address: check name, firewall "
        "and proxy",
    ),
)
"""What Telegram says of a failed delivery, and what to do."""


def advice(info: AccountInfo, wanted_url: str | None) -> Iterator[str]:
    """What to mend, a bilingual line each.

    `wanted_url` is the address of the settings in webhook mode, None in polling mode.
    """
    if wanted_url is None and info.url:
        yield (
            "设置是 polling，Telegram 却在送往上面的地址：启动 serve 会改过来，或运行 talentbot telegram "
            "delete-webhook / the setting is polling, yet Telegram brings updates there: starting `talentbot serve` "
            "mends it, or `talentbot telegram delete-webhook`"
        )
    if wanted_url is not None and info.url != wanted_url:
        yield (
            f"设置是 webhook，地址应为 {wanted_url}：运行 talentbot telegram set-webhook 或重启 serve / the setting is "
            f"webhook at {wanted_url}: run `talentbot telegram set-webhook` or restart `talentbot serve`"
        )
    if info.url and info.allowed_updates and not set(ALLOWED) <= set(info.allowed_updates):
        yield (
            "收取的种类不全：运行 talentbot telegram set-webhook / some kinds of update are not brought: run "
            "`talentbot telegram set-webhook`"
        )
    if info.last_error:
        yield from (todo for pattern, todo in _CAUSES if re.search(pattern, info.last_error, re.IGNORECASE))
