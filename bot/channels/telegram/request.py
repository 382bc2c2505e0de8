"""PTB's HTTP client with limits that suit a bot and a few repairs."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

import httpx
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram.failures import FloodWaitError

CONNECTIONS = 16
"""More make httpx slower: its pool is quadratic, and Telegram takes 30 messages a second at most."""
UNNAMED_WAIT = 5.0
"""Seconds to wait after a 429 that names no time, as a proxy may send it."""


class ApiRequest(HTTPXRequest):
    """PTB's client, mended: how it reads a 429 and an answer that is not Telegram's."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Status and body of the response. Raises FloodWaitError for a 429."""
        code, payload = await super().do_request(*args, **kwargs)
        if code == HTTPStatus.TOO_MANY_REQUESTS:
            raise FloodWaitError(_retry_after(payload))
        return code, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The body of a response. Raises TelegramError where it is not Telegram's; logs nothing of it."""
        try:
            body = json.loads(payload)
        except ValueError:
            raise TelegramError("the response is not JSON") from None
        if not isinstance(body, dict) or (body.get("ok") and "result" not in body):
            raise TelegramError("the response is not one of the Bot API")
        return body


def _retry_after(payload: bytes) -> float:
    try:
        return max(0.0, float(json.loads(payload)["parameters"]["retry_after"]))
    except (ValueError, KeyError, TypeError):
        return UNNAMED_WAIT


def make_request(connections: int = CONNECTIONS, read_timeout: float = 20.0) -> ApiRequest:
    """A client that keeps its connections for a minute, to save a quiet bot a handshake for each message."""
    _silence_urls()
    limits = httpx.Limits(
        max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=60
    )
    return ApiRequest(
        read_timeout=read_timeout,
        write_timeout=20.0,
        connect_timeout=10.0,
        pool_timeout=20.0,
        httpx_kwargs={"limits": limits},
    )


def _silence_urls() -> None:
    """httpx logs every address at INFO, and Telegram's addresses hold the token."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
